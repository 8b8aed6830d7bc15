import { NotKnown, Unknown } from '../../core/unknown.ts';
import { type Dict, Tuple, type Value } from '../../core/value.ts';
import type { Arguments } from '../run/arguments.ts';
import { EffectNotKnown } from '../run/effect.ts';
import { unknownIn } from '../run/unknown-inside.ts';
import { valueError } from '../template-error.ts';
import { orElse } from './absent.ts';
import { dictDelete, dictGet, dictSet } from './dict-key.ts';
import { isEqual } from './equality.ts';
import { iterate } from './iteration.ts';
import { dictOf } from './lazy-dict.ts';
import { isInt } from './numbers.ts';
import { order } from './ordering.ts';
import { SequenceView } from './sequence-view.ts';
import { quoted, repr } from './text.ts';
import { isTrue } from './truth.ts';

type Caller = (callee: Value, args: readonly Value[]) => Value;
type ListMethod = (list: Value[], args: Arguments, call: Caller) => Value;
type DictMethod = (dict: Dict, args: Arguments) => Value;

/** What changes its container: it must not happen where it isn't known whether it happens. */
export const MUTATORS: ReadonlySet<string> = new Set([
  'append',
  'extend',
  'insert',
  'pop',
  'remove',
  'clear',
  'sort',
  'reverse',
  'update',
  'setdefault',
  'popitem',
]);

function index(value: Value | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (value instanceof Unknown) throw new EffectNotKnown(value);
  if (typeof value === 'boolean') return Number(value);
  if (!isInt(value)) throw valueError('an integer is required');
  return Number(value);
}

/** A change whose extent isn't known leaves nothing known behind. */
function knownExtent<T>(change: () => T): T {
  try {
    return change();
  } catch (thrown) {
    if (thrown instanceof NotKnown) throw new EffectNotKnown(thrown.unknown);
    throw thrown;
  }
}

function position(list: readonly Value[], wanted: Value, name: string): number {
  for (let i = 0; i < list.length; i++) if (isEqual(list[i] as Value, wanted)) return i;
  throw valueError(`${name}: ${repr(wanted)} is not in the list`);
}

const READING: readonly [string, ListMethod][] = [
  [
    'index',
    (list, args) => {
      const [wanted, start, stop] = args.bind('index', ['value'], ['start', 'stop']);
      const clamp = (n: number) => Math.max(n < 0 ? n + list.length : n, 0);
      const from = clamp(index(start, 0));
      return from + position(list.slice(from, clamp(index(stop, list.length))), wanted as Value, 'index');
    },
  ],
  [
    'count',
    (list, args) => {
      const [wanted] = args.bind('count', ['value'], []);
      return list.filter((item) => isEqual(item, wanted as Value)).length;
    },
  ],
  ['__len__', (list) => list.length],
];

export const TUPLE_METHODS: ReadonlyMap<string, ListMethod> = new Map(READING);

export const LIST_METHODS: ReadonlyMap<string, ListMethod> = new Map<string, ListMethod>([
  ...READING,
  [
    'append',
    (list, args) => {
      list.push(args.bind('append', ['object'], [])[0] as Value);
      return null;
    },
  ],
  [
    'extend',
    (list, args) => {
      const [items] = args.bind('extend', ['iterable'], []);
      list.push(...knownExtent(() => iterate(items as Value)));
      return null;
    },
  ],
  [
    'insert',
    (list, args) => {
      const [at, item] = args.bind('insert', ['index', 'object'], []);
      list.splice(index(at, 0), 0, item as Value);
      return null;
    },
  ],
  [
    'pop',
    (list, args) => {
      const [at] = args.bind('pop', [], ['index']);
      const n = index(at, -1);
      const where = n < 0 ? n + list.length : n;
      const item = list[where];
      if (item === undefined)
        throw valueError(list.length === 0 ? 'pop from empty list' : 'pop index out of range');
      list.splice(where, 1);
      return item;
    },
  ],
  [
    'remove',
    (list, args) => {
      const [wanted] = args.bind('remove', ['value'], []);
      const at = knownExtent(() => position(list, wanted as Value, 'list.remove(x)'));
      list.splice(at, 1);
      return null;
    },
  ],
  [
    'clear',
    (list) => {
      list.length = 0;
      return null;
    },
  ],
  ['copy', (list) => [...list]],
  [
    'reverse',
    (list) => {
      list.reverse();
      return null;
    },
  ],
  [
    'sort',
    (list, args, call) => {
      if (args.positional.length > 0) throw valueError('sort() takes no positional arguments');
      const [key, reverse] = args.bind('sort', [], ['key', 'reverse']);
      knownExtent(() => {
        const keyed = list.map((item) => ({
          item,
          key: key === undefined || key === null ? item : call(key, [item]),
        }));
        const backwards = reverse !== undefined && isTrue(reverse);
        keyed.sort((a, b) => (backwards ? order(b.key, a.key) : order(a.key, b.key)));
        list.splice(0, list.length, ...keyed.map((entry) => entry.item));
      });
      return null;
    },
  ],
]);

