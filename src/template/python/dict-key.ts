import { NotKnown, Unknown } from '../../core/unknown.ts';
import { type Dict, Float, isDict, Opaque, Tuple, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';
import { MarkedText, unmarked } from './marked-text.ts';
import { numeric, toNumber } from './numbers.ts';
import { quoted } from './text.ts';
import { DateTime, TimeDelta } from './time.ts';
import { typeName } from './type-name.ts';

/**
 * A string that is the same for values that Python holds for the same key: 1, 1.0 and True are.
 * Lists and dicts can't be keys.
 */
export function hashKey(value: Value): string {
  if (typeof value === 'string') return `s${value}`;
  if (value === null) return 'None';
  if (value instanceof Unknown) throw new NotKnown(value);
  const n = numeric(value);
  if (n !== undefined) {
    const number = toNumber(n);
    return Number.isInteger(number) ? `n${n instanceof Float ? BigInt(number) : n}` : `n${number}`;
  }
  if (value instanceof MarkedText) return `s${value.text}`;
  if (value instanceof Undefined) throw value.error();
  if (value instanceof Tuple) return `(${Array.from(value, (item) => quoted(hashKey(item))).join()})`;
  if (value instanceof DateTime) return `d${value.typeName}${value.instant}`;
  if (value instanceof TimeDelta) return `t${value.microseconds}`;
  if (value instanceof Opaque) return `o${identity(value)}`;
  throw valueError(`unhashable type: '${typeName(value)}'`);
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;
function identity(value: object): number {
  let id = identities.get(value);
  if (id === undefined) {
    id = nextIdentity++;
    identities.set(value, id);
  }
  return id;
}

export function isHashable(value: Value): boolean {
  if (value instanceof Tuple) return value.every(isHashable);
  return !Array.isArray(value) && !isDict(value);
}

/** The key as the dict holds it (True for 1, where True came first); undefined where it holds none like it. */
export function findKey(dict: Dict, key: Value): Value | undefined {
  if (typeof key === 'string') return dict.has(key) ? key : undefined;
  if (key instanceof Unknown) throw new NotKnown(key);
  if (key instanceof Undefined) throw key.error();
  if (key instanceof MarkedText) return dict.has(key.text) ? key.text : undefined;
  if (dict.has(key)) return key;
  if (key === null) return undefined;
  let wanted: string | undefined;
  for (const candidate of dict.keys()) {
    if (typeof candidate === 'string' || candidate === null) continue;
    wanted ??= hashKey(key);
    if (hashKey(candidate) === wanted) return candidate;
  }
  if (wanted === undefined && !isHashable(key)) throw valueError(`unhashable type: '${typeName(key)}'`);
  return undefined;
}

export function dictGet(dict: Dict, key: Value): Value | undefined {
  if (typeof key === 'string') return dict.get(key);
  if (key === null) return dict.get(null);
  const found = findKey(dict, key);
  return found === undefined ? undefined : dict.get(found);
}

/** Sets the value; a key that is already there in another form (1 for True) keeps that form. */
export function dictSet(dict: Dict, key: Value, value: Value): void {
  if (typeof key === 'string') {
    dict.set(key, value);
    return;
  }
  const plain = unmarked(key);
  dict.set(findKey(dict, plain) ?? checked(plain), value);
}

function checked(key: Value): Value {
  hashKey(key);
  return key;
}

export function dictDelete(dict: Dict, key: Value): boolean {
  const found = findKey(dict, key);
  return found !== undefined || key === null ? dict.delete(found ?? key) : false;
}
