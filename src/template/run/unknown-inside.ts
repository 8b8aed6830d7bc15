import { Unknown } from '../../core/unknown.ts';
import { isDict, Opaque, type Value } from '../../core/value.ts';

/** All unknowns in a value and in what it contains. */
export function unknownsIn(values: Iterable<Value>): Unknown[] {
  const found: Unknown[] = [];
  const seen = new Set<object>();
  const visit = (value: Value): void => {
    if (value === null || typeof value !== 'object') return;
    if (value instanceof Unknown) {
      found.push(value);
      return;
    }
    if (value instanceof Opaque && !('inner' in value)) return;
    if (seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isDict(value)) for (const [, item] of value) visit(item);
    else if ('inner' in value && typeof value.inner === 'function')
      for (const item of value.inner()) visit(item);
  };
  for (const value of values) visit(value);
  return found;
}

/** One unknown that stands for all in the value; undefined where all of it is known. */
export function unknownIn(...values: readonly Value[]): Unknown | undefined {
  const found = unknownsIn(values);
  return found.length === 0 ? undefined : Unknown.join(found);
}
