export interface Token {
  readonly text: string;
  readonly offset: number;
}

export interface SplitArguments {
  readonly tokens: readonly Token[];
  /** What is still open at the end; then the tokens can't be trusted. */
  readonly open?: 'quote' | 'jinja';
}

/**
 * Splits arguments at spaces and line breaks, but not within quotes or Jinja's brackets. Line breaks and repeated spaces
 * stay with the token before them, so that a command line can be put together again as it was written.
 */
export function splitArguments(text: string): SplitArguments {
  const tokens: { text: string; offset: number }[] = [];
  if (text === '') return { tokens };
  let quote: string | undefined;
  const depth = { print: 0, block: 0, comment: 0 };
  const isInJinja = () => depth.print > 0 || depth.block > 0 || depth.comment > 0;
  const extend = (more: string, offset: number) => {
    const last = tokens.at(-1);
    if (last) last.text += more;
    else tokens.push({ text: more, offset });
  };

  const lines = text.split('\n');
  let lineStart = 0;
  for (const [lineIndex, line] of lines.entries()) {
    let continues = false;
    let offset = lineStart;
    for (const [index, word] of line.split(' ').entries()) {
      const start = offset;
      offset += word.length + 1;
      if (word === '' && index !== 0) {
        extend(' ', start);
        continue;
      }
      if (word === '\\' && quote === undefined) {
        continues = true;
        continue;
      }
      const wasQuoted = quote !== undefined;
      quote = quoteAfter(word, quote);
      const isQuoted = quote !== undefined;

      let isPlaced = false;
      if (isQuoted && !wasQuoted && !isInJinja()) {
        tokens.push({ text: word, offset: start });
        isPlaced = true;
      } else if (isInJinja() || isQuoted || wasQuoted) {
        extend(index === 0 ? word : ` ${word}`, start);
        isPlaced = true;
      }
      for (const [kind, open, close] of BRACKETS) {
        const after = depthAfter(word, depth[kind], open, close);
        if (after !== depth[kind] && !isPlaced) {
          tokens.push({ text: word, offset: start });
          isPlaced = true;
        }
        depth[kind] = after;
      }
      if (!isInJinja() && !isQuoted && !isPlaced && word !== '') tokens.push({ text: word, offset: start });
    }
    if (lineIndex < lines.length - 1 && !continues) extend('\n', lineStart);
    lineStart += line.length + 1;
  }
  if (quote !== undefined) return { tokens, open: 'quote' };
  return isInJinja() ? { tokens, open: 'jinja' } : { tokens };
}

const BRACKETS = [
  ['print', '{{', '}}'],
  ['block', '{%', '%}'],
  ['comment', '{#', '#}'],
] as const;

function quoteAfter(word: string, before: string | undefined): string | undefined {
  let quote = before;
  for (let i = 0; i < word.length; i++) {
    const character = word[i];
    if ((character !== '"' && character !== "'") || word[i - 1] === '\\') continue;
    if (quote === undefined) quote = character;
    else if (quote === character) quote = undefined;
  }
  return quote;
}

function depthAfter(word: string, depth: number, open: string, close: string): number {
  return Math.max(0, depth + count(word, open) - count(word, close));
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
