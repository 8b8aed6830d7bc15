import { Float, float, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';

export type Int = number | bigint;

/** An integer in its one form: a number where that is exact, a bigint beyond. */
export function int(value: Int): Int {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : BigInt(value);
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

export function isInt(value: Value): value is Int {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

export function isFloat(value: Value): value is number | Float {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value));
}

/** A number as arithmetic takes it: integers as they are, floats always wrapped, booleans as 0 and 1. */
export function numeric(value: Value): Int | Float | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? value : new Float(value);
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value instanceof Float ? value : undefined;
  }
}

/** The number as a JavaScript number, whatever its kind. */
export function toNumber(value: Int | Float): number {
  return value instanceof Float ? value.value : Number(value);
}

/** A float's text as Python's `float()` reads it; undefined where it is none. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (!/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i.test(trimmed)) return undefined;
  return Number(trimmed.replaceAll('_', ''));
}

/** An integer's text as Python's `int(text, base)` reads it; undefined where it is none. */
export function parseIntText(text: string, base = 10): Int | undefined {
  const match = /^([+-]?)(.*)$/s.exec(text.trim());
  let digits = (match?.[2] ?? '').toLowerCase();
  let radix = base;
  const prefix = /^0([xob])_?/.exec(digits);
  const prefixed = { x: 16, o: 8, b: 2 }[prefix?.[1] ?? ''];
  if (prefix && prefixed !== undefined && (base === 0 || base === prefixed)) {
    digits = digits.slice(prefix[0].length);
    radix = prefixed;
  } else if (base === 0) {
    radix = 10;
    if (/^0[\d_]*[1-9]/.test(digits)) return undefined;
  }
  if (!/^[0-9a-z]+(_[0-9a-z]+)*$/.test(digits)) return undefined;
  digits = digits.replaceAll('_', '');
  let result = 0n;
  if (radix === 10) {
    if (!/^\d+$/.test(digits)) return undefined;
    result = BigInt(digits);
  } else {
    for (const digit of digits) {
      const n = Number.parseInt(digit, 36);
      if (n >= radix) return undefined;
      result = result * BigInt(radix) + BigInt(n);
    }
  }
  return int(match?.[1] === '-' ? -result : result);
}

/** `int(float)`: towards zero. */
export function truncate(value: number): Int {
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw valueError('cannot convert float infinity to integer');
  return int(BigInt(Math.trunc(value)));
}

/** Python's `round()`: half to even; with digits it rounds the decimal text of the exact value. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

export { float };
