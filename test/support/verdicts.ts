import type { Outcome, RunEvent } from '../../src/core/event.ts';

/** How one task, loop item or handler ended on one host. */
export interface Verdict {
  /** `host | task's id | item` – the same in check mode and in a run. */
  readonly key: string;
  readonly name: string;
  readonly outcome: Outcome;
}

/** Every task, loop item and handler of a run, in the order they ended. A loop counts by its items. */
export function verdictsOf(events: readonly RunEvent[]): readonly Verdict[] {
  const times = new Map<string, number>();
  const verdicts: Verdict[] = [];
  for (const event of events) {
    if (event.event !== 'item-ended' && !(event.event === 'task-ended' && !event.loop)) continue;
    const item = event.event === 'item-ended' ? ` (${event.item.label})` : '';
    const base = `${event.host} | ${event.task.id}${item}`;
    // The same task may end more than once: included twice, a handler notified again.
    const time = (times.get(base) ?? 0) + 1;
    times.set(base, time);
    verdicts.push({
      key: `${base} #${time}`,
      name: `${event.host}: ${event.task.name}${item}`,
      outcome: event.outcome,
    });
  }
  return verdicts;
}

export interface Agreement {
  readonly definite: number;
  readonly presumed: number;
  readonly unknown: number;
  /** Definite verdicts of the check that the run did otherwise; none may be. */
  readonly wrong: readonly string[];
  /** Presumed verdicts that turned out otherwise. */
  readonly presumedWrong: readonly string[];
  /** What the run did and the check did not mention, and the other way round. */
  readonly unforetold: readonly string[];
}

/** Compares what check mode said with what the run then did. */
export function agreement(check: readonly RunEvent[], run: readonly RunEvent[]): Agreement {
  const foretold = new Map(verdictsOf(check).map((verdict) => [verdict.key, verdict]));
  const did = verdictsOf(run);
  const wrong: string[] = [];
  const presumedWrong: string[] = [];
  const unforetold: string[] = [];
  let definite = 0;
  let presumed = 0;
  let unknown = 0;
  for (const { key, name, outcome } of did) {
    const before = foretold.get(key)?.outcome;
    foretold.delete(key);
    if (!before) {
      unforetold.push(`${name}: ${outcome.status}, not foretold`);
    } else if (before.status === 'unknown') {
      unknown++;
    } else {
      const isPresumed = before.presumed.length > 0;
      if (isPresumed) presumed++;
      else definite++;
      if (before.status !== outcome.status) {
        const line = `${name}: foretold ${before.status}, was ${outcome.status}`;
        (isPresumed ? presumedWrong : wrong).push(line);
      }
    }
  }
  for (const { name, outcome } of foretold.values()) {
    if (outcome.status !== 'unknown') unforetold.push(`${name}: foretold ${outcome.status}, did not happen`);
  }
  return { definite, presumed, unknown, wrong, presumedWrong, unforetold };
}
