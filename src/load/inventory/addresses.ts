/** What a host may be called in an inventory: names and addresses, with ranges like `[01:20:2]` in them, and a port behind. */

const NUMBERS = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const HEX_NUMBERS = String.raw`\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]`;
const LETTERS = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;

const V6_PART = `(?:[0-9a-f]{1,4}|${HEX_NUMBERS})`;
const V4_PART = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${NUMBERS})`;

function nameOf(word: string): RegExp {
  const label = `(?:[${word}]|${LETTERS})(?:[${word}\\-]|${LETTERS})*(?<![_\\-])`;
  return new RegExp(`^${label}(?:\\.${label})*$`, 'iu');
}

const IPV4 = new RegExp(`^(?:${V4_PART}\\.){3}${V4_PART}$`, 'i');
const IPV6 = new RegExp(
  [
    `^(?:${V6_PART}:){7}${V6_PART}`,
    `(?:${V6_PART}:){1,6}:`,
    `(?:${V6_PART}:)(?::${V6_PART}){1,6}`,
    `(?:${V6_PART}:){2}(?::${V6_PART}){1,5}`,
    `(?:${V6_PART}:){3}(?::${V6_PART}){1,4}`,
    `(?:${V6_PART}:){4}(?::${V6_PART}){1,3}`,
    `(?:${V6_PART}:){5}(?::${V6_PART}){1,2}`,
    `(?:${V6_PART}:){6}(?::${V6_PART})`,
    `:(?::${V6_PART}){1,6}`,
    `${V6_PART}?::`,
    `(?:0:){6}(?:${V6_PART}\\.){3}${V6_PART}`,
    `::(?:ffff:)?(?:${V6_PART}\\.){3}${V6_PART}`,
    `(?:0:){5}ffff:(?:${V6_PART}\\.){3}${V6_PART}$`,
  ]
    .map((alternative) => `(?:${alternative.replace(/^\^|\$$/g, '')})`)
    .join('|')
    .replace(/^/, '^(?:')
    .replace(/$/, ')$'),
  'i',
);
const NAME = nameOf(String.raw`\p{L}\p{N}_`);
/** What nearly all are: V8 takes 5 ms to make a table of all the world's letters, once it is needed. */
const ASCII_NAME = nameOf('a-z0-9_');

const IN_BRACKETS = /^\[(.+)\]:([0-9]+)$/;
const WITH_PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;

export interface Address {
  readonly host: string;
  readonly port?: number;
}

/** A host and perhaps its port; undefined where the text is no name or address (ranges in it are fine). */
export function parseAddress(text: string): Address | undefined {
  let host = text;
  let port: number | undefined;
  for (const form of [IN_BRACKETS, WITH_PORT]) {
    const match = form.exec(host);
    if (!match) continue;
    host = match[1] ?? '';
    port = Number(match[2]);
  }
  if (!isIpAddress(host) && !ASCII_NAME.test(host) && !NAME.test(host)) return undefined;
  return port === undefined ? { host } : { host, port };
}

export function isIpAddress(text: string): boolean {
  return IPV4.test(text) || (text.includes(':') && IPV6.test(text));
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** `db[1:3]-[a:b]` → all six names; says what is wrong with a range it can't read. */
export function expandRanges(text: string): readonly string[] | { readonly problem: string } {
  if (!text.includes('[')) return [text];
  const match = /^([^[\]]*)\[([^[\]]*)\](.*)$/s.exec(text);
  if (!match) return { problem: 'a range is written [begin:end] or [begin:end:step]' };
  const [, head = '', range = '', tail = ''] = match;
  const names = members(range);
  if (!Array.isArray(names)) return names;
  const all: string[] = [];
  for (const name of names) {
    const expanded = expandRanges(`${head}${name}${tail}`);
    if (!Array.isArray(expanded)) return expanded;
    all.push(...expanded);
  }
  return all;
}

function members(range: string): string[] | { readonly problem: string } {
  const bounds = range.split(':');
  if (bounds.length !== 2 && bounds.length !== 3)
    return { problem: 'a range is written [begin:end] or [begin:end:step]' };
  const begin = bounds[0] || '0';
  const end = bounds[1] ?? '';
  const step = Number(bounds[2] ?? '1');
  if (end === '') return { problem: 'a range needs an end' };
  if (!Number.isInteger(step) || step === 0) return { problem: `'${bounds[2]}' is no step for a range` };
  const width = /^0./.test(begin) ? begin.length : 0;
  if (width > 0 && width !== end.length) {
    return {
      problem: `a range that begins with a zero has numbers of one length: '${begin}' and '${end}' differ`,
    };
  }
  const first = ALPHABET.indexOf(begin);
  const last = ALPHABET.indexOf(end);
  if (first !== -1 && last !== -1) {
    if (first > last) return { problem: `the range '${range}' ends before it begins` };
    return steps(first, last, step).map((index) => ALPHABET[index] ?? '');
  }
  if (!/^\d+$/.test(begin) || !/^\d+$/.test(end))
    return { problem: `'${range}' is neither a range of numbers nor of letters` };
  return steps(Number(begin), Number(end), step).map((number) => String(number).padStart(width, '0'));
}

function steps(from: number, to: number, step: number): number[] {
  const numbers: number[] = [];
  for (let n = from; n <= to && step > 0; n += step) numbers.push(n);
  return numbers;
}
