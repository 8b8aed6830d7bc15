import type { TaskReference } from '../core/event.ts';
import type { Task } from '../core/play.ts';
import { isUnknown, type Unknown } from '../core/unknown.ts';
import { type Attempt, attempt, labelOf } from './attempt.ts';
import { Interrupted } from './ended.ts';
import { failureOf } from './failure.ts';
import type { HostRun } from './host-run.ts';
import { JoinedItems } from './joined-items.ts';
import { isTrue } from './keyword-values.ts';
import { type LoopItem, loopItems } from './loop.ts';
import { amongOthers } from './others-lag.ts';
import { asOutcome, type Ending, ofLoop, skipped, unknownEnding } from './outcome.ts';
import type { TaskScope } from './scope.ts';

export interface About {
  readonly host: HostRun;
  readonly task: Task;
  readonly reference: TaskReference;
  readonly noLog: boolean;
  readonly doubt: Unknown | undefined;
  delegate: string | undefined;
}

/** The task, once or for each item of its loop. */
export async function attemptAll(about: About, scope: TaskScope): Promise<Ending> {
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
  const joined = await JoinedItems.of(host, task, () =>
    items.map((item) => one(item, host.scope(task, { loop: item.variables }))),
  );
  for (const item of items) {
    if (host.run.options.signal?.aborted) {
      await host.sentAhead.settle();
      if (!host.sentAhead.isPending) throw new Interrupted(reference);
    }
    if (ends.length > 0 && item.pause > 0)
      await host.run.options.sleep(item.pause * 1000, host.run.options.signal);
    host.item = item.index;
    const itemStarted = host.run.now();
    const itemScope = host.scope(task, { loop: item.variables });
    const try_ = { ...one(item, itemScope), joined };
    const end = await attempt(try_);
    for (const [name, value] of item.shown) end.result.set(name, value);
    ends.push(end);
    if (end.status === 'failed') host.hasFailedItem = true;
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
