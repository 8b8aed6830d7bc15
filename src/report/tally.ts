import type { Outcome, RunEvent, TaskReference, Time } from '../core/event.ts';
import { failureSummary } from './failure-text.ts';
import type { HostEnded } from './interrupted-text.ts';
import { waitText } from './saying.ts';

/** One thing said about tasks on hosts, to be told once at the end. */
export interface Count {
  readonly tasks: Set<string>;
  readonly hosts: Set<string>;
}

export interface Loss {
  readonly task: TaskReference;
  readonly text: string;
  readonly hosts: Set<string>;
}

/** What the end of a run tells beyond the hosts' counters. */
export class Tally {
  started: Time = 0;
  check = false;
  /** What verdicts took for granted. */
  readonly assumptions = new Map<string, Count>();
  /** What unknown verdicts wait for. */
  readonly waits = new Map<string, Count>();
  readonly failures = new Map<string, Loss>();
  readonly notConverged = new Map<string, Loss>();
  /** The task each host is in. */
  readonly running = new Map<string, TaskReference>();
  /** Tasks in whose middle the connection was lost. */
  readonly cut = new Map<string, TaskReference>();
  /** How hosts left the present play; those that are missing had not come to their turn. */
  readonly ended = new Map<string, HostEnded>();
  /** Handlers that were notified and not run, with the hosts: no later run notifies them again. */
  readonly lostHandlers = new Map<string, Set<string>>();
  playHosts: readonly string[] = [];
  private readonly connected = new Set<string>();
  private readonly itemFailures = new Map<string, readonly string[]>();

  apply(event: RunEvent): void {
    switch (event.event) {
      case 'run-started':
        this.started = event.time;
        this.check = event.check;
        break;
      case 'play-started':
        this.playHosts = event.hosts;
        this.ended.clear();
        break;
      case 'host-ended':
        this.running.delete(event.host);
        this.ended.set(event.host, event);
        if (event.how === 'failed' || event.how === 'unreachable' || event.how === 'broken-off') {
          for (const name of event.notified)
            this.lostHandlers.set(name, (this.lostHandlers.get(name) ?? new Set()).add(event.host));
        }
        break;
      case 'connected':
        this.connected.add(event.host);
        break;
      case 'task-started':
        this.running.set(event.host, event.task);
        break;
      case 'item-ended':
        this.outcome(event.host, event.task, event.outcome);
        this.itemFailure(event.host, event.task, event.outcome);
        break;
      case 'task-ended':
        this.running.delete(event.host);
        this.outcome(event.host, event.task, event.outcome);
        this.failure(event.host, event.task, event.outcome);
        break;
      case 'unreachable': {
        const task = event.task ?? this.running.get(event.host);
        // Who was never connected has nothing left in the middle.
        if (task && this.connected.has(event.host)) this.cut.set(event.host, task);
        this.running.delete(event.host);
      }
    }
  }

  private outcome(host: string, task: TaskReference, outcome: Outcome): void {
    for (const { text } of outcome.presumed) tally(this.assumptions, text, task, host);
    if (outcome.status === 'unknown')
      for (const w of outcome.waitsFor) tally(this.waits, waitText(w), task, host);
    for (const text of outcome.notConverged) lose(this.notConverged, text, task, host);
  }

  /** Whether an item's failure counts is known only when its task ends. */
  private itemFailure(host: string, task: TaskReference, outcome: Outcome): void {
    if (outcome.status !== 'failed') return;
    const key = `${host}\n${task.id}`;
    this.itemFailures.set(key, [...(this.itemFailures.get(key) ?? []), reason(outcome)]);
  }

  private failure(host: string, task: TaskReference, outcome: Outcome): void {
    const key = `${host}\n${task.id}`;
    const texts = this.itemFailures.get(key) ?? [reason(outcome)];
    this.itemFailures.delete(key);
    if (outcome.status !== 'failed' || outcome.ignored !== undefined) return;
    for (const text of texts) lose(this.failures, text, task, host);
  }
}

function reason(outcome: Outcome): string {
  return outcome.noLog || !outcome.failure ? '' : failureSummary(outcome.failure);
}

function tally(counts: Map<string, Count>, text: string, task: TaskReference, host: string): void {
  const count = counts.get(text) ?? { tasks: new Set(), hosts: new Set() };
  count.tasks.add(task.id);
  count.hosts.add(host);
  counts.set(text, count);
}

function lose(losses: Map<string, Loss>, text: string, task: TaskReference, host: string): void {
  const key = `${task.id}\n${text}`;
  const loss = losses.get(key) ?? { task, text, hosts: new Set() };
  loss.hosts.add(host);
  losses.set(key, loss);
}
