import type { RunEvent } from '../../../src/core/event.ts';
import type { PlaybookRun, Registry } from '../../support/run-playbook.ts';
import type { HostCase, Status } from '../cases/host-case.ts';
import type { HostFleet } from '../support/host-fleet.ts';
import { type Login, play, variablesFor } from '../support/playbook.ts';
import { describeChange, diffSnapshots } from '../support/snapshot-diff.ts';
import type { TestHost } from '../support/test-host.ts';
import { Declared } from './declared.ts';
import { Observed } from './memory.ts';
import { Writing, whileReadOnly } from './written.ts';

/** A case, played through: checked, run, checked and run again. */
export interface Playthrough {
  readonly foretold: PlaybookRun;
  readonly run: PlaybookRun;
  readonly foretoldAgain: PlaybookRun;
  readonly again: PlaybookRun;
}

/** Two hosts that are alike when a case begins. */
export interface Stage {
  readonly fleet: HostFleet;
  readonly first: TestHost;
  readonly second: TestHost;
}

export interface CasePlayed {
  /** As root, looking ahead; checked while the host's disk could not be written at all. */
  readonly ahead: Playthrough;
  /** As a user with sudo, without looking ahead. */
  readonly plodding: Playthrough;
  /** What the first check read. */
  readonly observed: Observed;
  /** What a check left on the host: lines of a listing. */
  readonly written: readonly string[];
  /** What the run changed and no plan had declared. */
  readonly undeclared: readonly string[];
}

/** Plays the case on both hosts at once, and looks on from outside. `change` puts other modules and probes in. */
export async function playCase(
  stage: Stage,
  one: HostCase,
  change: (registry: Registry) => Registry = (registry) => registry,
): Promise<CasePlayed> {
  await Promise.all([stage.first, stage.second].map((host) => prepare(host, one)));
  const observed = new Observed();
  const declared = new Declared();
  const audit = { written: [] as string[], undeclared: [] as string[] };

  const onFirst = async (): Promise<Playthrough> => {
    const host = stage.first;
    const go = player(stage.fleet, host, 'root', one, change);
    const before = await Writing.of(host);
    const foretold = await whileReadOnly(host, async () => {
      const inMemory = await Writing.of(host);
      const run = await go({ check: true, diff: true, registry: observed.remembering });
      audit.written.push(...(await Writing.of(host)).since(inMemory));
      return run;
    });
    audit.written.push(...(await Writing.of(host)).since(before));
    const run = await go({});
    return { foretold, run, foretoldAgain: await go({ check: true, diff: true }), again: await go({}) };
  };

  const onSecond = async (): Promise<Playthrough> => {
    const host = stage.second;
    const go = player(stage.fleet, host, 'ops', one, change);
    const before = await Writing.of(host);
    const foretold = await go({ check: true, diff: true, lookAhead: false });
    audit.written.push(...(await Writing.of(host)).since(before));
    const snapshot = await host.snapshot();
    const run = await go({ lookAhead: false, registry: declared.watching });
    const changes = diffSnapshots(snapshot, await host.snapshot());
    audit.undeclared.push(...changes.filter((change) => !declared.covers(change)).map(describeChange));
    const foretoldAgain = await go({ check: true, diff: true, lookAhead: false });
    return { foretold, run, foretoldAgain, again: await go({ lookAhead: false }) };
  };

  // Both to their end, whatever one comes to: the next case must find the hosts at rest.
  const [ahead, plodding] = (await Promise.allSettled([onFirst(), onSecond()])).map((way) => {
    if (way.status === 'rejected') throw way.reason;
    return way.value;
  });
  if (ahead === undefined || plodding === undefined) throw new Error('a case is played in two ways');
  return { ahead, plodding, observed, ...audit };
}

async function prepare(host: TestHost, one: HostCase): Promise<void> {
  if (one.prepare !== undefined) await host.must(`set -eu\n${one.prepare}`);
}

type Player = (more: Partial<Parameters<typeof play>[0]>) => Promise<PlaybookRun>;

function player(
  fleet: HostFleet,
  host: TestHost,
  login: Login,
  one: HostCase,
  change: (registry: Registry) => Registry,
): Player {
  return ({ registry = (all) => all, ...more }) =>
    play({
      ...requestOf(one),
      hosts: { it: { ...variablesFor(fleet, host, login), ...one.vars } },
      registry: (all) => registry(change(all)),
      ...more,
    });
}

/** What of a case goes into a play. */
export function requestOf(
  one: HostCase,
): Pick<Parameters<typeof play>[0], 'tasks' | 'handlers' | 'files' | 'gatherFacts'> {
  return {
    tasks: one.tasks,
    ...(one.handlers === undefined ? {} : { handlers: one.handlers }),
    ...(one.files === undefined ? {} : { files: one.files }),
    ...(one.facts === undefined ? {} : { gatherFacts: one.facts }),
  };
}

export interface Ending {
  /** The task's name; of a loop, each item has an ending, and the whole has none. */
  readonly task: string;
  readonly status: Status;
  /** It took nothing for granted. */
  readonly definite: boolean;
  readonly said: string;
}

/** What every check takes for granted of what only running it can tell. */
const INHERENT = new Set([
  'a command that would run succeeds',
  'new content passes the check that its task names',
]);

export function endings(events: readonly RunEvent[]): Ending[] {
  return events.flatMap((event): Ending[] => {
    if (event.event !== 'task-ended' && event.event !== 'item-ended') return [];
    const { outcome } = event;
    // A loop that had items has told of each.
    if (event.event === 'task-ended' && event.loop && Array.isArray(outcome.result['results'])) {
      if ((outcome.result['results'] as unknown[]).length > 0) return [];
    }
    const said = [
      outcome.failure?.message,
      outcome.failure?.stack,
      outcome.failure?.stderr,
      ...outcome.notConverged,
      ...outcome.presumed.map((p) => p.text),
      ...outcome.waitsFor.map((w) => w.what),
    ];
    return [
      {
        task: event.task.name,
        status: outcome.status,
        definite: outcome.presumed.every(({ text }) => INHERENT.has(text)) && outcome.status !== 'unknown',
        said: said.filter(Boolean).join('; '),
      },
    ];
  });
}
