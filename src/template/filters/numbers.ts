import { Float, float, type Value } from '../../core/value.ts';
import { fixedText } from '../python/float-text.ts';
import { textOf } from '../python/marked-text.ts';
import {
  type Int,
  int,
  numeric,
  parseFloatText,
  parseIntText,
  roundHalfEven,
  toNumber,
  truncate,
} from '../python/numbers.ts';
import { str } from '../python/text.ts';
import { TimeDelta } from '../python/time.ts';
import { typeName } from '../python/type-name.ts';
import { TemplateError, valueError } from '../template-error.ts';
import { LenientUndefined } from '../undefined.ts';
import { flagArgument, intArgument, numberArgument, textArgument } from './argument.ts';
import { type FilterTable, filterOf } from './filter.ts';

/** `round(value, digits)`: the nearest decimal of the exact value, halves to even. */
function roundDigits(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (digits >= 0) return Number(fixedText(value, Math.min(digits, 400)));
  const unit = 10 ** -digits;
  return roundHalfEven(value / unit) * unit;
}

function roundInt(value: Int, digits: number): Int {
  if (digits >= 0) return value;
  const unit = 10n ** BigInt(-digits);
  const n = BigInt(value);
  const rest = ((n % unit) + unit) % unit;
  const down = n - rest;
  const twice = rest * 2n;
  const up = twice > unit || (twice === unit && (down / unit) % 2n !== 0n);
  return int(up ? down + unit : down);
}

const UNITS: readonly (readonly [string, number])[] = [
  ['Y', 2 ** 80],
  ['Z', 2 ** 70],
  ['E', 2 ** 60],
  ['P', 2 ** 50],
  ['T', 2 ** 40],
  ['G', 2 ** 30],
  ['M', 2 ** 20],
  ['K', 2 ** 10],
  ['B', 1],
];
const UNIT_WORDS: Readonly<Record<string, string>> = {
  B: '',
  K: 'kilo',
  M: 'mega',
  G: 'giga',
  T: 'tera',
  P: 'peta',
  E: 'exa',
  Z: 'zetta',
  Y: 'yotta',
};

export function humanReadable(size: number, bits: boolean, unit: string | undefined): string {
  const found =
    UNITS.find(([letter, limit]) => (unit === undefined ? size >= limit : unit.toUpperCase() === letter)) ??
    (UNITS.at(-1) as readonly [string, number]);
  const base = bits ? 'bits' : 'Bytes';
  const [letter, limit] = found;
  return `${fixedText(size / limit, 2)} ${limit === 1 ? base : letter + base[0]}`;
}

export function humanToBytes(text: string, defaultUnit: string | undefined, bits: boolean): Int {
  const match = /^(\d*\.?\d+)(?:\s*([A-Za-z]+))?\s*$/.exec(text);
  if (!match) throw valueError(`'human_to_bytes' can't read '${text}'`);
  const number = Number(match[1]);
  const unit = match[2] ?? defaultUnit;
  if (unit === undefined) return truncate(roundHalfEven(number));
  const letter = unit[0]?.toUpperCase() ?? '';
  const limit = UNITS.find(([name]) => name === letter)?.[1];
  if (limit === undefined) throw valueError(`'human_to_bytes' knows no unit '${unit}'`);
  if (unit.length > 1) {
    const word = `${UNIT_WORDS[letter]}${bits ? 'bit' : 'byte'}`;
    const short = letter === 'B' ? (bits ? 'b' : 'B') : `${letter}${bits ? 'b' : 'B'}`;
    if (unit.toLowerCase() !== word && unit !== short)
      throw valueError(`'human_to_bytes' can't read '${text}': the unit must be ${short} or ${letter}`);
  }
  return truncate(roundHalfEven(number * limit));
}

function toInt(value: Value, otherwise: Value, base: number): Value {
  if (value instanceof LenientUndefined) throw value.error();
  try {
    const text = textOf(value);
    if (text !== undefined) {
      const parsed = parseIntText(text, base);
      if (parsed !== undefined) return parsed;
      const asFloat = parseFloatText(text);
      return asFloat === undefined || !Number.isFinite(asFloat) ? otherwise : truncate(asFloat);
    }
    const n = numeric(value);
    if (n === undefined) return otherwise;
    return n instanceof Float ? truncate(n.value) : n;
  } catch (thrown) {
    if (thrown instanceof TemplateError && thrown.code === 'template-value' && !isInfinite(value))
      return otherwise;
    throw thrown;
  }
}

/** `inf | int` is an error in Python where `nan | int` is the default. */
function isInfinite(value: Value): boolean {
  const n = numeric(value);
  return n instanceof Float && Math.abs(n.value) === Number.POSITIVE_INFINITY;
}

