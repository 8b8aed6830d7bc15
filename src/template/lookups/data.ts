import { NotKnown, Unknown } from '../../core/unknown.ts';
import { type Dict, isDict, Tuple, type Value } from '../../core/value.ts';
import { product, zip } from '../filters/combinatorics.ts';
import { drawer } from '../filters/random.ts';
import { dictOf } from '../python/lazy-dict.ts';
import { textOf } from '../python/marked-text.ts';
import { repr } from '../python/text.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { lookupError, textTerm } from './find-file.ts';
import { type Lookup, type LookupTable, lookup } from './lookup.ts';

const passesUnknown = { takesUnknown: true };

/** Lists within the list become part of it, one level deep. */
export function flattenOnce(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => (Array.isArray(term) ? [...term] : [term]));
}

/** A term as a list: a single thing is a list of one. */
function asList(term: Value): Value[] {
  if (term instanceof Unknown) throw new NotKnown(term);
  return Array.isArray(term) ? term : [term];
}

const items = lookup((terms) => {
  for (const term of terms) if (term instanceof Unknown) throw new NotKnown(term);
  return flattenOnce(terms);
}, passesUnknown);

const nested: Lookup = lookup((terms) => {
  if (terms.length === 0) throw lookupError("'nested' needs at least one list");
  return product(terms.map(asList)).map(flattenOnce);
}, passesUnknown);

/** All lists within lists become one list. */
function flattened(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => {
    if (term instanceof Unknown) throw new NotKnown(term);
    if (term === null || term === 'None' || term === 'null') return [];
    return Array.isArray(term) ? flattened(term) : [term];
  });
}

function subelements(terms: readonly Value[]): Value[] {
  const [first, path, flags] = terms;
  const keys = path === undefined ? undefined : textOf(path)?.split('.');
  if (first === undefined || !keys || terms.length > 3 || !(isDict(first) || Array.isArray(first)))
    throw lookupError("'subelements' needs a list or a dict and the name of the key to follow");
  if (isDict(first) && isTrue(first.get('skipped') ?? false)) return [];
  const skipMissing = flags !== undefined && isTrue(dictOf(flags)?.get('skip_missing') ?? false);
  const pairs: Value[] = [];
  for (const element of isDict(first) ? [...first.values()] : first) {
    const dict = dictOf(element);
    if (!dict) throw lookupError(`'subelements' needs dicts, not ${typeName(element)}`);
    if (isTrue(dict.get('skipped') ?? false)) continue;
    const { without, list } = parted(dict, keys, skipMissing);
    for (const item of list) pairs.push(Tuple.fromItems([without, item]));
  }
  return pairs;
}

/** The list under the keys, and the element without it. */
function parted(dict: Dict, keys: readonly string[], skipMissing: boolean): { without: Dict; list: Value[] } {
  const [key = '', ...rest] = keys;
  const value = dict.get(key);
  if (value === undefined) {
    if (skipMissing) return { without: dict, list: [] };
    throw lookupError(`could not find '${key}' key in iterated item ${repr(dict)}`);
  }
  if (rest.length > 0) {
    const inner = dictOf(value);
    if (!inner) {
      if (skipMissing) return { without: dict, list: [] };
      throw lookupError(`the key ${key} should point to a dictionary, got ${repr(value)}`);
    }
    const { without, list } = parted(inner, rest, skipMissing);
    return { without: new Map([...dict, [key, without]]), list };
  }
  if (!Array.isArray(value)) throw lookupError(`the key ${key} should point to a list, got ${repr(value)}`);
  return { without: new Map([...dict].filter(([name]) => name !== key)), list: value };
}

export const DATA_LOOKUPS: LookupTable = {
  items,
  list: lookup((terms) => [...terms], passesUnknown),
  flattened: lookup((terms) => flattened(terms), passesUnknown),
  dict: lookup(
    (terms) =>
      terms.flatMap((term) => {
        if (term instanceof Unknown) throw new NotKnown(term);
        const dict = dictOf(term);
        if (!dict) throw lookupError(`'dict' needs a dict, not ${typeName(term)}`);
        return [...dict].map(
          ([key, value]): Value =>
            new Map<Value, Value>([
              ['key', key],
              ['value', value],
            ]),
        );
      }),
    passesUnknown,
  ),
  nested,
  cartesian: nested,
  together: lookup((terms) => {
    if (terms.length === 0) throw lookupError("'together' needs at least one list");
    const lists = terms.map(asList);
    return zip(lists, Math.max(...lists.map((list) => list.length)), null).map(flattenOnce);
  }, passesUnknown),
  indexed_items: lookup((terms) => {
    for (const term of terms) if (term instanceof Unknown) throw new NotKnown(term);
    return flattenOnce(terms).map((item, i) => Tuple.fromItems([i, item]));
  }, passesUnknown),
  subelements: lookup((terms) => subelements(terms)),
  random_choice: lookup((terms, _options, run) => {
    if (terms.length === 0) return [];
    return [terms[Number(drawer(run, undefined)(BigInt(terms.length)))] as Value];
  }),
  inventory_hostnames: lookup((terms, _options, run) => {
    const groups = dictOf(run.scope.lookup('groups'));
    if (!groups) return [];
    const members = (name: string): Value[] => {
      const group = groups.get(name);
      if (Array.isArray(group)) return group;
      return [...groups.values()].some((hosts) => Array.isArray(hosts) && hosts.includes(name)) ? [name] : [];
    };
    let found: Value[] = [];
    for (const part of terms.flatMap((term) => textTerm(term, 'inventory_hostnames').split(/[,:]/))) {
      if (part.startsWith('!')) found = found.filter((host) => !members(part.slice(1)).includes(host));
      else if (part.startsWith('&')) found = found.filter((host) => members(part.slice(1)).includes(host));
      else found.push(...members(part).filter((host) => !found.includes(host)));
    }
    return found;
  }),
};
