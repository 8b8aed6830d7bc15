export interface Word {
  readonly text: string;
  readonly offset: number;
}

/**
 * Splits a host line into words as a POSIX shell would, as far as Ansible's inventory does: quotes, backslashes, and `#`
 * for the rest of the line, even in the middle of a word.
 */
export function shellWords(line: string): readonly Word[] | { readonly problem: string } {
  const words: Word[] = [];
  let text = '';
  let offset = -1;
  let quote: string | undefined;
  const begin = (at: number) => {
    if (offset === -1) offset = at;
  };
  const end = () => {
    if (offset !== -1) words.push({ text, offset });
    text = '';
    offset = -1;
  };
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? '';
    if (quote !== undefined) {
      const next = line[i + 1];
      if (character === quote) quote = undefined;
      else if (character === '\\' && quote === '"' && (next === '"' || next === '\\')) {
        text += next;
        i += 1;
      } else text += character;
      continue;
    }
    if (/\s/.test(character)) end();
    else if (character === '#') break;
    else if (character === '"' || character === "'") {
      begin(i);
      quote = character;
    } else if (character === '\\') {
      const next = line[i + 1];
      if (next === undefined) return { problem: 'a backslash stands at the end' };
      begin(i);
      text += next;
      i += 1;
    } else {
      begin(i);
      text += character;
    }
  }
  if (quote !== undefined) return { problem: `the quote ${quote} is never closed` };
  end();
  return words;
}
