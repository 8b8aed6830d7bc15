import { NotKnown, Unknown } from '../../core/unknown.ts';
import { Float, isDict, Opaque, Tuple, type Value } from '../../core/value.ts';
import { TemplateError } from '../template-error.ts';
import { EffectNotKnown } from './effect.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Runs what may or may not happen. Changes are refused while it runs; a failure is no failure, because it may not happen:
 * then there is no result.
 */
export function speculate<T>(run: Evaluation, on: Unknown, what: () => T): T | undefined {
  const before = run.speculatingOn;
  run.speculatingOn = on;
  try {
    return what();
  } catch (thrown) {
    if (thrown instanceof EffectNotKnown) throw thrown;
    if (thrown instanceof TemplateError || thrown instanceof NotKnown) return undefined;
    throw thrown;
  } finally {
    run.speculatingOn = before;
  }
}

/** Whether two values are the same in every respect an expression could notice (1 and True are not). */
export function identical(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return !(a instanceof Unknown);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return typeof a === 'number' && Object.is(a, b);
  if (a instanceof Unknown || b instanceof Unknown) return false;
  if (a instanceof Float) return b instanceof Float && Object.is(a.value, b.value);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.constructor !== b.constructor || a.length !== b.length) return false;
    if (!(a instanceof Tuple) && a.constructor !== Array) return false;
    return a.every((item, i) => identical(item, b[i]));
  }
  if (isDict(a)) {
    if (!isDict(b) || a.size !== b.size) return false;
    const others = [...b];
    return [...a].every(([k, v], i) => identical(k, others[i]?.[0]) && identical(v, others[i]?.[1]));
  }
  if (a instanceof Opaque) return false;
  return false;
}