export const NUMBER_FILTERS: FilterTable = {
  abs: filterOf('abs', ['x'], [], (_, x) => {
    const n = numeric(x);
    if (n instanceof Float) return float(Math.abs(n.value));
    if (n !== undefined) return int(n < 0 ? -n : n);
    if (x instanceof TimeDelta) return new TimeDelta(Math.abs(x.microseconds));
    throw valueError(`bad operand type for abs(): '${typeName(x)}'`);
  }),
  int: filterOf('int', ['value'], ['default', 'base'], (_, value, otherwise, base) =>
    toInt(value, otherwise === undefined ? 0 : otherwise, intArgument(base, 10, 'base')),
  ),
  float: filterOf('float', ['value'], ['default'], (_, value, otherwise) => {
    const text = textOf(value);
    const n = text === undefined ? numeric(value) : parseFloatText(text);
    if (value instanceof LenientUndefined) throw value.error();
    if (n === undefined) return otherwise === undefined ? new Float(0) : otherwise;
    return float(typeof n === 'number' ? n : toNumber(n));
  }),
  round: filterOf('round', ['value'], ['precision', 'method'], (_, value, precision, method) => {
    const how = textArgument(method, 'common', 'method');
    if (how !== 'common' && how !== 'ceil' && how !== 'floor')
      throw valueError("the method of 'round' must be common, ceil or floor");
    const n = numeric(value);
    if (n === undefined) throw valueError(`type ${typeName(value)} doesn't define __round__ method`);
    const digits = intArgument(precision, 0, 'precision');
    if (how === 'common')
      return n instanceof Float ? float(roundDigits(n.value, digits)) : roundInt(n, digits);
    const unit = 10 ** digits;
    const scaled = toNumber(n) * unit;
    return float((how === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / unit);
  }),
  filesizeformat: filterOf('filesizeformat', ['value'], ['binary'], (_, value, binary) => {
    const text = textOf(value);
    const size = text === undefined ? numberArgument(value, 'filesizeformat') : parseFloatText(text);
    if (size === undefined) throw valueError(`could not convert string to float: '${text}'`);
    const base = flagArgument(binary) ? 1024 : 1000;
    if (size === 1) return '1 Byte';
    if (size < base) return `${Math.trunc(size)} Bytes`;
    const prefixes = 'KMGTPEZY'.split('').map((p) => (base === 1024 ? `${p}iB` : `${p === 'K' ? 'k' : p}B`));
    let index = 0;
    while (index < prefixes.length - 1 && size >= base ** (index + 2)) index++;
    return `${fixedText((base * size) / base ** (index + 2), 1)} ${prefixes[index]}`;
  }),
  human_readable: filterOf('human_readable', ['size'], ['isbits', 'unit'], (_, size, bits, unit) =>
    humanReadable(
      numberArgument(size, 'human_readable'),
      flagArgument(bits),
      unit === undefined || unit === null ? undefined : textArgument(unit, '', 'unit'),
    ),
  ),
  human_to_bytes: filterOf('human_to_bytes', ['size'], ['default_unit', 'isbits'], (_, size, unit, bits) =>
    humanToBytes(
      str(size),
      unit === undefined || unit === null ? undefined : textArgument(unit, '', 'default_unit'),
      flagArgument(bits),
    ),
  ),
  log: filterOf('log', ['x'], ['base'], (_, x, base) => {
    const n = numberArgument(x, 'log');
    if (n <= 0) throw valueError('math domain error');
    if (base === undefined) return float(Math.log(n));
    const b = numberArgument(base, 'base');
    if (b === 10) return float(Math.log10(n));
    if (b <= 0) throw valueError('math domain error');
    if (b === 1) throw valueError('float division by zero');
    return float(Math.log(n) / Math.log(b));
  }),
  pow: filterOf('pow', ['x', 'y'], [], (_, x, y) => {
    const a = numberArgument(x, 'pow');
    const b = numberArgument(y, 'pow');
    if (a === 0 && b < 0) throw valueError('math domain error');
    const result = a === 1 ? 1 : a ** b;
    if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b)) throw valueError('math domain error');
    if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))
      throw valueError('math range error');
    return float(result);
  }),
  root: filterOf('root', ['x'], ['base'], (_, x, base) => {
    const n = numberArgument(x, 'root');
    const b = base === undefined ? 2 : numberArgument(base, 'base');
    const result = b === 2 ? Math.sqrt(n) : n ** (1 / b);
    if (Number.isNaN(result) && !Number.isNaN(n)) throw valueError('math domain error');
    return float(result);
  }),
};
