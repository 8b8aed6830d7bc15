import { NotKnown, Unknown } from '../../core/unknown.ts';
import { type Dict, isDict, Tuple, type Value } from '../../core/value.ts';
import { getAttribute, getItem } from '../python/attribute.ts';
import { dictGet, dictSet } from '../python/dict-key.ts';
import { contains, decided, equals } from '../python/equality.ts';
import { iterate } from '../python/iteration.ts';
import { dictOf, LazyDict } from '../python/lazy-dict.ts';
import { textOf } from '../python/marked-text.ts';
import { repr, str } from '../python/text.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { refuseUndefined } from '../run/finalize.ts';
import { unknownIn } from '../run/unknown-inside.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';
import { dictArgument, flagArgument, textArgument } from './argument.ts';
import { ignoringCase, needKnown } from './attribute-path.ts';
import { type FilterTable, filter, filterOf } from './filter.ts';
import { flatten, sortedBy } from './sequences.ts';

const inside = { takesUnknown: 'inside' } as const;

const LIST_MERGES = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'] as const;
type ListMerge = (typeof LIST_MERGES)[number];

/** Lays `above` over `below`; neither is changed. */
export function mergeDicts(below: Dict, above: Dict, recursive: boolean, lists: ListMerge): Dict {
  // As in Ansible, the order of the keys is that of the winner where both are equal.
  const equal = below.size === 0 || equals(below, above);
  if (equal === true) return new Map(above);
  if (equal instanceof Unknown && !sameOrder(below, above)) throw new NotKnown(equal);
  const merged: Dict = new Map(below);
  for (const [key, value] of above) {
    const before = dictGet(merged, key);
    dictSet(merged, key, before === undefined ? value : mergeValues(before, value, recursive, lists));
  }
  return merged;
}

function sameOrder(a: Dict, b: Dict): boolean {
  const keys = [...b.keys()];
  return [...a.keys()].every((key, i) => key === keys[i]);
}

function mergeValues(before: Value, value: Value, recursive: boolean, lists: ListMerge): Value {
  // Whether they are merged at all depends on what both are.
  if (recursive || lists !== 'replace') {
    for (const [one, other] of [
      [before, value],
      [value, before],
    ] as const)
      if (one instanceof Unknown && (isDict(other) || Array.isArray(other) || other instanceof Unknown))
        return one;
  }
  if (isDict(before) && isDict(value)) return recursive ? mergeDicts(before, value, recursive, lists) : value;
  if (!isList(before) || !isList(value)) return value;
  switch (lists) {
    case 'replace':
      return value;
    case 'keep':
      return before;
    case 'append':
      return [...before, ...value];
    case 'prepend':
      return [...value, ...before];
    case 'append_rp':
      return [...before.filter((item) => !decided(contains(value, item))), ...value];
    case 'prepend_rp':
      return [...value, ...before.filter((item) => !decided(contains(value, item)))];
  }
}

function isList(value: Value): value is Value[] {
  return Array.isArray(value) && !(value instanceof Tuple);
}

function combine(terms: readonly Value[], recursive: boolean, lists: ListMerge): Value {
  const dicts = flatten([...terms], 1, true);
  for (const dict of dicts) {
    needKnown(dict);
    refuseUndefined(dict, 'any');
  }
  const last = dicts.pop();
  if (last === undefined) return new Map();
  if (dicts.length === 0) return last;
  let result = asDict(last);
  for (const below of dicts.reverse()) result = mergeDicts(asDict(below), result, recursive, lists);
  return result;
}

function asDict(value: Value): Dict {
  const dict = dictOf(value);
  if (!dict) throw valueError(`'combine' needs dicts, but got ${typeName(value)}`);
  return dict;
}

function subelements(value: Value, path: Value, skipMissing: boolean): Value[] {
  const elements = isDict(value) ? [...value.values()] : value;
  if (!isList(elements)) throw valueError("'subelements' needs a list of dicts or a dict of dicts");
  const keys = isList(path) ? path : textOf(path)?.split('.');
  if (!keys) throw valueError("what 'subelements' is to follow must be a list or a string");
  const pairs: Value[] = [];
  for (const element of elements) {
    const list = follow(element, keys, skipMissing);
    if (!isList(list))
      throw valueError(`the key ${repr(keys.at(-1) ?? '')} should point to a list, got ${repr(list)}`);
    for (const item of list) pairs.push(Tuple.fromItems([element, item]));
  }
  return pairs;
}

function follow(element: Value, keys: readonly Value[], skipMissing: boolean): Value {
  let value = element;
  for (const key of keys) {
    const dict = dictOf(value);
    if (!dict) throw valueError(`the key ${str(key)} should point to a dictionary, got '${str(value)}'`);
    const next = dictGet(dict, key);
    if (next === undefined) {
      if (skipMissing) return [];
      throw valueError(`could not find ${repr(key)} key in iterated item ${repr(value)}`);
    }
    value = next;
  }
  return value;
}

