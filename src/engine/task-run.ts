import type { Outcome, TaskReference } from '../core/event.ts';
import type { Task } from '../core/play.ts';
import { isUnknown, NotKnown, Unknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import { conclude } from './conclude.ts';
import { identityOf } from './connection.ts';
import { directives } from './directives/index.ts';
import { failureOf } from './failure.ts';
import { Ended, type HostRun, Interrupted } from './host-run.ts';
import { type LoopItem, loopItems } from './loop.ts';
import { type Item, runModule } from './module-item.ts';
import { asOutcome, type Ending, failed, ofLoop, skipped } from './outcome.ts';
import type { TaskScope } from './scope.ts';

/** The task failed and nothing says that this may be: the host stops here, unless a rescue takes over. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed';
  readonly task: TaskReference;
  readonly result: Dict;
  readonly fatalForAll: boolean;
  constructor(task: TaskReference, result: Dict, fatalForAll: boolean) {
    super(`${task.name} failed`);
    this.task = task;
    this.result = result;
    this.fatalForAll = fatalForAll;
  }
}

export interface TaskOptions {
  readonly handler?: boolean;
  /** The task may or may not be due at all (a handler that was perhaps notified). */
  readonly doubt?: Unknown | undefined;
}

/** One try of a task's action: with one item of its loop, or without a loop. */
export interface Attempt {
  readonly host: HostRun;
  readonly task: Task;
  readonly reference: TaskReference;
  readonly scope: TaskScope;
  readonly loop: LoopItem | undefined;
  readonly check: boolean;
  readonly doubt: Unknown | undefined;
}

export async function runTask(host: HostRun, task: Task, options: TaskOptions = {}): Promise<void> {
  if (!host.run.isSelected(host, task)) return;
  const scope = host.scope(task);
  if (isTrue(scope, task.keywords.runOnce)) {
    await host.play.once(host, task, () => runHere(host, task, options));
    return;
  }
  await runHere(host, task, options);
}

/** Carries the task out on this host, reports it, and remembers what it registers. */
async function runHere(host: HostRun, task: Task, options: TaskOptions): Promise<void> {
  const started = host.run.now();
  const scope = host.scope(task);
  const reference = host.run.reference(task, scope, options.handler === true);
  host.current = reference;
  const noLog = isTrue(scope, task.keywords.noLog);
  const delegate = delegateName(scope, task);
  const end = await attemptAll(host, task, reference, scope, options, noLog, delegate);
  if (end === undefined) return;

  const ignores = end.status === 'failed' && isTrue(scope, task.keywords.ignoreErrors);
  const ignored: Outcome['ignored'] =
    end.status !== 'failed'
      ? undefined
      : ignores
        ? 'ignore_errors'
        : host.mayBeRescued
          ? 'rescued'
          : undefined;
  const { register } = task.keywords;
  if (register !== undefined) {
    host.variables.assign(register, end.result);
    host.play.shareOnce(task, register, end.result);
  }
  const outcome = asOutcome(end, noLog, ignored);
  host.count(outcome);
  host.run.report({
    event: 'task-ended',
    time: host.run.now(),
    host: host.name,
    task: reference,
    outcome,
    elapsed: host.run.now() - started,
    delegate,
    loop: task.keywords.loop !== undefined,
  });
  if (end.status === 'changed' || end.status === 'unknown') {
    const doubt = end.status === 'unknown' ? doubtOf(end) : undefined;
    host.notify(task, reference, notifies(task, scope), doubt);
  }
  if (end.status === 'failed' && !ignores) {
    throw new TaskFailed(reference, end.result, isTrue(scope, task.keywords.anyErrorsFatal));
  }
}

