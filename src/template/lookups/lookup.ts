import type { Value } from '../../core/value.ts';
import type { Evaluation } from '../run/evaluation.ts';

/** `lookup('name', term, term, option=value)`; `with_name: terms` uses the same. It always gives a list. */
export interface Lookup {
  readonly run: (terms: readonly Value[], options: ReadonlyMap<string, Value>, run: Evaluation) => Value[];
  /** Passes unknown items on without looking at them. */
  readonly takesUnknown: boolean;
}

export function lookup(run: Lookup['run'], traits: { takesUnknown?: boolean } = {}): Lookup {
  return { run, takesUnknown: false, ...traits };
}

export type LookupTable = Readonly<Record<string, Lookup>>;
