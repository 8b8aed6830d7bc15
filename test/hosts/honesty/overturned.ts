import type { Registry } from '../../support/run-playbook.ts';
import type { HostCase } from '../cases/host-case.ts';
import { play } from '../support/playbook.ts';
import { NOWHERE } from './memory.ts';
import { type CasePlayed, endings, requestOf } from './play-case.ts';

export interface Overturned {
  /** Verdicts that were definite with and without the knowledge, and differ: one line each. */
  readonly lines: readonly string[];
  /** How many things were taken for unknown, one at a time … */
  readonly things: number;
  /** … and for how many of them that said nothing, because something was asked for then that is not remembered. */
  readonly strayed: number;
}

/** Checks again, from memory, with each thing unknown that the first check had looked at. */
export async function overturned(
  one: HostCase,
  { observed, ahead }: CasePlayed,
  change: (registry: Registry) => Registry = (registry) => registry,
): Promise<Overturned> {
  const sure = new Map(numbered(endings(ahead.foretold.events).map(({ task, status }) => [task, status])));
  const request = requestOf(one);
  const lines: string[] = [];
  let strayed = 0;
  for (const { kind, subject } of observed.things) {
    observed.strayed = false;
    const unsettled = JSON.stringify({ kind, subject });
    const run = await play({
      ...request,
      tasks: `- name: (unsettle)\n  unsettle: ${unsettled}\n${request.tasks}`,
      hosts: { it: one.vars ?? {} },
      check: true,
      diff: true,
      connector: NOWHERE,
      registry: (registry) => change(observed.recalling(registry)),
    });
    if (observed.strayed) {
      strayed++;
      continue;
    }
    for (const [task, { status, definite }] of numbered(endings(run.events).map((end) => [end.task, end]))) {
      const before = sure.get(task);
      if (definite && before !== undefined && before !== 'unknown' && before !== status) {
        lines.push(`with ${kind}:${subject} unknown, «${task}» is ${status} and not ${before}`);
      }
    }
  }
  return { lines, things: observed.things.length, strayed };
}

/** Several items or tasks of one name are told apart by their order. */
function numbered<T>(ends: readonly (readonly [string, T])[]): [string, T][] {
  const counts = new Map<string, number>();
  return ends.map(([task, end]) => {
    const count = (counts.get(task) ?? 0) + 1;
    counts.set(task, count);
    return [count === 1 ? task : `${task} ${count}`, end];
  });
}
