import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { orElse } from '../python/absent.ts';
import { binary } from '../python/arithmetic.ts';
import { characters } from '../python/characters.ts';
import { hashKey, isHashable } from '../python/dict-key.ts';
import { contains, decided, isEqual } from '../python/equality.ts';
import { GroupTuple } from '../python/group-tuple.ts';
import { iterate, lengthOf } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { compare, order } from '../python/ordering.ts';
import { typeName } from '../python/type-name.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';
import { flagArgument, intArgument } from './argument.ts';
import { attributeGetter, attributesGetter, ignoringCase } from './attribute-path.ts';
import { type FilterTable, filterOf } from './filter.ts';

/** Sorts by keys that are computed once; items with equal keys keep their order, also in reverse. */
export function sortedBy<T>(items: readonly T[], key: (item: T) => Value, reverse: boolean): T[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  keyed.sort((a, b) => (reverse ? order(b.key, a.key) : order(a.key, b.key)));
  return keyed.map((entry) => entry.item);
}

/** The first of all items that are equal under the key. */
export function uniqueBy(items: readonly Value[], key: (item: Value) => Value): Value[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const id = hashKey(key(item));
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** The first of all equal items, for items that can't be hashed. */
export function uniqueByEquality(items: readonly Value[]): Value[] {
  const found: Value[] = [];
  for (const item of items) if (!decided(contains(found, item))) found.push(item);
  return found;
}

function extreme(better: '<' | '>') {
  return filterOf(
    better === '<' ? 'min' : 'max',
    ['value'],
    ['case_sensitive', 'attribute'],
    (_, value, caseSensitive, attribute) => {
      const get = attributeGetter(attribute);
      const key = (item: Value) => ignoringCase(get(item), flagArgument(caseSensitive));
      const [first, ...rest] = iterate(value);
      if (first === undefined) return new Undefined('No aggregated item, sequence was empty.');
      let best = first;
      let bestKey = key(first);
      for (const item of rest) {
        const itemKey = key(item);
        if (compare(better, itemKey, bestKey)) {
          best = item;
          bestKey = itemKey;
        }
      }
      return best;
    },
  );
}

/** Things that have an order of their own: `last` and `reverse` work on them. */
function reversible(value: Value, name: string): readonly Value[] {
  const items = iterate(value);
  if (lengthOf(value) === undefined) throw valueError(`'${name}' needs a list, not ${typeName(value)}`);
  return items;
}

const inside = { takesUnknown: 'inside' } as const;

const length = filterOf(
  'length',
  ['value'],
  [],
  (_, value) => {
    const count = lengthOf(value);
    if (count === undefined) throw valueError(`object of type '${typeName(value)}' has no len()`);
    return count;
  },
  inside,
);

export const SEQUENCE_FILTERS: FilterTable = {
  first: filterOf(
    'first',
    ['value'],
    [],
    (_, value) => orElse(iterate(value)[0], () => new Undefined('No first item, sequence was empty.')),
    inside,
  ),
  last: filterOf(
    'last',
    ['value'],
    [],
    (_, value) =>
      orElse(reversible(value, 'last').at(-1), () => new Undefined('No last item, sequence was empty.')),
    inside,
  ),
  length,
  count: length,
  list: filterOf('list', ['value'], [], (_, value) => [...iterate(value)], inside),
  reverse: filterOf(
    'reverse',
    ['value'],
    [],
    (_, value) => {
      const text = textOf(value);
      if (text !== undefined) return characters(text).reverse().join('');
      return [...iterate(value)].reverse();
    },
    inside,
  ),
  sort: filterOf(
    'sort',
    ['value'],
    ['reverse', 'case_sensitive', 'attribute'],
    (_, value, reverse, caseSensitive, attribute) => {
      const get = attributesGetter(attribute);
      const sensitive = flagArgument(caseSensitive);
      return sortedBy(
        iterate(value),
        (item) => get(item).map((key) => ignoringCase(key, sensitive)),
        flagArgument(reverse),
      );
    },
  ),
  unique: filterOf(
    'unique',
    ['value'],
    ['case_sensitive', 'attribute'],
    (_, value, caseSensitive, attribute) => {
      const items = iterate(value);
      const get = attributeGetter(attribute);
      const keys = items.map((item) => ignoringCase(get(item), flagArgument(caseSensitive)));
      if (keys.every(isHashable)) {
        const seen = new Set<string>();
        return items.filter((_item, i) => {
          const id = hashKey(keys[i] as Value);
          if (seen.has(id)) return false;
          seen.add(id);
          return true;
        });
      }
      if (caseSensitive === false || (attribute !== undefined && attribute !== null))
        throw valueError("'unique' can't compare lists or dicts by attribute or without case");
      return uniqueByEquality(items);
    },
  ),
  min: extreme('<'),
  max: extreme('>'),
  sum: filterOf('sum', ['iterable'], ['attribute', 'start'], (_, items, attribute, start) => {
    const get = attribute === undefined || attribute === null ? undefined : attributeGetter(attribute);
    const from = start ?? 0;
    if (textOf(from) !== undefined) throw valueError("sum() can't sum strings [use ''.join(seq) instead]");
    return sum(
      iterate(items).map((item) => (get ? get(item) : item)),
      from,
    );
  }),
  batch: filterOf(
    'batch',
    ['value', 'linecount'],
    ['fill_with'],
    (_, value, size, fill) => {
      const count = intArgument(size, 1, 'linecount');
      const rows: Value[][] = [];
      let row: Value[] = [];
      for (const item of iterate(value)) {
        if (row.length === count) {
          rows.push(row);
          row = [];
        }
        row.push(item);
      }
      if (row.length > 0) {
        while (fill !== undefined && fill !== null && row.length < count) row.push(fill);
        rows.push(row);
      }
      return rows;
    },
    inside,
  ),
  slice: filterOf(
    'slice',
    ['value', 'slices'],
    ['fill_with'],
    (_, value, slices, fill) => {
      const items = iterate(value);
      const count = intArgument(slices, 1, 'slices');
      if (count === 0) throw valueError('integer division or modulo by zero');
      const each = Math.floor(items.length / count);
      const longer = items.length - each * count;
      const columns: Value[][] = [];
      let at = 0;
      for (let i = 0; i < count; i++) {
        const size = each + (i < longer ? 1 : 0);
        const column = items.slice(at, at + size);
        at += size;
        if (fill !== undefined && fill !== null && i >= longer) column.push(fill);
        columns.push(column);
      }
      return columns;
    },
    inside,
  ),
  groupby: filterOf(
    'groupby',
    ['value', 'attribute'],
    ['default', 'case_sensitive'],
    (_, value, attribute, otherwise, caseSensitive) => {
      const get = attributeGetter(attribute, otherwise);
      const key = (item: Value) => ignoringCase(get(item), flagArgument(caseSensitive));
      const groups: { key: Value; items: Value[] }[] = [];
      for (const item of sortedBy(iterate(value), key, false)) {
        const itemKey = key(item);
        const last = groups.at(-1);
        if (last && isEqual(last.key, itemKey)) last.items.push(item);
        else groups.push({ key: itemKey, items: [item] });
      }
      return groups.map((group) => GroupTuple.pair(get(group.items[0] as Value), group.items));
    },
  ),
  flatten: filterOf('flatten', ['mylist'], ['levels', 'skip_nulls'], (_, list, levels, skipNulls) =>
    flatten(
      list,
      levels === undefined || levels === null ? Number.POSITIVE_INFINITY : intArgument(levels, 0, 'levels'),
      flagArgument(skipNulls, true),
    ),
  ),
};

function sum(items: readonly Value[], start: Value): Value {
  let total = start;
  for (const item of items) {
    if (item instanceof Unknown) throw new NotKnown(item);
    total = binary('+', total, item);
  }
  return total;
}

export function flatten(value: Value, levels: number, skipNulls: boolean): Value[] {
  const flat: Value[] = [];
  for (const element of iterate(value)) {
    if (element instanceof Undefined) throw element.error();
    if (skipNulls && (element === null || element === 'None' || element === 'null')) continue;
    if (Array.isArray(element) && levels >= 1) flat.push(...flatten(element, levels - 1, skipNulls));
    else flat.push(element);
  }
  return flat;
}
