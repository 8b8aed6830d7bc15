import { NotKnown, Unknown } from '../../core/unknown.ts';
import { Float, isDict, type Value } from '../../core/value.ts';
import { LenientUndefined, Undefined } from '../undefined.ts';
import { LazyDict } from './lazy-dict.ts';
import { textOf } from './marked-text.ts';
import { TimeDelta } from './time.ts';

/** Python's truth of a value; an unknown value's truth is unknown. */
export function truth(value: Value): boolean | Unknown {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    default:
  }
  if (value === null) return false;
  if (value instanceof Unknown) return value;
  if (Array.isArray(value)) return value.length > 0;
  if (isDict(value)) return value.size > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Undefined) {
    if (value instanceof LenientUndefined) return false;
    throw value.error();
  }
  if (value instanceof TimeDelta) return value.microseconds !== 0;
  if (value instanceof LazyDict) {
    for (const _ of value.keys()) return true;
    return false;
  }
  const text = textOf(value);
  return text === undefined || text !== '';
}

/** The truth of a value that must be known. */
export function isTrue(value: Value): boolean {
  const answer = truth(value);
  if (answer instanceof Unknown) throw new NotKnown(answer);
  return answer;
}
