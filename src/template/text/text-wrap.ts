import { textLength, textSlice } from '../python/characters.ts';

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

const SPACE = '[\\t\\n\\v\\f\\r ]';
const WORD = '[\\p{L}\\p{N}_]';
const PUNCTUATED = '[\\p{L}\\p{N}_!"\'&.,?]';
const LETTER = '[\\p{L}_]';
/** Spaces, dashes between words, and words that may be parted after a hyphen. */
const HYPHENATED = new RegExp(
  `(${SPACE}+|(?<=${PUNCTUATED})-{2,}(?=${WORD})|[^\\t\\n\\v\\f\\r ]+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=${SPACE}|$)|(?<=${PUNCTUATED})(?=-{2,}${WORD})))`,
  'u',
);
const SPACES = /([\t\n\v\f\r ]+)/;

/** Breaks one line into lines of at most `width` characters, as Python's textwrap does (white space kept, tabs too). */
export function wrapText(text: string, options: WrapOptions): string[] {
  const chunks = text.split(options.breakOnHyphens ? HYPHENATED : SPACES).filter((chunk) => chunk !== '');
  const lines: string[] = [];
  chunks.reverse();
  while (chunks.length > 0) {
    if (lines.length > 0 && chunks.at(-1)?.trim() === '') chunks.pop();
    const line: string[] = [];
    let length = 0;
    while (chunks.length > 0) {
      const next = chunks.at(-1) ?? '';
      if (length + textLength(next) > options.width) break;
      line.push(next);
      length += textLength(next);
      chunks.pop();
    }
    if (chunks.length > 0 && textLength(chunks.at(-1) ?? '') > options.width)
      longWord(chunks, line, length, options);
    if (line.at(-1)?.trim() === '') line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

/** A word that is longer than a line: parted, or alone on its line. */
function longWord(chunks: string[], line: string[], length: number, options: WrapOptions): void {
  const word = chunks.at(-1) ?? '';
  if (options.breakLongWords) {
    const space = options.width < 1 ? 1 : options.width - length;
    let end = space;
    if (options.breakOnHyphens && textLength(word) > space) {
      const hyphen = textSlice(word, 0, space).lastIndexOf('-');
      if (hyphen > 0 && /[^-]/.test(word.slice(0, hyphen))) end = hyphen + 1;
    }
    line.push(textSlice(word, 0, end));
    chunks[chunks.length - 1] = textSlice(word, end);
    if (chunks.at(-1) === '') chunks.pop();
  } else if (line.length === 0) {
    line.push(word);
    chunks.pop();
  }
}
