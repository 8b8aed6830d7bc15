import { Tuple, type Value } from '../../core/value.ts';
import type { Arguments } from '../run/arguments.ts';
import { valueError } from '../template-error.ts';
import { Bytes } from './bytes.ts';
import { characters, textLength, WHITESPACE } from './characters.ts';
import { dictGet } from './dict-key.ts';
import { iterate } from './iteration.ts';
import { dictOf } from './lazy-dict.ts';
import { textOf } from './marked-text.ts';
import { isInt } from './numbers.ts';
import { typeName } from './type-name.ts';

type Method = (text: string, args: Arguments) => Value;

/** The text a string method was given; anything else is an error. */
function needText(value: Value | undefined, what: string): string {
  const text = value === undefined ? undefined : textOf(value);
  if (text === undefined)
    throw valueError(`${what} must be str, not ${value === undefined ? 'nothing' : typeName(value)}`);
  return text;
}

function needInt(value: Value | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'boolean') return Number(value);
  if (!isInt(value)) throw valueError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return Number(value);
}

const SPACES_START = new RegExp(`^[${WHITESPACE}]+`);
const SPACES_END = new RegExp(`[${WHITESPACE}]+$`);
const SPACES = new RegExp(`[${WHITESPACE}]+`);

export function strip(text: string, set: string | undefined, left: boolean, right: boolean): string {
  if (set === undefined) {
    let out = text;
    if (left) out = out.replace(SPACES_START, '');
    if (right) out = out.replace(SPACES_END, '');
    return out;
  }
  const drop = new Set(characters(set));
  const all = characters(text);
  let start = 0;
  let end = all.length;
  while (left && start < end && drop.has(all[start] ?? '')) start++;
  while (right && end > start && drop.has(all[end - 1] ?? '')) end--;
  return all.slice(start, end).join('');
}

function stripMethod(left: boolean, right: boolean): Method {
  return (text, args) => {
    const [set] = args.bind('strip', [], ['chars']);
    return strip(
      text,
      set === undefined || set === null ? undefined : needText(set, 'strip arg'),
      left,
      right,
    );
  };
}

