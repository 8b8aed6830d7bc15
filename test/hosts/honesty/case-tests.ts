import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import type { Ends, HostCase } from '../cases/host-case.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { play } from '../support/playbook.ts';
import { NOWHERE } from './memory.ts';
import { type CasePlayed, endings, playCase, requestOf, type Stage } from './play-case.ts';
import { told } from './told.ts';

/** Plays all cases, one after the other, on two fresh hosts, and holds each of them to everything jrun promises. */
export function caseTests(cases: readonly HostCase[]): void {
  let stage: Stage;
  beforeAll(async () => {
    const fleet = await HostFleet.open();
    const [first, second] = await fleet.startHosts(2);
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
        for (const way of [played.ahead, played.plodding]) expect(endsOf(way.run)).toEqual(one.ends);
      });

      test('what was changed took', () => {
        expect(leftUndone(played.ahead.run)).toEqual([]);
      });

      test('the host is as wanted', async () => {
        for (const host of [stage.first, stage.second]) {
          expect(await host.exec(`set -eux\n${one.verify}`)).toMatchObject({ status: 0 });
        }
      });

      test('the check had said so', () => {
        for (const way of [played.ahead, played.plodding]) {
          expect(foretold(way.foretold, one.foretold)).toEqual({ ...one.ends, ...one.foretold });
        }
      });

      test('a second run changes nothing, and its check says so', () => {
        const converged = Object.fromEntries(
          Object.entries(one.ends).map(([task, ends]) => [task, one.again?.[task] ?? settled(ends)]),
        );
        for (const way of [played.ahead, played.plodding]) {
          expect(endsOf(way.again)).toEqual(converged);
          expect(foretold(way.foretoldAgain, one.foretoldAgain)).toEqual({
            ...converged,
            ...one.foretoldAgain,
          });
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
        expect(await overturned(one, played)).toEqual([]);
      });
    });
  }
}

/** Statuses by task; of a loop, one for each item. */
function endsOf(run: PlaybookRun): Record<string, Ends> {
  const all = new Map<string, string[]>();
  for (const { task, status, said } of endings(run.events)) {
    const word = status === 'failed' || status === 'unknown' ? status : status;
    all.set(task, [...(all.get(task) ?? []), said === '' || status !== 'failed' ? word : word]);
  }
  return Object.fromEntries(
    [...all].map(([task, ends]) => [task, ends.length === 1 ? ends[0] : ends]),
  ) as Record<string, Ends>;
}

/** The same of a check, where what is presumed says so unless the case names the status. */
function foretold(run: PlaybookRun, named: HostCase['foretold']): Record<string, Ends | 'presumed'> {
  const ends: Record<string, Ends | 'presumed'> = endsOf(run);
  for (const { task, definite, status } of endings(run.events)) {
    if (!definite && status !== 'unknown' && (named?.[task] ?? 'presumed') === 'presumed')
      ends[task] = 'presumed';
  }
  return ends;
}

function settled(ends: Ends): Ends {
  if (Array.isArray(ends)) return ends.map((end) => settled(end) as 'ok' | 'skipped');
  return ends === 'skipped' ? 'skipped' : 'ok';
}

function leftUndone(run: PlaybookRun): string[] {
  return run.events.flatMap((event) =>
    event.event === 'task-ended'
      ? event.outcome.notConverged.map((line) => `${event.task.name}: ${line}`)
      : [],
  );
}

/** Checks again, from memory, with each thing unknown that the check had looked at. */
async function overturned(one: HostCase, { observed, ahead }: CasePlayed): Promise<string[]> {
  const sure = new Map<string, string>();
  const name = (all: Map<string, string>, task: string): string => {
    let count = 1;
    while (all.has(`${task} ${count}`)) count++;
    return `${task} ${count}`;
  };
  for (const { task, status } of endings(ahead.foretold.events)) sure.set(name(sure, task), status);
  const request = requestOf(one);
  const found: string[] = [];
  for (const { kind, subject } of observed.things) {
    observed.strayed = false;
    const unsettled = JSON.stringify({ kind, subject });
    const run = await play({
      ...request,
      tasks: `- name: (unsettle)\n  unsettle: ${unsettled}\n${request.tasks}`,
      hosts: { it: {} },
      check: true,
      diff: true,
      connector: NOWHERE,
      registry: observed.recalling,
    });
    if (observed.strayed) continue;
    const blurred = new Map<string, string>();
    for (const { task, status, definite } of endings(run.events)) {
      const numbered = name(blurred, task);
      blurred.set(numbered, status);
      const before = sure.get(numbered);
      if (definite && before !== undefined && before !== 'unknown' && before !== status) {
        found.push(`with ${kind}:${subject} unknown, «${task}» is ${status} and not ${before}`);
      }
    }
  }
  return found;
}
