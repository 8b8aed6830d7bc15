import type { Outcome } from '../core/event.ts';
import { Unreachable } from '../core/far-end.ts';
import type { Entry, Task } from '../core/play.ts';
import { Unknown } from '../core/unknown.ts';
import type { HostRun } from './host-run.ts';
import { delegateName, isTrue } from './keyword-values.ts';
import { notified } from './notified.ts';
import { asOutcome, type Ending, failed, registered, unreachableEnding } from './outcome.ts';
import type { TaskScope } from './scope.ts';
import { TaskFailed } from './task-failed.ts';

import { type About, attemptAll } from './task-items.ts';

export interface TaskOptions {
  readonly handler?: boolean;
  /** The task may or may not be due at all (a handler that was perhaps notified). */
  readonly doubt?: Unknown | undefined;
}

/** Carries the task out on this host, reports it, and remembers what it registers. What it brings is yet to be walked. */
export async function runHere(host: HostRun, task: Task, options: TaskOptions): Promise<readonly Entry[]> {
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

function whyIgnored(host: HostRun, ignores: boolean): Outcome['ignored'] {
  if (ignores) return 'ignore_errors';
  return host.mayBeRescued ? 'rescued' : undefined;
}

/** What is wrong with a notification that nobody would hear; most are found before a host is touched. */
function unheard(host: HostRun, task: Task, scope: TaskScope): string | undefined {
  if (task.keywords.notify.length === 0) return undefined;
  const lost = notified(task, scope).find((name) => !host.isHeard(name));
  return lost === undefined ? undefined : `no handler is called or listens to '${lost}'`;
}