/** `str.split`: at runs of white space where there is no separator. */
export function split(text: string, separator: string | undefined, limit: number): string[] {
  if (separator === undefined) return splitSpaces(text, limit);
  if (separator === '') throw valueError('empty separator');
  const parts = text.split(separator);
  if (limit < 0 || parts.length - 1 <= limit) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitSpaces(text: string, limit: number): string[] {
  let rest = text.replace(SPACES_START, '');
  const parts: string[] = [];
  while (rest !== '') {
    const gap = limit >= 0 && parts.length >= limit ? null : SPACES.exec(rest);
    if (!gap) {
      parts.push(rest);
      break;
    }
    parts.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
  }
  return parts;
}

function rsplit(text: string, separator: string | undefined, limit: number): string[] {
  if (limit < 0) return split(text, separator, -1);
  if (separator === undefined) {
    const reversed = splitSpaces(reverse(text), limit);
    return reversed.map(reverse).reverse();
  }
  const parts = split(text, separator, -1);
  const head = parts.length - limit;
  return head <= 1 ? parts : [parts.slice(0, head).join(separator), ...parts.slice(head)];
}

function reverse(text: string): string {
  return characters(text).reverse().join('');
}

function splitMethod(how: (text: string, separator: string | undefined, limit: number) => string[]): Method {
  return (text, args) => {
    const [separator, limit] = args.bind('split', [], ['sep', 'maxsplit']);
    const at = separator === undefined || separator === null ? undefined : needText(separator, 'sep');
    return how(text, at, needInt(limit, -1));
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python takes the separators of ASCII for line ends.
const LINE_END = /\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]/g;

export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** The part of the text that `start` and `end` arguments select, and where it begins. */
function range(
  text: string,
  start: Value | undefined,
  end: Value | undefined,
): { all: string[]; from: number; to: number } {
  const all = characters(text);
  const bound = (value: Value | undefined, otherwise: number) => {
    if (value === undefined || value === null) return otherwise;
    const n = needInt(value, otherwise);
    return Math.max(n < 0 ? n + all.length : n, 0);
  };
  return { all, from: bound(start, 0), to: Math.min(bound(end, all.length), all.length) };
}

function find(text: string, args: Arguments, last: boolean): number {
  const [sub, start, end] = args.bind('find', ['sub'], ['start', 'end']);
  const wanted = needText(sub, 'find argument');
  const { all, from, to } = range(text, start, end);
  if (from > to) return -1;
  const part = all.slice(from, to).join('');
  const at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
  return at < 0 ? -1 : from + textLength(part.slice(0, at));
}

function affix(test: (part: string, affix: string) => boolean, name: string): Method {
  return (text, args) => {
    const [wanted, start, end] = args.bind(name, ['prefix'], ['start', 'end']);
    const { all, from, to } = range(text, start, end);
    if (from > to) return false;
    const part = all.slice(from, to).join('');
    if (wanted instanceof Tuple) return wanted.some((one) => test(part, needText(one, `${name} argument`)));
    return test(part, needText(wanted, `${name} first arg`));
  };
}

function findOrFail(last: boolean): Method {
  return (text, args) => {
    const at = find(text, args, last);
    if (at < 0) throw valueError('substring not found');
    return at;
  };
}

function justify(name: string, place: (text: string, missing: number, fill: string) => string): Method {
  return (text, args) => {
    const [width, fill] = args.bind(name, ['width'], ['fillchar']);
    const character = fill === undefined ? ' ' : needText(fill, 'the fill character');
    if (textLength(character) !== 1)
      throw valueError('The fill character must be exactly one character long');
    const missing = needInt(width, 0) - textLength(text);
    return missing > 0 ? place(text, missing, character) : text;
  };
}

export function center(text: string, width: number, fill = ' '): string {
  const missing = width - textLength(text);
  if (missing <= 0) return text;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

/** `str.title`: every letter that follows a non-letter is upper case. */
export function titleCase(text: string): string {
  let inWord = false;
  let out = '';
  for (const c of characters(text)) {
    const letter = isCased(c);
    out += letter ? (inWord ? c.toLowerCase() : upperFirst(c)) : c;
    inWord = letter;
  }
  return out;
}

function upperFirst(c: string): string {
  const upper = c.toUpperCase();
  return upper.length > c.length ? (upper[0] ?? '') + upper.slice(1).toLowerCase() : upper;
}

function isCased(c: string): boolean {
  return /[\p{Lu}\p{Ll}\p{Lt}]/u.test(c) || c.toLowerCase() !== c.toUpperCase();
}

export function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text);
  return upperFirst(first) + rest.join('').toLowerCase();
}

function all(text: string, pattern: RegExp): boolean {
  return text !== '' && pattern.test(text);
}

function cased(text: string, wanted: 'upper' | 'lower'): boolean {
  let seen = false;
  for (const c of text) {
    if (!isCased(c)) continue;
    const isUpper = c !== c.toLowerCase();
    const isLower = c !== c.toUpperCase();
    if (wanted === 'upper' ? isLower && !isUpper : isUpper) return false;
    seen = true;
  }
  return seen;
}

function isTitle(text: string): boolean {
  let inWord = false;
  let seen = false;
  for (const c of text) {
    const upper = /[\p{Lu}\p{Lt}]/u.test(c);
    const lower = /\p{Ll}/u.test(c);
    if (upper && inWord) return false;
    if (lower && !inWord) return false;
    inWord = upper || lower;
    seen ||= inWord;
  }
  return seen;
}

/** Python's `text.replace(old, new, count)`. */
export function replace(text: string, old: string, by: string, count = -1): string {
  if (count < 0) return old === '' ? interleave(text, by, -1) : text.replaceAll(old, () => by);
  if (old === '') return interleave(text, by, count);
  const parts = text.split(old);
  if (parts.length - 1 <= count) return parts.join(by);
  return (
    parts.slice(0, count + 1).join(by) +
    (count < parts.length - 1 ? old + parts.slice(count + 1).join(old) : '')
  );
}

function interleave(text: string, by: string, count: number): string {
  const out: string[] = [];
  let left = count < 0 ? Number.POSITIVE_INFINITY : count;
  for (const c of characters(text)) {
    if (left-- > 0) out.push(by);
    out.push(c);
  }
  if (left > 0) out.push(by);
  return out.join('');
}

function partition(text: string, args: Arguments, last: boolean): Tuple {
  const [separator] = args.bind('partition', ['sep'], []);
  const at = needText(separator, 'sep');
  if (at === '') throw valueError('empty separator');
  const index = last ? text.lastIndexOf(at) : text.indexOf(at);
  if (index < 0) return Tuple.fromItems(last ? ['', '', text] : [text, '', '']);
  return Tuple.fromItems([text.slice(0, index), at, text.slice(index + at.length)]);
}

export function joinTexts(separator: string, items: readonly Value[]): string {
  return items
    .map((item, index) => {
      const text = textOf(item);
      if (text === undefined)
        throw valueError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
      return text;
    })
    .join(separator);
}

export const STRING_METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['capitalize', (text) => capitalize(text)],
  ['casefold', (text) => text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ')],
  [
    'center',
    (text, args) => {
      const [width, fill] = args.bind('center', ['width'], ['fillchar']);
      const character = fill === undefined ? ' ' : needText(fill, 'the fill character');
      if (textLength(character) !== 1)
        throw valueError('The fill character must be exactly one character long');
      return center(text, needInt(width, 0), character);
    },
  ],
  [
    'count',
    (text, args) => {
      const [sub, start, end] = args.bind('count', ['sub'], ['start', 'end']);
      const wanted = needText(sub, 'must');
      const { all: every, from, to } = range(text, start, end);
      if (from > to) return 0;
      const part = every.slice(from, to).join('');
      return wanted === '' ? textLength(part) + 1 : part.split(wanted).length - 1;
    },
  ],
  [
    'encode',
    (text, args) => {
      const [encoding] = args.bind('encode', [], ['encoding', 'errors']);
      return Bytes.encode(text, encoding === undefined ? 'utf-8' : needText(encoding, 'encoding'));
    },
  ],
  ['endswith', affix((part, end) => part.endsWith(end), 'endswith')],
  [
    'expandtabs',
    (text, args) => {
      const size = needInt(args.bind('expandtabs', [], ['tabsize'])[0], 8);
      let column = 0;
      let out = '';
      for (const c of text) {
        if (c === '\t') {
          const spaces = size > 0 ? size - (column % size) : 0;
          out += ' '.repeat(spaces);
          column += spaces;
        } else {
          out += c;
          column = c === '\n' || c === '\r' ? 0 : column + 1;
        }
      }
      return out;
    },
  ],
  ['find', (text, args) => find(text, args, false)],
  ['index', findOrFail(false)],
  ['isalnum', (text) => all(text, /^[\p{L}\p{N}]+$/u)],
  ['isalpha', (text) => all(text, /^\p{L}+$/u)],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for.
  ['isascii', (text) => /^[\x00-\x7f]*$/.test(text)],
  ['isdecimal', (text) => all(text, /^\p{Nd}+$/u)],
  ['isdigit', (text) => all(text, /^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u)],
  ['isidentifier', (text) => all(text, /^[\p{XIDS}_]\p{XIDC}*$/u)],
  ['islower', (text) => cased(text, 'lower')],
  ['isnumeric', (text) => all(text, /^\p{N}+$/u)],
  ['isprintable', (text) => !/(?! )[\p{C}\p{Z}]/u.test(text)],
  ['isspace', (text) => new RegExp(`^[${WHITESPACE}]+$`).test(text)],
  ['istitle', (text) => isTitle(text)],
  ['isupper', (text) => cased(text, 'upper')],
  ['join', (text, args) => joinTexts(text, iterate(args.bind('join', ['iterable'], [])[0] as Value))],
  ['ljust', justify('ljust', (text, missing, fill) => text + fill.repeat(missing))],
  ['lower', (text) => text.toLowerCase()],
  ['lstrip', stripMethod(true, false)],
  ['partition', (text, args) => partition(text, args, false)],
  [
    'removeprefix',
    (text, args) => {
      const prefix = needText(args.bind('removeprefix', ['prefix'], [])[0], 'removeprefix argument');
      return text.startsWith(prefix) ? text.slice(prefix.length) : text;
    },
  ],
  [
    'removesuffix',
    (text, args) => {
      const suffix = needText(args.bind('removesuffix', ['suffix'], [])[0], 'removesuffix argument');
      return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
    },
  ],
  [
    'replace',
    (text, args) => {
      const [old, by, count] = args.bind('replace', ['old', 'new'], ['count']);
      return replace(
        text,
        needText(old, 'replace argument 1'),
        needText(by, 'replace argument 2'),
        needInt(count, -1),
      );
    },
  ],
  ['rfind', (text, args) => find(text, args, true)],
  ['rindex', findOrFail(true)],
  ['rjust', justify('rjust', (text, missing, fill) => fill.repeat(missing) + text)],
  ['rpartition', (text, args) => partition(text, args, true)],
  ['rsplit', splitMethod(rsplit)],
  ['rstrip', stripMethod(false, true)],
  ['split', splitMethod(split)],
  ['splitlines', (text, args) => splitLines(text, args.bind('splitlines', [], ['keepends'])[0] === true)],
  ['startswith', affix((part, start) => part.startsWith(start), 'startswith')],
  ['strip', stripMethod(true, true)],
  [
    'swapcase',
    (text) =>
      characters(text)
        .map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()))
        .join(''),
  ],
  ['title', (text) => titleCase(text)],
  [
    'translate',
    (text, args) => {
      const table = dictOf(args.bind('translate', ['table'], [])[0] as Value);
      if (!table) throw valueError('translate needs a dict');
      return characters(text)
        .map((c) => {
          const by = dictGet(table, c.codePointAt(0) ?? 0);
          if (by === undefined) return c;
          return by === null
            ? ''
            : isInt(by)
              ? String.fromCodePoint(Number(by))
              : needText(by, 'translation');
        })
        .join('');
    },
  ],
  ['upper', (text) => text.toUpperCase()],
  [
    'zfill',
    (text, args) => {
      const width = needInt(args.bind('zfill', ['width'], [])[0], 0);
      const sign = /^[+-]/.exec(text)?.[0] ?? '';
      const missing = width - textLength(text);
      return missing > 0 ? sign + '0'.repeat(missing) + text.slice(sign.length) : text;
    },
  ],
  ['__len__', (text) => textLength(text)],
]);
