import { Unknown } from '../../src/core/unknown.ts';
import { Float, isDict, Tuple, Unsafe, type Value } from '../../src/core/value.ts';
import { floatText } from '../../src/template/python/float-text.ts';
import { textOf } from '../../src/template/python/marked-text.ts';
import { DateTime, TimeDelta } from '../../src/template/python/time.ts';
import { Undefined } from '../../src/template/undefined.ts';

/** A value as JSON that keeps its Python type. */
export function encode(value: Value): unknown {
  if (value === null) return ['none'];
  if (typeof value === 'boolean') return ['bool', value];
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'number')
    return Number.isInteger(value) ? ['int', String(value)] : ['float', floatText(value)];
  if (value instanceof Float) return ['float', floatText(value.value)];
  if (value instanceof Unsafe) return ['unsafe', value.text];
  const text = textOf(value);
  if (text !== undefined) return ['str', text];
  if (value instanceof Tuple) return ['tuple', Array.from(value, encode)];
  if (Array.isArray(value)) return ['list', Array.from(value, encode)];
  if (isDict(value)) return ['dict', [...value].map(([key, item]) => [encode(key), encode(item)])];
  if (value instanceof Undefined) return ['undefined'];
  if (value instanceof Unknown) return ['unknown'];
  if (value instanceof DateTime || value instanceof TimeDelta) return ['time', value.toRepr()];
  return ['other'];
}

export function encodeVariables(variables: Readonly<Record<string, Value>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, encode(value)]));
}
