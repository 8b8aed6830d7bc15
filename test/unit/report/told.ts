import type { Outcome, Recap, RunEvent, TaskReference } from '../../../src/core/event.ts';

/** Outcomes and events in few words, for tests of what is shown. */
export function outcome(status: Outcome['status'], more: Partial<Outcome> = {}): Outcome {
  return {
    status,
    presumed: [],
    waitsFor: [],
    changes: [],
    differences: [],
    result: {},
    failure: undefined,
    ignored: undefined,
    notConverged: [],
    warnings: [],
    noLog: false,
    skipReason: undefined,
    ...more,
  };
}

export function task(name: string, more: Partial<TaskReference> = {}): TaskReference {
  const place = { file: 'site.yml', line: 10, column: 7 };
  return { id: name, name, action: 'command', role: undefined, place, handler: false, ...more };
}

export function recap(host: string, more: Partial<Recap> = {}): Recap {
  const counters = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
  const own = { presumed: 0, unknown: 0, notConverged: 0, traffic: undefined, elapsed: 0 };
  return { host, ...counters, ...own, ...more };
}

type HostEnded = Extract<RunEvent, { event: 'host-ended' }>;

/** Builds the events of a run; each call is an event at the present moment of its clock. */
export class Story {
  readonly events: RunEvent[] = [];
  now = Date.UTC(2026, 0, 5, 12, 0, 0);

  after(milliseconds: number): this {
    this.now += milliseconds;
    return this;
  }

  run(more: { check?: boolean; diff?: boolean } = {}): this {
    return this.add({
      event: 'run-started',
      check: more.check ?? false,
      diff: more.diff ?? false,
      playbooks: ['site.yml'],
    });
  }

  play(name: string, hosts: readonly string[]): this {
    return this.add({ event: 'play-started', name, place: { file: 'site.yml', line: 1, column: 3 }, hosts });
  }

  starts(host: string, of: TaskReference, items?: number): this {
    return this.add({ event: 'task-started', host, task: of, items });
  }

  prints(host: string, of: TaskReference, line: string): this {
    return this.add({ event: 'progress', host, task: of, item: undefined, line });
  }

  item(host: string, of: TaskReference, index: number, label: string, ended: Outcome): this {
    const item = { index, label };
    return this.add({
      event: 'item-ended',
      host,
      task: of,
      item,
      outcome: ended,
      elapsed: 10,
      delegate: undefined,
    });
  }

  ends(
    host: string,
    of: TaskReference,
    ended: Outcome,
    more: { loop?: boolean; delegate?: string; elapsed?: number } = {},
  ): this {
    const { loop = false, delegate, elapsed = 10 } = more;
    return this.add({ event: 'task-ended', host, task: of, outcome: ended, elapsed, delegate, loop });
  }

  lost(host: string, message: string, hint?: string, of?: TaskReference): this {
    return this.add({ event: 'unreachable', host, message, hint, task: of });
  }

  leaves(host: string, how: HostEnded['how'], more: Partial<HostEnded> = {}): this {
    return this.add({
      ...{ event: 'host-ended', host, how, task: undefined, notBegun: [], notified: [] },
      ...more,
    } as HostEnded);
  }

  says(host: string, of: TaskReference, text: string): this {
    return this.add({ event: 'message', host, task: of, text });
  }

  ended(name: string, recaps: readonly Recap[], interrupted = false): this {
    this.add({ event: 'play-ended', name });
    return this.add({ event: 'run-ended', recap: recaps, interrupted, notBegun: [] });
  }

  add(event: DistributiveOmit<RunEvent, 'time'>): this {
    this.events.push({ ...event, time: this.now } as RunEvent);
    return this;
  }
}

type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;
