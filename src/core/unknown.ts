import type { Place } from './place.ts';

/** What a value waits for: the task whose result nobody knows before it runs, an observation that was not made … */
export interface WaitsFor {
  /** "the result of «Ask the version»", "the content of /etc/x" */
  readonly what: string;
  readonly place?: Place;
}

/**
 * A value that will only be known once something ran. It flows through expressions like any other value:
 * an operation is unknown when its answer depends on it, and known when it does not (`false and x` is false).
 */
export class Unknown {
  readonly waitsFor: readonly WaitsFor[];

  constructor(waitsFor: readonly WaitsFor[]) {
    this.waitsFor = waitsFor;
  }

  static of(what: string, place?: Place): Unknown {
    return new Unknown([place ? { what, place } : { what }]);
  }

  /** One unknown that waits for all that these wait for. */
  static join(unknowns: Iterable<Unknown>): Unknown {
    const reasons = new Map<string, WaitsFor>();
    for (const unknown of unknowns) for (const w of unknown.waitsFor) reasons.set(w.what, w);
    return new Unknown([...reasons.values()]);
  }
}

export type Maybe<T> = T | Unknown;

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** Thrown where a decision needs what isn't known; whoever asked for the decision catches it and says "unknown". */
export class NotKnown extends Error {
  override readonly name = 'NotKnown';
  readonly unknown: Unknown;
  constructor(unknown: Unknown) {
    super(`waits for ${unknown.waitsFor.map((w) => w.what).join(', ')}`);
    this.unknown = unknown;
  }
}

/** The value itself; where it is unknown, the decision that asked for it becomes unknown. */
export function known<T>(value: Maybe<T>): T {
  if (value instanceof Unknown) throw new NotKnown(value);
  return value as T;
}
