import type { Key } from '../../../../src/core/key.ts';
import { keyText, thingOf } from '../../../../src/core/key.ts';
import type { Known, Seen } from '../../../../src/core/module.ts';
import type { Assumption } from '../../../../src/core/observation.ts';
import { ReadFailure } from '../../../../src/core/observation.ts';
import { isUnknown, known, type Maybe } from '../../../../src/core/unknown.ts';

/**
 * What a case knows: a value under a key. `Unknown` and `ReadFailure` stand for themselves; `taken(value, why)` is
 * a value that is only presumed. Aspects in these keys don't matter: the value answers for all of them.
 */
export type Entry = readonly [key: Key, value: unknown];

class Taken {
  constructor(
    readonly value: unknown,
    readonly assumption: string,
  ) {}
}

/** A value that is presumed, not observed. */
export function taken(value: unknown, assumption: string): Taken {
  return new Taken(value, assumption);
}

/** Thrown to the harness where a plan reads what couldn't be read; the engine fails the task there. */
export class CouldNotRead extends Error {}

/** A mistake of the module or of the case, never a decision. */
export class CaseMistake extends Error {}

export class Observations implements Known, Seen {
  readonly asked = new Map<string, Key>();
  readonly presumed = new Map<string, Assumption>();
  private readonly table = new Map<string, unknown>();
  private readonly missing: ((key: Key) => unknown) | undefined;
  private planning = false;

  constructor(entries: readonly Entry[], missing?: (key: Key) => unknown) {
    for (const [key, value] of entries) {
      if (this.table.has(thingOf(key))) throw new CaseMistake(`the case names ${thingOf(key)} twice`);
      this.table.set(thingOf(key), value);
    }
    this.missing = missing;
  }

  /** Adds keys that `observe` returned; false where none of them is new. */
  ask(keys: readonly Key[]): boolean {
    let news = false;
    for (const key of keys) {
      if (this.wasAsked(key)) continue;
      news = true;
      this.asked.set(keyText(key), key);
    }
    return news;
  }

  /** From here on everything read must have been asked for. */
  beginPlan(): void {
    this.planning = true;
  }

  get<T>(key: Key<T>): T {
    if (this.planning) return known(this.peek(key)) as T;
    // `Known.get`: undefined for what is not read yet, unknown or unreadable.
    if (!this.wasAsked(key)) return undefined as T;
    const value = this.answer(key);
    return (isUnknown(value) || value instanceof ReadFailure ? undefined : value) as T;
  }

  peek<T>(key: Key<T>): Maybe<T> {
    if (!this.wasAsked(key))
      throw new CaseMistake(`plan reads ${keyText(key)}, which observe never asked for`);
    const value = this.answer(key);
    if (value instanceof ReadFailure) throw new CouldNotRead(value.message);
    return value as Maybe<T>;
  }

  private wasAsked(key: Key): boolean {
    for (const asked of this.asked.values()) {
      if (thingOf(asked) === thingOf(key) && key.aspects.every((a) => asked.aspects.includes(a))) return true;
    }
    return false;
  }

  private answer(key: Key): unknown {
    const value = this.table.has(thingOf(key)) ? this.table.get(thingOf(key)) : this.missing?.(key);
    if (value === undefined) throw new CaseMistake(`the case says nothing about ${keyText(key)}`);
    if (!(value instanceof Taken)) return value;
    if (this.planning) this.presumed.set(value.assumption, { text: value.assumption });
    return value.value;
  }
}
