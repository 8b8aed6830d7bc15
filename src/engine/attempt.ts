import type { TaskReference } from '../core/event.ts';
import { type Place, placeOf } from '../core/place.ts';
import type { Task } from '../core/play.ts';
import { isUnknown, NotKnown, Unknown } from '../core/unknown.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { TemplateError } from '../template/index.ts';
import { conclude } from './conclude.ts';
import { identityOf } from './connection.ts';
import { directives } from './directives/index.ts';
import { Interrupted, steers } from './ended.ts';
import { failureOf } from './failure.ts';
import type { HostRun } from './host-run.ts';
import type { Item } from './item.ts';
import type { JoinedItems } from './joined-items.ts';
import { delegateName, environmentOf, isTrue, numberOf } from './keyword-values.ts';
import type { LoopItem } from './loop.ts';
import { runModule } from './module-item.ts';
import { amongOthers, OthersLag } from './others-lag.ts';
import { type Ending, failed, registered, skipped, unknownEnding } from './outcome.ts';
import { located, type TaskScope } from './scope.ts';
import { TaskFailed } from './task-failed.ts';

/** One try of a task's action: with one item of its loop, or without a loop. */
export interface Attempt {
  readonly host: HostRun;
  readonly task: Task;
  readonly reference: TaskReference;
  readonly scope: TaskScope;
  readonly loop: LoopItem | undefined;
  readonly check: boolean;
  /** It is open whether the task runs at all. */
  readonly doubt: Unknown | undefined;
  readonly noLog: boolean;
  /** Items of the same loop that were carried out together. */
  readonly joined?: JoinedItems | undefined;
}

/** One item (or the whole task), tried again as `until` and `retries` say. */
export async function attempt(first: Attempt): Promise<Ending> {
  const { host, task, reference, loop } = first;
  const { keywords } = task;
  let { scope, doubt } = first;
  let condition: ReturnType<TaskScope['conditions']>;
  try {
    condition = await amongOthers(host, () => scope.conditions(keywords.when));
  } catch (thrown) {
    return failureOf(thrown);
  }
  if (condition.holds === false) return skipped(condition.value);
  if (isUnknown(condition.holds)) doubt = doubt ? Unknown.join([doubt, condition.holds]) : condition.holds;
  if (doubt && !host.run.options.check) {
    return failed({
      message: `the condition depends on what was not run: ${doubt.waitsFor.map((w) => w.what).join(', ')}`,
    });
  }
  const isRetried = keywords.until !== undefined || keywords.retries !== undefined;
  const retries = isRetried ? Math.max(0, numberOf(scope, keywords.retries, 3)) : 0;
  for (let tried = 1; ; tried++) {
    const now = { ...first, scope, doubt };
    const end = await amongOthers(host, () => once(now));
    if (end.isSilent || end.status === 'skipped') return end;
    if (!end.result.has('failed')) end.result.set('failed', end.status === 'failed');
    let concluded: Ending;
    let holds: boolean | Unknown = true;
    try {
      concluded = await amongOthers(host, () => concludeFor(end, task, now.scope));
      if (isRetried) {
        concluded.result.set('attempts', tried);
        const seen = seeing(scope, task, registered(concluded));
        const { until } = keywords;
        holds = until
          ? (await amongOthers(host, () => seen.conditions(until))).holds
          : concluded.status !== 'failed';
      }
    } catch (thrown) {
      return failureOf(thrown);
    }
    if (isUnknown(holds) || holds || first.check) return concluded;
    if (tried > retries) return givenUp(concluded, retries);
    host.run.report({
      event: 'retry',
      time: host.run.now(),
      host: host.name,
      task: reference,
      item: loop && { index: loop.index, label: labelOf(first, scope) },
      attempt: tried,
      left: retries - tried + 1,
    });
    await host.run.options.sleep(numberOf(scope, keywords.delay, 5) * 1000, host.run.options.signal);
    if (host.run.options.signal?.aborted) throw new Interrupted(reference);
    scope = host.scope(task, loop ? { loop: loop.variables } : {});
  }
}

function concludeFor(end: Ending, task: Task, scope: TaskScope): Ending {
  const { changedWhen, failedWhen } = task.keywords;
  if (!changedWhen && !failedWhen) return end;
  return conclude(end, changedWhen, failedWhen, seeing(scope, task, registered(end)));
}