/** Undefined for a directive that reports by itself (an include whose tasks follow). */
async function attemptAll(
  host: HostRun,
  task: Task,
  reference: TaskReference,
  scope: TaskScope,
  options: TaskOptions,
  noLog: boolean,
  delegate: string | undefined,
): Promise<Ending | undefined> {
  const { loop } = task.keywords;
  const begin = (items: number | undefined) =>
    host.run.report({
      event: 'task-started',
      time: host.run.now(),
      host: host.name,
      task: reference,
      items,
    });
  if (!loop) {
    begin(undefined);
    return attempt({
      host,
      task,
      reference,
      scope,
      loop: undefined,
      check: checks(host, task, scope),
      doubt: options.doubt,
    });
  }
  let items: readonly LoopItem[] | Unknown;
  try {
    items = loopItems(loop, scope);
  } catch (thrown) {
    begin(undefined);
    // A list that can't be made is no failure where the condition says that the task is not for this host.
    if (isSkipped(task, scope)) return skipped(firstFalse(task, scope));
    return failureOf(thrown);
  }
  if (isUnknown(items)) {
    begin(undefined);
    if (isSkipped(task, scope)) return skipped(firstFalse(task, scope));
    return unknownEnding(items);
  }
  begin(items.length);
  const ends: Ending[] = [];
  for (const item of items) {
    if (host.run.options.signal?.aborted) throw new Interrupted();
    if (ends.length > 0 && item.pause > 0)
      await host.run.options.sleep(item.pause * 1000, host.run.options.signal);
    const itemStarted = host.run.now();
    const itemScope = host.scope(task, { loop: item.variables });
    const end = await attempt({
      host,
      task,
      reference,
      scope: itemScope,
      loop: item,
      check: checks(host, task, itemScope),
      doubt: options.doubt,
    });
    if (end === undefined) continue;
    for (const [name, value] of item.shown) end.result.set(name, value);
    ends.push(end);
    host.run.report({
      event: 'item-ended',
      time: host.run.now(),
      host: host.name,
      task: reference,
      item: { index: item.index, label: item.label(itemScope) },
      outcome: asOutcome(end, noLog, undefined),
      elapsed: host.run.now() - itemStarted,
      delegate,
    });
  }
  if (items.length > 0 && ends.length === 0) return undefined;
  return ofLoop(ends);
}

/** One item (or the whole task), tried again as `until` and `retries` say. */
async function attempt(first: Attempt): Promise<Ending | undefined> {
  const { host, task, reference, loop } = first;
  let { scope, doubt } = first;
  let condition: ReturnType<TaskScope['conditions']>;
  try {
    condition = scope.conditions(task.keywords.when);
  } catch (thrown) {
    return failureOf(thrown);
  }
  if (condition.holds === false) return skipped(condition.text);
  if (isUnknown(condition.holds)) doubt = doubt ? Unknown.join([doubt, condition.holds]) : condition.holds;
  if (doubt && !host.run.options.check) {
    return failed({
      message: `the condition depends on what was not run: ${doubt.waitsFor.map((w) => w.what).join(', ')}`,
    });
  }
  const { until, register } = task.keywords;
  const retries =
    until || task.keywords.retries !== undefined ? numberOf(scope, task.keywords.retries, 3) : 0;
  const delay = numberOf(scope, task.keywords.delay, 5);
  for (let tried = 0; ; tried++) {
    const end = await once({ ...first, scope, doubt });
    if (end === undefined) return undefined;
    // changed_when, failed_when and until see the result under the name it is registered as.
    const seen = (result: Dict): TaskScope => {
      if (register === undefined) return scope.withOnTop(new Map<Value, Value>(result));
      return scope.withOnTop(new Map<Value, Value>([[register, result]]));
    };
    let concluded: Ending;
    let holds: boolean | Unknown = true;
    try {
      const plain = new Map(end.result);
      concluded = conclude(end, task.keywords.changedWhen, task.keywords.failedWhen, seen(plain));
      if (end.status === 'skipped') return concluded;
      if (until) holds = seen(concluded.result).conditions(until).holds;
      else if (task.keywords.retries !== undefined) holds = concluded.status !== 'failed';
    } catch (thrown) {
      return failureOf(thrown);
    }
    if (retries > 0) concluded.result.set('attempts', tried + 1);
    if (isUnknown(holds) || holds || first.check) return concluded;
    if (tried >= retries) {
      if (concluded.status === 'failed') return concluded;
      return failed(
        { message: `still not as 'until' wants it after ${tried} ${tried === 1 ? 'retry' : 'retries'}` },
        concluded.result,
        concluded,
      );
    }
    host.run.report({
      event: 'retry',
      time: host.run.now(),
      host: host.name,
      task: reference,
      item: loop && { index: loop.index, label: loop.label(scope) },
      attempt: tried + 1,
      left: retries - tried,
    });
    await host.run.options.sleep(delay * 1000, host.run.options.signal);
    if (host.run.options.signal?.aborted) throw new Interrupted();
    scope = host.scope(task, loop ? { loop: loop.variables } : {});
  }
}

