import { linesOf } from '../core/lines.ts';
import type { ResultFields, ResultValue } from '../core/plan.ts';
import { isUnknown, type Unknown } from '../core/unknown.ts';
import { type Dict, Float, Opaque, Unsafe, type Value } from '../core/value.ts';

/** A result as `register` holds it: what was printed also line by line, whatever module it was. */
export function toDict(fields: ResultFields): Dict {
  const dict = dictOf(fields);
  for (const name of ['stdout', 'stderr']) {
    const text = dict.get(name);
    if (dict.has(`${name}_lines`)) continue;
    if (typeof text === 'string') dict.set(`${name}_lines`, linesOf(text));
    else if (isUnknown(text)) dict.set(`${name}_lines`, text);
  }
  return dict;
}

/** The language's own values. */
function dictOf(fields: ResultFields): Dict {
  const dict: Dict = new Map();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) dict.set(name, toValue(value));
  return dict;
}

function toValue(value: ResultValue): Value {
  if (value === undefined || value === null) return null;
  if (isUnknown(value)) return value as Unknown;
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value === 'object') return dictOf(value as ResultFields);
  return value as Value;
}

/** The other way round, for events and reports. Keys become text; an opaque value shows its type. */
export function toFields(dict: Dict): ResultFields {
  return Object.fromEntries([...dict].map(([name, value]) => [String(name), toResult(value)]));
}

export function toResult(value: Value): ResultValue {
  if (isUnknown(value)) return value;
  if (value instanceof Map) return toFields(value);
  if (Array.isArray(value)) return value.map(toResult);
  if (value instanceof Float) return value.value;
  if (value instanceof Unsafe) return value.text;
  if (value instanceof Opaque) return `<${value.typeName}>`;
  return value as ResultValue;
}

/** The result of a task of which only one thing is known: what it waits for. */
export function unknownResult(unknown: Unknown): Dict {
  return new Map<Value, Value>([
    ['changed', unknown],
    ['failed', unknown],
  ]);
}
