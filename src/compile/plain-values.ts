import { Unknown } from '../core/unknown.ts';
import { Float, isDict, Unsafe, type Value } from '../core/value.ts';

/** Every `Unknown` inside a value joined to one, or undefined where all of it is known. */
export function unknownIn(value: Value): Unknown | undefined {
  const found: Unknown[] = [];
  collect(value, found);
  return found.length === 0 ? undefined : Unknown.join(found);
}

function collect(value: Value, found: Unknown[]): void {
  if (value instanceof Unknown) found.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isDict(value)) for (const [key, item] of value) collect([key, item], found);
}

/** A value as modules have it: mappings are plain objects, floats plain numbers. */
export function plainValue(value: Value): unknown {
  if (value instanceof Float) return value.value;
  if (value instanceof Unsafe) return value.text;
  if (Array.isArray(value)) return Array.from(value, plainValue);
  if (isDict(value)) {
    const entries = [...value].map(([key, item]) => [keyText(key), plainValue(item)] as const);
    return Object.fromEntries(entries);
  }
  return value;
}

function keyText(key: Value): string {
  return typeof key === 'boolean' ? (key ? 'True' : 'False') : String(plainValue(key));
}

/** JSON's values as the playbook's. */
export function valueOfJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(valueOfJson);
  if (json !== null && typeof json === 'object')
    return new Map(Object.entries(json).map(([key, item]) => [key, valueOfJson(item)]));
  return json as Value;
}