/** The action itself, once. */
async function once(attempt: Attempt): Promise<Ending | undefined> {
  const { host, task, reference, scope, loop, check, doubt } = attempt;
  try {
    if (task.action.action === 'directive')
      return await directives[task.action.directive](attempt, task.action);
    const delegate = delegateName(scope, task);
    const machine = delegate === undefined ? host.machine() : host.run.delegatedMachine(delegate, host, task);
    const item: Item = {
      host,
      task,
      action: task.action,
      scope,
      machine,
      as: identityOf(
        delegate === undefined ? scope : host.run.delegateScope(delegate, host, task, scope),
        task.keywords,
        host.run.targetFor(delegate ?? host.name, host, task),
        host.run.options.defaults,
      ),
      check,
      doubt,
      position: loop?.index ?? 0,
      environment: environmentOf(scope, task),
      timeLimit:
        task.keywords.timeout === undefined
          ? undefined
          : numberOf(scope, task.keywords.timeout, 0) || undefined,
      onProgress: (line) =>
        host.run.report({
          event: 'progress',
          time: host.run.now(),
          host: host.name,
          task: reference,
          item: loop && { index: loop.index, label: loop.label(scope) },
          line,
        }),
    };
    const end = await runModule(item);
    const facts = end.result.get('ansible_facts');
    if (facts instanceof Map && end.status !== 'failed') {
      host.run.learnFacts(
        isTrue(scope, task.keywords.delegateFacts) ? (delegate ?? host.name) : host.name,
        facts,
      );
    }
    return end;
  } catch (thrown) {
    if (thrown instanceof Ended || thrown instanceof TaskFailed || thrown instanceof Interrupted)
      throw thrown;
    if (thrown instanceof NotKnown) return unknownEnding(thrown.unknown);
    if (host.run.options.signal?.aborted) throw new Interrupted();
    return failureOf(thrown);
  }
}

export function unknownEnding(unknown: Unknown): Ending {
  return {
    status: 'unknown',
    result: new Map<Value, Value>([
      ['changed', unknown],
      ['failed', unknown],
    ]),
    presumed: [],
    waitsFor: unknown.waitsFor,
    changes: [],
    differences: [],
    failure: undefined,
    notConverged: [],
    warnings: [],
    skipReason: undefined,
  };
}

function doubtOf(end: Ending): Unknown {
  return new Unknown(end.waitsFor);
}

function checks(host: HostRun, task: Task, scope: TaskScope): boolean {
  const raw = task.keywords.checkMode;
  if (raw === undefined || raw === null) return host.run.options.check;
  return isTrue(scope, raw);
}

export function isTrue(scope: TaskScope, raw: Value | undefined): boolean {
  if (raw === undefined || raw === null) return false;
  const value = scope.boolean(raw);
  return value === true;
}

export function numberOf(scope: TaskScope, raw: Value | undefined, otherwise: number): number {
  if (raw === undefined || raw === null) return otherwise;
  const text = scope.text(raw);
  const number = isUnknown(text) ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : otherwise;
}

export function delegateName(scope: TaskScope, task: Task): string | undefined {
  const raw = task.keywords.delegateTo;
  if (raw === undefined || raw === null) return undefined;
  const name = scope.text(raw);
  if (isUnknown(name)) throw new NotKnown(name);
  return name === '' ? undefined : name;
}

export function environmentOf(scope: TaskScope, task: Task): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const raw of task.keywords.environment) {
    const value = scope.value(raw);
    if (isUnknown(value)) throw new NotKnown(value);
    if (!(value instanceof Map)) continue;
    for (const [name, inner] of value) {
      const text = scope.text(inner);
      if (isUnknown(text)) throw new NotKnown(text);
      environment[String(name)] = text;
    }
  }
  return environment;
}

function isSkipped(task: Task, scope: TaskScope): boolean {
  try {
    return scope.conditions(task.keywords.when).holds === false;
  } catch {
    return false;
  }
}

function firstFalse(task: Task, scope: TaskScope): string | undefined {
  return scope.conditions(task.keywords.when).text;
}

function notifies(task: Task, scope: TaskScope): readonly string[] {
  return task.keywords.notify.flatMap((raw) => {
    const value = scope.value(raw);
    if (Array.isArray(value)) return value.map((inner) => String(inner));
    return isUnknown(value) ? [] : [String(value)];
  });
}
