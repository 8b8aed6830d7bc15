import { type Dict, isDict, Opaque, type Value } from '../../core/value.ts';

/** A dict whose values are worked out only when they are asked for: `hostvars`, `vars`. */
export abstract class LazyDict extends Opaque {
  readonly typeName: string = 'dict';
  /** The value under the key, or undefined where there is none. */
  abstract get(key: Value): Value | undefined;
  abstract keys(): Iterable<Value>;
  has(key: Value): boolean {
    for (const k of this.keys()) if (k === key) return true;
    return false;
  }
  /** All of it, worked out. */
  toDict(): Dict {
    const dict: Dict = new Map();
    for (const key of this.keys()) {
      const value = this.get(key);
      if (value !== undefined) dict.set(key, value);
    }
    return dict;
  }
}

/** The dict a value is or stands for; undefined for anything else. */
export function dictOf(value: Value | undefined): Dict | undefined {
  if (isDict(value)) return value;
  if (value instanceof LazyDict) return value.toDict();
  return undefined;
}
