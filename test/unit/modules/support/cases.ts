import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/core/effect.ts';
import { keyText, thingOf } from '../../../../src/core/key.ts';
import type { TaskModule } from '../../../../src/core/module.ts';
import type { ResultFields } from '../../../../src/core/plan.ts';
import type { Step } from '../../../../src/core/step.ts';
import { Unknown } from '../../../../src/core/unknown.ts';
import { type Decided, decide, type Situation } from './decide.ts';
import type { Entry } from './observations.ts';
import { plain } from './plain.ts';

/** What must come of a case; only what is named is compared. `result` and `differences` may name a part of the fields. */
export interface Expectation {
  readonly verdict: Decided['verdict'];
  readonly changes?: readonly string[];
  readonly steps?: readonly Step[];
  /** Steps by what they do, where their details are no matter. */
  readonly does?: readonly string[];
  readonly effects?: readonly Effect[];
  readonly result?: ResultFields;
  readonly differences?: readonly Readonly<Record<string, unknown>>[];
  readonly warnings?: readonly string[];
  /** Of an invalid or failing decision; also of something unreadable. */
  readonly message?: string | RegExp;
  readonly argument?: string;
  readonly waitsFor?: readonly string[];
  readonly presumed?: readonly string[];
  readonly asked?: readonly string[];
}

export interface Case extends Situation {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly expect: Expectation;
}

/**
 * One test a case. Beside what the case expects, each case also serves as a sample for "unknown is monotone": with
 * any of its observations unknown, the verdict is the same or unknown, never another one.
 */
export function cases(module: TaskModule, all: readonly Case[]): void {
  describe(module.name, () => {
    for (const one of all) {
      it(one.name, () => {
        const decided = decide(module, one.args, one);
        compare(decided, one.expect);
        monotone(module, one, decided);
      });
    }
  });
}

function compare(decided: Decided, wanted: Expectation): void {
  const plan = 'decision' in decided && 'steps' in decided.decision ? decided.decision : undefined;
  const refusal = 'decision' in decided && 'message' in decided.decision ? decided.decision : undefined;
  const message = refusal?.message ?? ('message' in decided ? decided.message : undefined);
  const why = {
    verdict: decided.verdict,
    message,
    waitsFor: 'waitsFor' in decided ? decided.waitsFor : undefined,
  };
  expect(why, JSON.stringify(why)).toMatchObject({ verdict: wanted.verdict });
  if (wanted.changes) expect(plan?.changes).toEqual(wanted.changes);
  if (wanted.steps) expect(plain(plan?.steps)).toEqual(plain(wanted.steps));
  if (wanted.does) expect(plan?.steps.map((s) => s.do)).toEqual(wanted.does);
  if (wanted.effects) expect(plain(plan?.effects)).toEqual(plain(wanted.effects));
  if (wanted.result) {
    const result = plan?.result ?? (refusal && 'result' in refusal ? refusal.result : undefined);
    expect(plain(result)).toMatchObject(plain(wanted.result) as object);
  }
  if (wanted.differences)
    expect(plain(plan?.differences ?? [])).toMatchObject(plain(wanted.differences) as object);
  if (wanted.warnings) expect(plan?.warnings ?? []).toEqual(wanted.warnings);
  if (typeof wanted.message === 'string') expect(message).toBe(wanted.message);
  else if (wanted.message) expect(message).toMatch(wanted.message);
  if (wanted.argument) expect(refusal).toMatchObject({ argument: wanted.argument });
  if (wanted.waitsFor) expect('waitsFor' in decided ? decided.waitsFor : []).toEqual(wanted.waitsFor);
  if (wanted.presumed) expect(decided.presumed).toEqual(wanted.presumed);
  if (wanted.asked) expect(decided.asked).toEqual(wanted.asked);
}

/** Each observation unknown by itself, each pair of neighbours, all of them; then each field that may be unknown. */
function monotone(module: TaskModule, one: Case, definite: Decided): void {
  if (definite.verdict === 'unknown' || definite.verdict === 'unreadable') return;
  const entries = one.seen ?? [];
  const hidden = ([key]: Entry): Entry => [key, Unknown.of(keyText(key))];
  const variants: [string, Entry[]][] = [['everything', entries.map(hidden)]];
  entries.forEach(([key, value], i) => {
    variants.push([thingOf(key), entries.map((e, j) => (j === i ? hidden(e) : e))]);
    variants.push([
      `${thingOf(key)} and its neighbour`,
      entries.map((e, j) => (j === i || j === i + 1 ? hidden(e) : e)),
    ]);
    for (const field of uncertainFields(key.kind, value)) {
      const blurred = { ...(value as object), [field]: Unknown.of(`${keyText(key)}.${field}`) };
      variants.push([
        `${thingOf(key)}.${field}`,
        entries.map((e, j): Entry => (j === i ? [key, blurred] : e)),
      ]);
    }
  });
  for (const [what, seen] of variants) {
    const { verdict } = decide(module, one.args, { ...one, seen });
    expect([definite.verdict, 'unknown'], `with ${what} unknown the verdict is ${verdict}`).toContain(
      verdict,
    );
  }
}

const uncertain = new Map<string, readonly string[]>();

/** Declares which fields of a kind's observations effects may leave unknown. */
export function mayBeUnknown(kind: string, fields: readonly string[]): void {
  uncertain.set(kind, fields);
}

function uncertainFields(kind: string, value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object' || value instanceof Unknown) return [];
  return (uncertain.get(kind) ?? []).filter((field) => field in value);
}
