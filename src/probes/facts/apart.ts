import type { Fact } from './fact-value.ts';

/** Pieces below this many characters are never slices of another text. */
const SHORT = 13;

/**
 * The same facts in texts of their own. A piece that was cut out of a long text keeps all of it in memory: with
 * thousands of hosts that is most of what their facts would take.
 */
export function apart<T extends Fact>(fact: T): T {
  return copied(fact) as T;
}

function copied(fact: Fact): Fact {
  // V8 copies a short piece anyway.
  if (typeof fact === 'string') return fact.length < SHORT ? fact : Buffer.from(fact).toString();
  if (Array.isArray(fact)) return fact.map(copied);
  if (fact === null || Object.getPrototypeOf(fact) !== Object.prototype) return fact;
  return Object.fromEntries(Object.entries(fact).map(([name, value]) => [name, copied(value)]));
}
