import type { Outcome, TaskReference } from '../core/event.ts';
import { Unreachable } from '../core/far-end.ts';
import type { Entry, Task } from '../core/play.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { type Attempt, attempt, labelOf } from './attempt.ts';
import { Interrupted } from './ended.ts';
import { failureOf } from './failure.ts';
import type { HostRun } from './host-run.ts';
import { delegateName, isTrue } from './keyword-values.ts';
import { type LoopItem, loopItems } from './loop.ts';
import { amongOthers } from './others-lag.ts';
import {
  asOutcome,
  type Ending,
  failed,
  ofLoop,
  registered,
  skipped,
  unknownEnding,
  unreachableEnding,
} from './outcome.ts';
import type { TaskScope } from './scope.ts';
import type { Stepping } from './stepping.ts';
import { TaskFailed } from './task-failed.ts';

export interface TaskOptions {
  readonly handler?: boolean;
  /** The task may or may not be due at all (a handler that was perhaps notified). */
  readonly doubt?: Unknown | undefined;
}

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

/** Whether it stands in a role that `meta: end_role` ended, or that this host has been through elsewhere in the play. */
function isOver(host: HostRun, task: Task): boolean {
  const before = task.role?.once === undefined ? undefined : host.ranRoles.get(task.role.once);
  if (before && before !== task.role) return true;
  if (host.endedRoles.size === 0 || !task.role) return false;
  return [task.role, ...task.role.parents].some((role) => host.endedRoles.has(role));
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

/** Carries the task out on this host, reports it, and remembers what it registers. What it brings is yet to be walked. */
async function runHere(host: HostRun, task: Task, options: TaskOptions): Promise<readonly Entry[]> {
  const started = host.run.now();
  const scope = host.scope(task);
  const reference = host.run.reference(task, scope, options.handler === true);
  host.current = reference;
  const { keywords } = task;
  const noLog = isTrue(scope, keywords.noLog);
  const about: About = { host, task, reference, noLog, doubt: options.doubt, delegate: undefined };
  let end: Ending;
  try {
    about.delegate = delegateName(scope, task);
  } catch {
    // It may depend on the loop's item; what is wrong with it is said where it is used.
  }
  const claim = host.due.begin(task, () => notified(task, scope));
  try {
    end = await attemptAll(about, scope);
  } catch (thrown) {
    if (!(thrown instanceof Unreachable) || !isTrue(scope, keywords.ignoreUnreachable)) {
      host.due.end(claim, 'undecided');
      throw thrown;
    }
    end = unreachableEnding(thrown.message);
  }
  if (end.isSilent) {
    host.due.end(claim, 'nothing');
    return [];
  }
  const lost = end.status === 'changed' ? unheard(host, task, scope) : undefined;
  if (lost !== undefined) end = failed({ message: lost }, end.result, end);

  host.due.end(claim, end.isUnreachable ? 'undecided' : end.status === 'changed' ? 'notified' : 'nothing');
  const ignores =
    end.status === 'failed' && (end.isUnreachable === true || isTrue(scope, keywords.ignoreErrors));
  const ignored = end.status === 'failed' ? whyIgnored(host, ignores) : undefined;
  if (keywords.register !== undefined) {
    for (const learner of host.play.learners(host, isTrue(scope, keywords.runOnce)))
      learner.variables.assign(keywords.register, registered(end));
  }
  if (task.role?.once !== undefined && !options.handler && end.status !== 'skipped')
    host.ranRoles.set(task.role.once, task.role);
  const outcome = asOutcome(end, noLog, ignored);
  // As with Ansible, what only steers the run isn't counted.
  if (reference.action !== 'meta')
    for (let count = end.counts ?? 1; count > 0; count--)
      host.count(outcome, end.result.get('changed') === true);
  host.run.report({
    event: 'task-ended',
    time: host.run.now(),
    host: host.name,
    task: reference,
    outcome,
    elapsed: host.run.now() - started,
    delegate: about.delegate,
    loop: keywords.loop !== undefined,
  });
  if (end.status === 'changed' || end.status === 'unknown') {
    const doubt = end.status === 'unknown' ? new Unknown(end.waitsFor) : undefined;
    host.notify(reference, notified(task, scope), doubt);
  }
  if (end.status === 'failed' && !ignores) throw new TaskFailed(task, reference, end.result);
  return end.brings ?? [];
}

interface About {
  readonly host: HostRun;
  readonly task: Task;
  readonly reference: TaskReference;
  readonly noLog: boolean;
  readonly doubt: Unknown | undefined;
  delegate: string | undefined;
}

/** The task, once or for each item of its loop. */
async function attemptAll(about: About, scope: TaskScope): Promise<Ending> {
  const { host, task, reference, noLog, doubt } = about;
  const { loop } = task.keywords;
  const begin = (items: number | undefined): void => {
    if (reference.action === 'meta') return;
    host.run.report({
      event: 'task-started',
      time: host.run.now(),
      host: host.name,
      task: reference,
      items,
    });
  };
  const one = (item: LoopItem | undefined, inScope: TaskScope): Attempt => ({
    host,
    task,
    reference,
    scope: inScope,
    loop: item,
    check: checks(host, task, inScope),
    doubt,
    noLog,
  });
  if (!loop) {
    begin(undefined);
    return attempt(one(undefined, scope));
  }
  let items: readonly LoopItem[] | Unknown;
  try {
    items = await amongOthers(host, () => loopItems(loop, scope));
  } catch (thrown) {
    begin(undefined);
    // A list that can't be made is no failure where the condition says that the task is not for this host.
    return skippedAnyway(task, scope) ?? failureOf(thrown);
  }
  if (isUnknown(items)) {
    begin(undefined);
    return skippedAnyway(task, scope) ?? unknownEnding(items);
  }
  begin(items.length);
  const ends: Ending[] = [];
  for (const item of items) {
    if (host.run.options.signal?.aborted) throw new Interrupted(reference);
    if (ends.length > 0 && item.pause > 0)
      await host.run.options.sleep(item.pause * 1000, host.run.options.signal);
    host.item = item.index;
    const itemStarted = host.run.now();
    const itemScope = host.scope(task, { loop: item.variables });
    const try_ = one(item, itemScope);
    const end = await attempt(try_);
    for (const [name, value] of item.shown) end.result.set(name, value);
    ends.push(end);
    host.run.report({
      event: 'item-ended',
      time: host.run.now(),
      host: host.name,
      task: reference,
      item: { index: item.index, label: labelOf(try_, itemScope) },
      outcome: asOutcome(end, noLog, undefined),
      elapsed: host.run.now() - itemStarted,
      delegate: about.delegate,
    });
  }
  return ofLoop(ends);
}

function whyIgnored(host: HostRun, ignores: boolean): Outcome['ignored'] {
  if (ignores) return 'ignore_errors';
  return host.mayBeRescued ? 'rescued' : undefined;
}

function checks(host: HostRun, task: Task, scope: TaskScope): boolean {
  const raw = task.keywords.checkMode;
  if (raw === undefined || raw === null) return host.run.options.check;
  return isTrue(scope, raw);
}

function skippedAnyway(task: Task, scope: TaskScope): Ending | undefined {
  try {
    const { holds, value } = scope.conditions(task.keywords.when);
    return holds === false ? skipped(value) : undefined;
  } catch {
    return undefined;
  }
}

function notified(task: Task, scope: TaskScope): readonly string[] {
  return task.keywords.notify.flatMap((raw) => {
    const value = scope.value(raw);
    if (Array.isArray(value)) return value.map((inner) => String(inner));
    return isUnknown(value) ? [] : [String(value)];
  });
}

/** What is wrong with a notification that nobody would hear; most are found before a host is touched. */
function unheard(host: HostRun, task: Task, scope: TaskScope): string | undefined {
  if (task.keywords.notify.length === 0) return undefined;
  const lost = notified(task, scope).find((name) => !host.isHeard(name));
  return lost === undefined ? undefined : `no handler is called or listens to '${lost}'`;
}
