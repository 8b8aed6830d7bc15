import { Float, isDict, Tuple, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { characters } from './characters.ts';
import { dictGet } from './dict-key.ts';
import { exponentText, fixedText, generalText } from './float-text.ts';
import { dictOf } from './lazy-dict.ts';
import { textOf } from './marked-text.ts';
import { type Int, isInt, numeric, toNumber, truncate } from './numbers.ts';
import { quoted, repr, str } from './text.ts';
import { typeName } from './type-name.ts';

const DIRECTIVE = /%(?:\(([^)]*)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.)?/gs;

const RADIX: Readonly<Record<string, number>> = { x: 16, X: 16, o: 8 };

/** Python's `text % values`. */
export function percentFormat(format: string, values: Value): string {
  const mapping = values instanceof Tuple ? undefined : dictOf(values);
  const list: readonly Value[] = values instanceof Tuple ? values : [values];
  let next = 0;
  let usedMapping = false;
  const take = (): Value => {
    if (next >= list.length) throw valueError('not enough arguments for format string');
    return list[next++] as Value;
  };
  const result = format.replace(
    DIRECTIVE,
    (_whole, key?: string, flags = '', width?: string, precision?: string, letter?: string) => {
      if (letter === undefined) throw valueError('incomplete format');
      const wide = width === '*' ? count(take()) : width === undefined ? 0 : Number(width);
      const exact =
        precision === '*' ? count(take()) : precision === undefined ? undefined : Number(precision);
      if (letter === '%') return '%';
      let value: Value;
      if (key !== undefined) {
        if (!mapping) throw valueError('format requires a mapping');
        usedMapping = true;
        const found = dictGet(mapping, key);
        if (found === undefined) throw valueError(`key ${quoted(key)} is missing`);
        value = found;
      } else value = take();
      return directive(letter, flags, wide, exact, value);
    },
  );
  if (next < list.length && !usedMapping && !(mapping || isItemHolder(values)))
    throw valueError('not all arguments converted during string formatting');
  return result;
}

/** Lists count as mappings for `%`: Python doesn't complain when one is left over. */
function isItemHolder(values: Value): boolean {
  return !(values instanceof Tuple) && (Array.isArray(values) || isDict(values));
}

function count(value: Value): number {
  if (!isInt(value)) throw valueError('* wants int');
  return Number(value);
}

function directive(
  letter: string,
  flags: string,
  width: number,
  precision: number | undefined,
  value: Value,
): string {
  const left = flags.includes('-');
  const zero = flags.includes('0') && !left;
  let body: string;
  let sign = '';
  switch (letter) {
    case 's':
    case 'r':
    case 'a':
      body = letter === 's' ? str(value) : repr(value);
      if (precision !== undefined) body = characters(body).slice(0, precision).join('');
      return padded(body, width, left);
    case 'c': {
      const text = textOf(value);
      if (text !== undefined && characters(text).length === 1) return padded(text, width, left);
      if (isInt(value)) return padded(String.fromCodePoint(Number(value)), width, left);
      throw valueError('%c requires int or char');
    }
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o': {
      const n = integer(value, letter);
      const magnitude = n < 0 ? -BigInt(n) : BigInt(n);
      body = magnitude.toString(RADIX[letter] ?? 10);
      if (letter === 'X') body = body.toUpperCase();
      if (precision !== undefined) body = body.padStart(precision, '0');
      sign = n < 0 ? '-' : '';
      if (flags.includes('#') && 'xXo'.includes(letter)) sign += `0${letter}`;
      if (sign === '' || !sign.startsWith('-')) sign = plusSign(flags) + sign;
      break;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      const n = numeric(value);
      if (n === undefined) throw valueError(`must be real number, not ${typeName(value)}`);
      const number = toNumber(n);
      const negative = number < 0 || Object.is(number, -0);
      const digits = precision ?? 6;
      const magnitude = Math.abs(number);
      body =
        letter.toLowerCase() === 'f'
          ? fixedText(magnitude, digits)
          : letter.toLowerCase() === 'e'
            ? exponentText(magnitude, digits)
            : generalText(magnitude, digits, flags.includes('#'));
      if (letter !== letter.toLowerCase()) body = body.toUpperCase();
      sign = negative ? '-' : plusSign(flags);
      break;
    }
    default:
      throw valueError(`unsupported format character '${letter}'`);
  }
  if (zero) return sign + body.padStart(width - sign.length, '0');
  return padded(sign + body, width, left);
}

function plusSign(flags: string): string {
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function integer(value: Value, letter: string): Int {
  const n = numeric(value);
  if (n instanceof Float) {
    if ('xXo'.includes(letter)) throw valueError(`%${letter} format: an integer is required, not float`);
    return truncate(n.value);
  }
  if (n === undefined)
    throw valueError(`%${letter} format: a real number is required, not ${typeName(value)}`);
  return n;
}

function padded(text: string, width: number, left: boolean): string {
  const missing = width - characters(text).length;
  if (missing <= 0) return text;
  return left ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}
