/** A directive of a configuration, and where in the text it stands. */
export interface Directive {
  readonly name: string;
  /** Its arguments as they are written, with one blank between them. */
  readonly text: string;
  /** Offsets of its first character, and behind its semicolon or brace. */
  readonly start: number;
  readonly end: number;
  readonly block?: readonly Directive[];
}

/** Comments, quoted words, other words, and what ends a directive. */
const TOKEN =
  /#[^\n]*|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[;{}]|(?:\\[\s\S]|\$\{[^}]*\}|[^\s;{}\\])+/g;

/**
 * The directives of a configuration text, in order. Undefined where its braces don't match, or something ends too
 * early: nginx itself would refuse that text.
 */
export function directivesIn(text: string): readonly Directive[] | undefined {
  const top: Directive[] = [];
  const open: { words: string[]; start: number; block: Directive[] }[] = [];
  let words: string[] = [];
  let start = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (token.startsWith('#')) continue;
    const into = open.at(-1)?.block ?? top;
    const end = match.index + token.length;
    if (token === ';') {
      into.push({ name: words[0] ?? '', text: words.slice(1).join(' '), start, end });
      words = [];
    } else if (token === '{') {
      open.push({ words, start, block: [] });
      words = [];
    } else if (token === '}') {
      const closed = open.pop();
      if (!closed || words.length > 0) return undefined;
      const [name = '', ...rest] = closed.words;
      const directive = { name, text: rest.join(' '), start: closed.start, end, block: closed.block };
      (open.at(-1)?.block ?? top).push(directive);
    } else {
      if (words.length === 0) start = match.index;
      words.push(token);
    }
  }
  return open.length > 0 || words.length > 0 ? undefined : top;
}
