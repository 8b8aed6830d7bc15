/** A command line ended inside a quotation. */
export class UnclosedQuotation extends Error {
  override readonly name = 'UnclosedQuotation';
}

/** A word, and where in the text it ends. */
export interface Word {
  readonly text: string;
  readonly end: number;
}

/**
 * The words of a command line without a shell, as Python's shlex splits them: quotes group, a backslash takes the next
 * character as it is (inside double quotes only a quote or another backslash), nothing else is special.
 */
export function words(line: string): Word[] {
  const found: Word[] = [];
  let word: string | undefined;
  let quotation = '';
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    const next = line.charAt(i + 1);
    if (quotation) {
      if (c === quotation) quotation = '';
      else if (c === '\\' && quotation === '"' && (next === '"' || next === '\\')) {
        word += next;
        i++;
      } else word += c;
    } else if (/[ \t\r\n]/.test(c)) {
      if (word !== undefined) found.push({ text: word, end: i });
      word = undefined;
    } else {
      word ??= '';
      if (c === '"' || c === "'") quotation = c;
      else if (c === '\\') {
        if (next === '') throw new UnclosedQuotation('no character after the last backslash');
        word += next;
        i++;
      } else word += c;
    }
  }
  if (quotation) throw new UnclosedQuotation('a quotation is not closed');
  if (word !== undefined) found.push({ text: word, end: line.length });
  return found;
}
