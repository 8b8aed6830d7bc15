import { Tuple, type Value } from '../../core/value.ts';
import { iterate } from '../python/iteration.ts';
import { valueError } from '../template-error.ts';
import { intArgument } from './argument.ts';
import { type FilterTable, filter, filterOf } from './filter.ts';

const inside = { takesUnknown: 'inside' } as const;
/** More rows than this are a mistake. */
const TOO_MANY = 1_000_000;

/** One item of each list, the last list's changing fastest. */
export function product(lists: readonly (readonly Value[])[]): Value[][] {
  if (lists.reduce((n, list) => n * list.length, 1) > TOO_MANY)
    throw valueError('the product would be too large');
  let rows: Value[][] = [[]];
  for (const list of lists) rows = rows.flatMap((row) => list.map((item) => [...row, item]));
  return rows;
}

function choose(items: readonly Value[], count: number, ordered: boolean): Value[][] {
  if (count < 0) throw valueError('r must be non-negative');
  const rows: Value[][] = [];
  const pick = (chosen: number[], from: number): void => {
    if (chosen.length === count) {
      rows.push(chosen.map((i) => items[i] as Value));
      if (rows.length > TOO_MANY) throw valueError('there would be too many combinations');
      return;
    }
    for (let i = ordered ? 0 : from; i < items.length; i++)
      if (!ordered || !chosen.includes(i)) pick([...chosen, i], i + 1);
  };
  pick([], 0);
  return rows;
}

export function zip(lists: readonly (readonly Value[])[], length: number, fill: Value): Value[][] {
  return Array.from({ length }, (_, i) => lists.map((list) => (i < list.length ? (list[i] as Value) : fill)));
}

function tuples(rows: readonly Value[][]): Value[] {
  return rows.map((row) => Tuple.fromItems(row));
}

export const COMBINATORIC_FILTERS: FilterTable = {
  product: filter((args) => {
    const [repeat] = args.with([]).bind('product', [], ['repeat']);
    const lists = args.positional.map(iterate);
    return tuples(product(Array.from({ length: intArgument(repeat, 1, 'repeat') }, () => lists).flat()));
  }, inside),
  permutations: filterOf(
    'permutations',
    ['iterable'],
    ['r'],
    (_, value, r) => {
      const items = iterate(value);
      return tuples(choose(items, r === null ? items.length : intArgument(r, items.length, 'r'), true));
    },
    inside,
  ),
  combinations: filterOf(
    'combinations',
    ['iterable', 'r'],
    [],
    (_, value, r) => tuples(choose(iterate(value), intArgument(r, 0, 'r'), false)),
    inside,
  ),
  zip: filter((args) => {
    const [strict] = args.with([]).bind('zip', [], ['strict']);
    const lists = args.positional.map(iterate);
    if (strict === true && new Set(lists.map((list) => list.length)).size > 1)
      throw valueError("the lists of 'zip' have different lengths");
    return tuples(zip(lists, Math.min(...lists.map((list) => list.length)), null));
  }, inside),
  zip_longest: filter((args) => {
    const [fill] = args.with([]).bind('zip_longest', [], ['fillvalue']);
    const lists = args.positional.map(iterate);
    return tuples(zip(lists, Math.max(...lists.map((list) => list.length)), fill ?? null));
  }, inside),
};
