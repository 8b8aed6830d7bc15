import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import type { Ends, Expected, HostCase, Status } from '../cases/host-case.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { overturned } from './overturned.ts';
import { type CasePlayed, endings, playCase, type Stage } from './play-case.ts';
import { told } from './told.ts';

/**
 * Plays all cases, one after the other, on two fresh hosts, and holds each of them to everything jrun promises.
 * `over` makes what the hosts have beyond the base.
 */
export function caseTests(
  cases: readonly HostCase[],
  { over }: { readonly over?: () => Promise<string> } = {},
): void {
  let stage: Stage;
  beforeAll(async () => {
    const fleet = await HostFleet.open();
    const kind = over === undefined ? {} : { over: await over() };
    const [first, second] = await fleet.startHosts(2, kind);
    if (first === undefined || second === undefined) throw new Error('there are no hosts');
    stage = { fleet, first, second };
  });
  afterAll(() => stage?.fleet.stop());

  for (const one of cases) {
    describe(one.name, () => {
      let played: CasePlayed;
      beforeAll(async () => {
        played = await playCase(stage, one);
      });

      test('every task ends as it should', () => {
        for (const { run } of [played.ahead, played.plodding]) {
          expect(endsOf(run), saidIn(run)).toEqual(reached(one.ends));
        }
      });

      test('what was changed took', () => {
        expect(leftUndone(played.ahead.run)).toEqual([]);
      });

      test('the host is as wanted', async () => {
        for (const host of [stage.first, stage.second]) {
          const { status, stderr } = await host.exec(`set -eux\n${one.verify}`);
          expect(status, stderr).toBe(0);
        }
      });

      test('the check had said so', () => {
        for (const way of [played.ahead, played.plodding]) {
          expect(foretold(way.foretold, one.foretold), saidIn(way.foretold)).toEqual(
            reached({ ...one.ends, ...one.foretold }),
          );
        }
      });

      test('a second run changes nothing, and its check says so', () => {
        const converged = Object.fromEntries(
          Object.entries(one.ends).map(([task, ends]) => [task, one.again?.[task] ?? settled(ends)]),
        );
        for (const way of [played.ahead, played.plodding]) {
          expect(endsOf(way.again), saidIn(way.again)).toEqual(reached(converged));
          expect(foretold(way.foretoldAgain, one.foretoldAgain), saidIn(way.foretoldAgain)).toEqual(
            reached({ ...converged, ...one.foretoldAgain }),
          );
        }
      });

      test('a check writes nothing', () => {
        expect(played.written).toEqual([]);
      });

      test('nothing changes but what was declared', () => {
        expect(played.undeclared).toEqual([]);
      });

      test('looking ahead makes no difference', () => {
        for (const which of ['foretold', 'run', 'foretoldAgain', 'again'] as const) {
          expect(told(played.plodding[which].events), which).toEqual(told(played.ahead[which].events));
        }
      });

      test('a thing that is unknown overturns no verdict', async () => {
        const { lines, things, strayed } = await overturned(one, played);
        expect(lines).toEqual([]);
        // Else this would say nothing.
        if (things > 0) expect(strayed).toBeLessThan(things);
      });
    });
  }
}

/** Statuses by task; of a loop, one for each item. */
function endsOf(run: PlaybookRun): Record<string, Expected> {
  const all = new Map<string, Status[]>();
  for (const { task, status } of endings(run.events)) all.set(task, [...(all.get(task) ?? []), status]);
  return Object.fromEntries([...all].map(([task, [first, ...rest]]) => [task, only(first, rest)]));
}

function only(first: Status | undefined, rest: readonly Status[]): Expected {
  if (first === undefined) return 'none';
  return rest.length === 0 ? first : [first, ...rest];
}

/** What is expected, without what isn't reached at all. */
function reached(expected: Readonly<Record<string, Expected>>): Record<string, Expected> {
  return Object.fromEntries(Object.entries(expected).filter(([, ends]) => ends !== 'none'));
}

/** For a failing test's message: what tasks said that didn't just end well. */
function saidIn(run: PlaybookRun): string {
  return endings(run.events)
    .filter(({ said }) => said !== '')
    .map(({ task, status, said }) => `${task}: ${status}: ${said}`)
    .join('\n');
}

/** The same of a check, where what is presumed says so unless the case names the status. */
function foretold(run: PlaybookRun, named: HostCase['foretold']): Record<string, Expected> {
  const ends = endsOf(run);
  for (const { task, definite, status } of endings(run.events)) {
    if (!definite && status !== 'unknown' && (named?.[task] ?? 'presumed') === 'presumed')
      ends[task] = 'presumed';
  }
  return ends;
}

function settled(ends: Ends): Ends {
  if (typeof ends === 'string') return ends === 'skipped' || ends === 'none' ? ends : 'ok';
  return ends.map((end) => (end === 'skipped' ? end : 'ok'));
}

function leftUndone(run: PlaybookRun): string[] {
  return run.events.flatMap((event) =>
    event.event === 'task-ended'
      ? event.outcome.notConverged.map((line) => `${event.task.name}: ${line}`)
      : [],
  );
}
