import type { Value } from '../../core/value.ts';
import { hashKey, isHashable } from '../python/dict-key.ts';
import { contains, decided } from '../python/equality.ts';
import { iterate } from '../python/iteration.ts';
import { type FilterTable, filterOf } from './filter.ts';
import { uniqueBy, uniqueByEquality } from './sequences.ts';

/** Without repetitions; what comes first stays first. */
function distinct(items: readonly Value[]): Value[] {
  return items.every(isHashable) ? uniqueBy(items, (item) => item) : uniqueByEquality(items);
}

/** A membership test that doesn't go through the whole list for each question, where items can be hashed. */
function memberOf(items: readonly Value[]): (item: Value) => boolean {
  if (!items.every(isHashable)) return (item) => decided(contains(items, item));
  const keys = new Set(items.map(hashKey));
  return (item) => isHashable(item) && keys.has(hashKey(item));
}

export const SET_FILTERS: FilterTable = {
  union: filterOf('union', ['a', 'b'], [], (_, a, b) => distinct([...iterate(a), ...iterate(b)])),
  intersect: filterOf('intersect', ['a', 'b'], [], (_, a, b) =>
    distinct(iterate(a).filter(memberOf(iterate(a).length === 0 ? [] : iterate(b)))),
  ),
  difference: filterOf('difference', ['a', 'b'], [], (_, a, b) => {
    const other = memberOf(iterate(a).length === 0 ? [] : iterate(b));
    return distinct(iterate(a).filter((item) => !other(item)));
  }),
  symmetric_difference: filterOf('symmetric_difference', ['a', 'b'], [], (_, a, b) => {
    const inA = memberOf(iterate(a));
    const inB = memberOf(iterate(a).length === 0 ? [] : iterate(b));
    return distinct([...iterate(a), ...iterate(b)].filter((item) => inA(item) !== inB(item)));
  }),
};
