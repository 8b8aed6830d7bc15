import { NotKnown, Unknown } from '../../core/unknown.ts';
import { isDict, Tuple, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { LenientUndefined, Undefined } from '../undefined.ts';
import { characters, textLength } from './characters.ts';
import { LazyDict } from './lazy-dict.ts';
import { textOf } from './marked-text.ts';
import { typeName } from './type-name.ts';

/** An opaque value that can be looped over. */
export interface IterableValue {
  items(): Value[];
}

function isIterableValue(value: object): value is IterableValue {
  return 'items' in value && typeof value.items === 'function';
}

/** The items a loop over the value sees. The array is the value's own where it is a list: never change it. */
export function iterate(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  const items = tryIterate(value);
  if (items === undefined) throw valueError(`'${typeName(value)}' object is not iterable`);
  return items;
}

export function tryIterate(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (isDict(value)) return [...value.keys()];
  const text = textOf(value);
  if (text !== undefined) return characters(text);
  if (value instanceof Undefined) {
    if (value instanceof LenientUndefined) return [];
    throw value.error();
  }
  if (value instanceof Unknown) throw new NotKnown(value);
  if (value instanceof LazyDict) return [...value.keys()];
  if (value !== null && typeof value === 'object' && isIterableValue(value)) return value.items();
  return undefined;
}

/** Python's `len()`; undefined where the value has none. */
export function lengthOf(value: Value): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (isDict(value)) return value.size;
  const text = textOf(value);
  if (text !== undefined) return textLength(text);
  if (value instanceof Undefined) {
    if (value instanceof LenientUndefined) return 0;
    throw value.error();
  }
  if (value instanceof Unknown) throw new NotKnown(value);
  if (value instanceof LazyDict) return [...value.keys()].length;
  return undefined;
}

/** What Ansible takes for a list: a list or a tuple, but no string. */
export function isSequence(value: Value): value is Value[] {
  return Array.isArray(value);
}

export function isTuple(value: Value): value is Tuple {
  return value instanceof Tuple;
}
