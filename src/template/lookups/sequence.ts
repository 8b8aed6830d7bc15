import type { Value } from '../../core/value.ts';
import { Tuple } from '../../core/value.ts';
import { textOf } from '../python/marked-text.ts';
import { isInt, parseIntText } from '../python/numbers.ts';
import { percentFormat } from '../python/percent-format.ts';
import { lookupError, textTerm } from './find-file.ts';
import { type Lookup, lookup } from './lookup.ts';
import { keyValues } from './options.ts';

interface Bounds {
  start?: number | undefined;
  end?: number | undefined;
  stride?: number | undefined;
  count?: number | undefined;
  format?: string | undefined;
}

const FIELDS = ['start', 'end', 'stride', 'count', 'format'] as const;
const NUMBER = '(0?x?[0-9a-f]+)';
const SHORT = new RegExp(`^(?:${NUMBER}-)?${NUMBER}(?:/${NUMBER})?(?::(.+))?$`, 'i');

/** Octal with a leading 0, hexadecimal with 0x. */
function number(value: Value | undefined, field: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (isInt(value)) return Number(value);
  const text = (textOf(value) ?? '').trim();
  const parsed = /^[-+]?0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : parseIntText(text, 0);
  if (parsed === undefined) throw lookupError(`'sequence' can't read ${field}=${text} as an integer`);
  return Number(parsed);
}

function boundsOf(text: string, options: ReadonlyMap<string, Value>): Bounds {
  const short = SHORT.exec(text);
  const given = new Map<string, Value>(options);
  if (short) {
    for (const [i, field] of (['start', 'end', 'stride', 'format'] as const).entries()) {
      const value = short[i + 1];
      if (value !== undefined) given.set(field, value);
    }
  } else {
    const { pairs } = keyValues(text);
    for (const [name, value] of pairs) given.set(name, value);
  }
  for (const name of given.keys())
    if (!FIELDS.some((field) => field === name)) throw lookupError(`'sequence' has no argument '${name}'`);
  const format = given.get('format');
  return {
    start: number(given.get('start'), 'start'),
    end: number(given.get('end'), 'end'),
    stride: number(given.get('stride'), 'stride'),
    count: number(given.get('count'), 'count'),
    format: format === undefined ? undefined : textTerm(format, 'sequence'),
  };
}

function sequence(bounds: Bounds): string[] {
  let { start = 1, stride = 1, end } = bounds;
  const { count, format = '%d' } = bounds;
  if (count === undefined && end === undefined) throw lookupError("'sequence' needs count or end");
  if (count !== undefined && end !== undefined) throw lookupError("'sequence' takes either count or end");
  if (count === 0) return [];
  if (count !== undefined) end = start + count * stride - 1;
  const stop = end ?? start;
  if (stride > 0 && stop < start) throw lookupError('to count backwards, the stride must be negative');
  if (stride < 0 && stop > start) throw lookupError('to count forwards, the stride must not be negative');
  if (format.split('%').length !== 2) throw lookupError(`'${format}' must have exactly one % in it`);
  if (stride === 0) return [];
  const numbers: string[] = [];
  for (; stride > 0 ? start <= stop : start >= stop; start += stride)
    numbers.push(percentFormat(format, Tuple.fromItems([start])));
  return numbers;
}

export const sequenceLookup: Lookup = lookup((terms, options) => {
  return terms.flatMap((term) => sequence(boundsOf(textTerm(term, 'sequence'), options)));
});
