import { Unreachable } from '../core/far-end.ts';
import type { Entry, Task } from '../core/play.ts';
import { Interrupted } from './ended.ts';
import type { HostRun } from './host-run.ts';
import { isTrue } from './keyword-values.ts';
import { failed } from './outcome.ts';
import { isOver } from './over-roles.ts';
import type { Stepping } from './stepping.ts';
import { TaskFailed } from './task-failed.ts';

import { runHere, type TaskOptions } from './task-here.ts';

/** Meets one task of the play: passes it over, or carries it out and what it brings. */
export async function runTask(host: HostRun, task: Task, options: TaskOptions = {}): Promise<void> {
  host.due.owed.pass(task);
  if (!host.run.isSelected(host, task)) return;
  if (!options.handler && isOver(host, task)) return;
  host.comeTo(task);
  const { play } = host;
  const { stepping } = host.run;
  if (stepping && !isMeta(task) && !(await isWanted(host, task, stepping))) return;
  let brought: readonly Entry[] = [];
  const carryOut = async (): Promise<void> => {
    brought = await runHere(host, task, options);
  };
  const isFatal = play.keepsStep && isTrue(host.scope(task), task.keywords.anyErrorsFatal);
  const walk = () => (play.keepsStep && isForAll(host, task) ? play.once(host, task, carryOut) : carryOut());
  if (
    isFatal ||
    play.countsFailures ||
    (stepping && play.keepsStep) ||
    (play.keepsStep && changesGroups(task))
  )
    await inStep(host, task, isFatal, walk);
  else await walk();
  if (brought.length > 0) await host.walk(brought);
}

/** Asks with --step; a question that an interrupt took away isn't answered. */
async function isWanted(host: HostRun, task: Task, stepping: Stepping): Promise<boolean> {
  const { name, role } = host.run.reference(task, host.scope(task), false);
  try {
    const title = role === undefined ? name : `${role} : ${name}`;
    return await stepping.wants(host, host.play.meetings.visit(host, task), `TASK: ${title}`);
  } catch (thrown) {
    if (host.run.options.signal?.aborted) throw new Interrupted();
    throw thrown;
  }
}

function isMeta({ action }: Task): boolean {
  return action.action === 'directive' && action.directive === 'meta';
}

/** Directives that are about the run rather than about a host: the first host speaks for all. */
function isForAll(host: HostRun, task: Task): boolean {
  const { action, keywords } = task;
  if (keywords.runOnce !== undefined && isTrue(host.scope(task), keywords.runOnce)) return true;
  if (action.action !== 'directive') return false;
  if (action.directive === 'add_host' || action.directive === 'pause') return true;
  return (
    action.directive === 'meta' &&
    /^(end_play|end_batch|clear_host_errors|clear_facts|refresh_inventory)$/.test(
      String(action.args.get('action') ?? action.args.get('_raw_params')),
    )
  );
}

/** What it does to `groups` is there for all hosts once it is over. */
function changesGroups(task: Task): boolean {
  return task.action.action === 'directive' && task.action.directive === 'group_by';
}

/** The task is over for all hosts before one goes on; with `any_errors_fatal` it fails for all or for none. */
async function inStep(
  host: HostRun,
  task: Task,
  isFatal: boolean,
  walk: () => Promise<unknown>,
): Promise<void> {
  const { meetings } = host.play;
  const point = `after ${meetings.visit(host, task)}`;
  try {
    await walk();
  } catch (thrown) {
    meetings.pass(host, point, isFatal && (thrown instanceof TaskFailed || thrown instanceof Unreachable));
    throw thrown;
  }
  const { fatal } = await meetings.meet(host, point);
  host.mayGoOn();
  if (!fatal) return;
  const reference = host.run.reference(task, host.scope(task), false);
  throw new TaskFailed(
    task,
    reference,
    failed({ message: 'another host failed, and any error is fatal' }).result,
  );
}
