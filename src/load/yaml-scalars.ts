import { type Float, float, type Value } from '../core/value.ts';

/**
 * What an unquoted scalar means in YAML 1.1 as PyYAML's safe loader reads it, quirks included: `0644` is octal, `0o644` a
 * string, `1:30` ninety, `1e3` a string (an exponent needs a dot and a sign).
 * Dates stay text: playbooks use them as text, and Python's date prints as it was written.
 */
export function readPlainScalar(text: string): Value {
  const first = text[0];
  if (first === undefined) return null;
  if (NULLS.has(text)) return null;
  const boolean = BOOLEANS.get(text);
  if (boolean !== undefined) return boolean;
  if (!STARTS_A_NUMBER.test(first)) return text;
  if (INTEGER.test(text)) return readInteger(text) ?? text;
  if (FLOAT.test(text)) return readFloat(text);
  return text;
}

/** What `!!int 0644` and its like mean; undefined where the text is no such thing. */
export function readTaggedScalar(text: string, kind: 'bool' | 'int' | 'float' | 'null'): Value | undefined {
  switch (kind) {
    case 'bool':
      return BOOLEANS.get(text) ?? BOOLEANS.get(text.toLowerCase());
    case 'int':
      return /^[-+]?[0-9][0-9a-fA-FxX_:]*$/.test(text) ? readInteger(text) : undefined;
    case 'float': {
      const number = readFloat(text);
      return Number.isNaN(number) && !/nan/i.test(text) ? undefined : number;
    }
    case 'null':
      return null;
  }
}

const NULLS: ReadonlySet<string> = new Set(['~', 'null', 'Null', 'NULL', '']);

const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  ['yes', 'true', 'on']
    .flatMap((word): [string, boolean][] => spellings(word).map((w) => [w, true]))
    .concat(['no', 'false', 'off'].flatMap((word) => spellings(word).map((w) => [w, false]))),
);

function spellings(word: string): string[] {
  return [word, (word[0] ?? '').toUpperCase() + word.slice(1), word.toUpperCase()];
}

const STARTS_A_NUMBER = /[-+0-9.]/;

const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;

const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function readInteger(text: string): number | bigint | undefined {
  const bare = text.replaceAll('_', '');
  const negative = bare.startsWith('-');
  const digits = bare.replace(/^[-+]/, '');
  let value: bigint;
  try {
    if (digits === '0') value = 0n;
    else if (/^0b/i.test(digits)) value = BigInt(digits);
    else if (/^0x/i.test(digits)) value = BigInt(digits);
    else if (digits.startsWith('0')) value = BigInt(`0o${digits.slice(1)}`);
    else if (digits.includes(':'))
      value = digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
    else value = BigInt(digits);
  } catch {
    return undefined;
  }
  return integer(negative ? -value : value);
}

/** A number where it is a safe one, a bigint beyond. */
export function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readFloat(text: string): number | Float {
  const bare = text.replaceAll('_', '').toLowerCase();
  const sign = bare.startsWith('-') ? -1 : 1;
  const digits = bare.replace(/^[-+]/, '');
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  const value = digits.includes(':')
    ? digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
    : Number(digits);
  return float(sign * value);
}
