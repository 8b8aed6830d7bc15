import { spellingOf } from '../core/place.ts';
import { Float, Unsafe, type Value } from '../core/value.ts';
import { isTemplated, kindOfValue, showValue } from './show-value.ts';

export const TRUE_WORDS: ReadonlySet<string> = new Set(['y', 'yes', 'on', '1', 'true', 't']);
export const FALSE_WORDS: ReadonlySet<string> = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/** What Ansible takes for yes or no; undefined for anything else. */
export function readBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const number = value instanceof Float ? value.value : value;
  if (number === 1 || number === 0) return number === 1;
  const text = value instanceof Unsafe ? value.text : value;
  if (typeof text !== 'string') return undefined;
  const word = text.trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/** An integer, also out of text or an integral float; undefined for anything else. */
export function readInteger(value: Value): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Float) return value.value;
  const text = value instanceof Unsafe ? value.text : value;
  if (typeof text !== 'string' || !/^\s*[-+]?\d[\d_]*(\.0*)?\s*$/.test(text)) return undefined;
  return Number.parseInt(text.replaceAll('_', ''), 10);
}

export function readNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Float) return value.value;
  if (typeof value === 'bigint') return Number(value);
  const text = (value instanceof Unsafe ? value.text : value) as unknown;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  const number = Number(text.trim());
  return Number.isNaN(number) ? undefined : number;
}

export type LiteralType = 'bool' | 'int' | 'number' | 'text' | 'percent';

const SAID: Record<LiteralType, string> = {
  bool: 'takes yes or no',
  int: 'takes a whole number',
  number: 'takes a number',
  text: 'takes text',
  percent: 'takes a number or a percentage',
};

/**
 * A keyword's literal value in its type (`"yes"` is true); templates and what isn't known stay as they are.
 * `mistake` says what it should have been.
 */
export function literal(
  type: LiteralType,
  container: object,
  key: string,
  value: Value,
): { readonly value: Value } | { readonly mistake: string } {
  if (isTemplated(value)) return { value };
  const read = readLiteral(type, value, spellingOf(container, key));
  if (read !== undefined) return { value: read };
  const shown = typeof value === 'string' ? showValue(value) : kindOfValue(value);
  return { mistake: `'${key}' ${SAID[type]}, not ${shown}` };
}

function readLiteral(type: LiteralType, value: Value, spelling: string | undefined): Value | undefined {
  switch (type) {
    case 'bool':
      return readBoolean(value);
    case 'int':
      return typeof value === 'boolean' ? undefined : readInteger(value);
    case 'number':
      return typeof value === 'boolean' ? undefined : readNumber(value);
    case 'percent':
      return readNumber(typeof value === 'string' ? value.replace('%', '') : value) === undefined
        ? undefined
        : value;
    case 'text':
      if (typeof value === 'string' || value instanceof Unsafe) return value;
      if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float)
        return spelling ?? String(value instanceof Float ? value.value : value);
      if (typeof value === 'boolean') return spelling ?? (value ? 'True' : 'False');
      return undefined;
  }
}