export const DICT_METHODS: ReadonlyMap<string, DictMethod> = new Map<string, DictMethod>([
  [
    'clear',
    (dict) => {
      dict.clear();
      return null;
    },
  ],
  ['copy', (dict) => new Map(dict)],
  [
    'get',
    (dict, args) => {
      if (args.keywords.size > 0) throw valueError('get() takes no keyword arguments');
      const [key, otherwise] = args.bind('get', ['key'], ['default']);
      return orElse(dictGet(dict, key as Value), () => otherwise ?? null);
    },
  ],
  [
    'items',
    (dict) =>
      SequenceView.ofKind(
        'dict_items',
        [...dict].map((entry) => Tuple.fromItems(entry)),
      ),
  ],
  ['keys', (dict) => SequenceView.ofKind('dict_keys', dict.keys())],
  ['values', (dict) => SequenceView.ofKind('dict_values', dict.values())],
  [
    'pop',
    (dict, args) => {
      const [key, otherwise] = args.bind('pop', ['key'], ['default']);
      return knownExtent(() => {
        const value = dictGet(dict, key as Value);
        if (value === undefined) {
          if (otherwise !== undefined) return otherwise;
          throw valueError(`no such key: ${repr(key as Value)}`);
        }
        dictDelete(dict, key as Value);
        return value;
      });
    },
  ],
  [
    'popitem',
    (dict) => {
      const last = [...dict].at(-1);
      if (!last) throw valueError('popitem(): dictionary is empty');
      dict.delete(last[0]);
      return Tuple.fromItems(last);
    },
  ],
  [
    'setdefault',
    (dict, args) => {
      const [key, otherwise] = args.bind('setdefault', ['key'], ['default']);
      return knownExtent(() => {
        const value = dictGet(dict, key as Value);
        if (value !== undefined) return value;
        dictSet(dict, key as Value, otherwise ?? null);
        return otherwise ?? null;
      });
    },
  ],
  [
    'update',
    (dict, args) => {
      if (args.positional.length > 1) throw valueError('update expected at most 1 argument');
      knownExtent(() => {
        for (const other of args.positional) for (const [k, v] of entriesOf(other)) dictSet(dict, k, v);
      });
      for (const [k, v] of args.keywords) dict.set(k, v);
      return null;
    },
  ],
  ['__len__', (dict) => dict.size],
]);

/** The entries `dict(x)` or `update(x)` takes: of a dict, or of a list of pairs. */
export function entriesOf(value: Value): [Value, Value][] {
  const dict = dictOf(value);
  if (dict) return [...dict];
  return iterate(value).map((pair, i) => {
    const unknown = unknownIn(pair);
    if (pair instanceof Unknown && unknown) throw new NotKnown(unknown);
    const items = iterate(pair);
    if (items.length !== 2)
      throw valueError(`dictionary update sequence element #${i} has length ${items.length}; 2 is required`);
    return [items[0] as Value, items[1] as Value];
  });
}

export function describeKey(key: Value): string {
  return typeof key === 'string' ? quoted(key) : repr(key);
}