export const DICT_FILTERS: FilterTable = {
  items: filterOf(
    'items',
    ['value'],
    [],
    (_, value) => {
      if (value instanceof Undefined) return [];
      return [...dictArgument(value, 'items')].map((entry) => Tuple.fromItems(entry));
    },
    { takesUnknown: 'inside', takesUndefined: true },
  ),
  dictsort: filterOf(
    'dictsort',
    ['value'],
    ['case_sensitive', 'by', 'reverse'],
    (_, value, caseSensitive, by, reverse) => {
      const half = textArgument(by, 'key', 'by');
      if (half !== 'key' && half !== 'value') throw valueError("'dictsort' sorts by 'key' or by 'value'");
      const entries = [...dictArgument(value, 'dictsort')];
      return sortedBy(
        entries,
        ([key, item]) => ignoringCase(half === 'key' ? key : item, flagArgument(caseSensitive)),
        flagArgument(reverse),
      ).map((entry) => Tuple.fromItems(entry));
    },
  ),
  dict2items: filterOf(
    'dict2items',
    ['mydict'],
    ['key_name', 'value_name'],
    (_, value, keyName, valueName) =>
      [...dictArgument(value, "'dict2items'")].map(([key, item]) => {
        const entry: Dict = new Map();
        dictSet(entry, keyName ?? 'key', key);
        dictSet(entry, valueName ?? 'value', item);
        return entry;
      }),
    inside,
  ),
  items2dict: filterOf(
    'items2dict',
    ['mylist'],
    ['key_name', 'value_name'],
    (_, value, keyName, valueName) => {
      if (!Array.isArray(value)) throw valueError(`'items2dict' needs a list, not ${typeName(value)}`);
      const dict: Dict = new Map();
      for (const item of value) {
        const entry = dictOf(needKnown(item));
        if (!entry) throw valueError("'items2dict' needs a list of dicts");
        const key = dictGet(entry, keyName ?? 'key');
        const itemValue = dictGet(entry, valueName ?? 'value');
        if (key === undefined || itemValue === undefined)
          throw valueError(
            `'items2dict' needs the keys '${str(keyName ?? 'key')}' and '${str(valueName ?? 'value')}' in each dict`,
          );
        dictSet(dict, needKnown(key), itemValue);
      }
      return dict;
    },
    inside,
  ),
  combine: filter((args, run) => {
    // An unknown in a dict may turn out to be undefined, which combine refuses.
    if (run.metUnknown && unknownIn(...args.positional)) run.presumed = true;
    const [recursive, merge] = args.with([]).bind('combine', [], ['recursive', 'list_merge']);
    const lists = LIST_MERGES.find((one) => one === (merge === undefined ? 'replace' : textOf(merge)));
    if (!lists) throw valueError(`the list_merge of 'combine' must be one of ${LIST_MERGES.join(', ')}`);
    return combine(args.positional, flagArgument(recursive), lists);
  }, inside),
  subelements: filterOf('subelements', ['obj', 'subelements'], ['skip_missing'], (_, value, path, skip) =>
    subelements(value, path, flagArgument(skip)),
  ),
  extract: filterOf(
    'extract',
    ['item', 'container'],
    ['morekeys'],
    (_, item, container, more) => {
      const keys = more === undefined || more === null ? [] : isList(more) ? more : [more];
      let value = container;
      for (const key of [item, ...keys]) value = getItem(value, key);
      return value;
    },
    { takesUnknown: 'inside', takesUndefined: true },
  ),
  attr: filterOf(
    'attr',
    ['obj', 'name'],
    [],
    (_, value, name) => {
      // Unlike the dot, this never falls back to a key.
      const text = textArgument(name, '', 'name');
      if (
        (isDict(value) || value instanceof LazyDict) &&
        dictGet(dictOf(value) as Dict, text) !== undefined
      ) {
        const method = getAttribute(new Map(), text);
        return method instanceof Undefined
          ? new Undefined(`'${typeName(value)} object' has no attribute '${text}'`, text)
          : getAttribute(value, text);
      }
      return getAttribute(value, text);
    },
    { takesUnknown: 'inside', takesUndefined: true },
  ),
  rekey_on_member: filterOf(
    'rekey_on_member',
    ['data', 'key'],
    ['duplicates'],
    (_, data, key, duplicates) => {
      const mode = textArgument(duplicates, 'error', 'duplicates');
      if (mode !== 'error' && mode !== 'overwrite')
        throw valueError(`the duplicates of 'rekey_on_member' are error or overwrite, not ${mode}`);
      if (textOf(data) !== undefined) throw valueError("'rekey_on_member' needs a list or a dict");
      const result: Dict = new Map();
      for (const item of isDict(data) ? [...data.values()] : iterate(data)) {
        const dict = dictOf(item);
        if (!dict) throw valueError("'rekey_on_member' needs dicts in its list");
        const member = dictGet(dict, key);
        if (member === undefined) throw valueError(`the key ${str(key)} was not found`);
        const before = dictGet(result, member);
        if (before !== undefined && isTrue(before) && mode === 'error')
          throw valueError(`the key ${str(member)} is not unique`);
        dictSet(result, member, item);
      }
      return result;
    },
  ),
};