/** changed_when, failed_when and until see the result under the name it is registered as. */
function seeing(scope: TaskScope, task: Task, result: Dict): TaskScope {
  const { register } = task.keywords;
  return scope.withOnTop(register === undefined ? result : new Map<Value, Value>([[register, result]]));
}

/** The last try counts as the last retry, as with Ansible. */
function givenUp(end: Ending, retries: number): Ending {
  end.result.set('attempts', retries);
  if (end.status === 'failed') return end;
  const times = `${retries} ${retries === 1 ? 'retry' : 'retries'}`;
  return failed({ message: `still not as 'until' wants it after ${times}` }, end.result, end);
}

export function labelOf({ loop, noLog }: Pick<Attempt, 'loop' | 'noLog'>, scope: TaskScope): string {
  if (!loop) return '';
  return noLog ? 'hidden by no_log' : loop.label(scope);
}

/** Where the text stands in the arguments; several may read the same, and then it is the first. */
function placeOfText(args: Value, text: string | undefined): Place | undefined {
  if (text === undefined || !(isDict(args) || Array.isArray(args))) return undefined;
  const entries: readonly (readonly [unknown, Value])[] = isDict(args) ? [...args] : [...args.entries()];
  for (const [key, value] of entries) {
    if (value === text) return placeOf(args, key);
    const inside = placeOfText(value, text);
    if (inside) return inside;
  }
  return undefined;
}

/** The action itself, once. */
async function once(attempt: Attempt): Promise<Ending> {
  const { host, task, scope } = attempt;
  try {
    if (task.action.action === 'directive')
      return await directives[task.action.directive](attempt, task.action);
    const delegate = delegateName(scope, task);
    const item = itemOf(attempt, task.action, delegate);
    const atOnce = numberOf(scope, task.keywords.throttle, 0);
    const ran = await (atOnce > 0
      ? host.run.throttled(task, atOnce, () => runModule(item))
      : runModule(item));
    const end = attempt.joined?.told(item, ran) ?? ran;
    const facts = end.result.get('ansible_facts');
    if (facts instanceof Map && end.status !== 'failed') learn(attempt, delegate, facts);
    return end;
  } catch (thrown) {
    if (steers(thrown) || thrown instanceof TaskFailed || thrown instanceof OthersLag) throw thrown;
    if (thrown instanceof NotKnown) return unknownEnding(thrown.unknown);
    if (host.run.options.signal?.aborted) throw new Interrupted(attempt.reference);
    if (thrown instanceof TemplateError) located(thrown, placeOfText(task.action.args, thrown.text));
    return failureOf(thrown);
  }
}

export function itemOf(attempt: Attempt, action: Item['action'], delegate: string | undefined): Item {
  const { host, task, reference, scope, loop, check, doubt, noLog } = attempt;
  return {
    host,
    task,
    reference,
    action,
    scope,
    delegate,
    noLog,
    machine: delegate === undefined ? host.machine() : host.run.machineOf(delegate, host, task),
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
    ...inTime(attempt),
    onProgress: (line) => {
      if (noLog) return;
      host.run.report({
        event: 'progress',
        time: host.run.now(),
        host: host.name,
        task: reference,
        item: loop && { index: loop.index, label: labelOf(attempt, scope) },
        line,
      });
    },
  };
}

/** `timeout`, and `async`: waited for unless `poll` is 0, so it is one more limit of time then. */
function inTime({ host, task, scope, loop }: Attempt): Pick<Item, 'timeLimit' | 'job'> {
  const { keywords } = task;
  const timeout = numberOf(scope, keywords.timeout, 0) || undefined;
  const seconds = numberOf(scope, keywords.async, 0);
  if (seconds <= 0) return { timeLimit: timeout };
  if (numberOf(scope, keywords.poll, 15) > 0) return { timeLimit: timeout ?? seconds };
  const use = `job ${host.name} ${task.id} ${loop?.index ?? 0} ${host.progress}`;
  return { timeLimit: seconds, job: `j${Buffer.from(host.run.random(use, 8)).toString('hex')}` };
}

/** Facts that a module found go to the host they are about, with `run_once` to all. */
function learn({ host, task, scope }: Attempt, delegate: string | undefined, facts: Dict): void {
  if (delegate !== undefined && isTrue(scope, task.keywords.delegateFacts)) {
    host.run.learnFacts(delegate, facts);
    return;
  }
  for (const learner of host.play.learners(host, isTrue(scope, task.keywords.runOnce)))
    host.run.learnFacts(learner.name, facts);
}
