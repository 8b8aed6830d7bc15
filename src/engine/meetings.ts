import type { HostRun } from './host-run.ts';
import type { TaskFailed } from './task-failed.ts';

/** A place in the play where hosts wait until the others have come there too. */
export interface Point {
  readonly arrived: Set<HostRun>;
  /** Nobody waits here any more. */
  open: boolean;
  /** A host failed at this point, and with `any_errors_fatal` that holds for all. */
  fatal: boolean;
  /** Carries a `run_once` task out for all. */
  leader: HostRun | undefined;
  /** How that went; settles when the leader is done with it. */
  outcome(): Promise<Once>;
  settle(outcome: Once): void;
}

/** What the others learn of a task that one host carried out for all. */
export type Once =
  | { readonly went: 'well' }
  | { readonly went: 'wrong'; readonly failure: TaskFailed | undefined }
  | { readonly went: 'ended'; readonly thrown: unknown };

/**
 * Where hosts that walk on their own meet. A point opens when every host that is still there has come to it. Hosts may
 * be on different ways (one in a rescue, one in a handler that only it runs): where all of them wait, the one that
 * lags behind goes on, so that nobody waits for ever.
 */
export class Meetings {
  private readonly points = new Map<string, Point>();
  private readonly waiting = new Map<HostRun, { readonly point: Point; wake(): void }>();
  /** Points where somebody waits. */
  private readonly crowded = new Set<Point>();
  /** Hosts that wait for what a leader does; they can't come anywhere until then. */
  private readonly held = new Set<HostRun>();
  private readonly visits = new WeakMap<HostRun, Map<string, number>>();
  private readonly all: () => readonly HostRun[];
  /** Hosts that are done: they come nowhere any more. */
  private gone = 0;

  constructor(all: () => readonly HostRun[]) {
    this.all = all;
  }

  /** A name for this visit of a host to a task; hosts that come to it equally often mean the same one. */
  visit(host: HostRun, task: { readonly id: string }): string {
    const visits = this.visits.get(host) ?? new Map<string, number>();
    this.visits.set(host, visits);
    const count = visits.get(task.id) ?? 0;
    visits.set(task.id, count + 1);
    return `${task.id} ${count}`;
  }

  /** Waits at the point until the others are there. */
  async meet(host: HostRun, name: string, known?: Point): Promise<Point> {
    const point = known ?? this.pass(host, name);
    if (!point.open) {
      await new Promise<void>((wake) => {
        this.waiting.set(host, { point, wake });
        this.crowded.add(point);
        this.moved();
      });
    }
    return point;
  }

  /** Comes by without waiting. */
  pass(host: HostRun, name: string, fatal = false): Point {
    let point = this.points.get(name);
    if (!point) {
      point = newPoint();
      this.points.set(name, point);
    }
    point.arrived.add(host);
    point.fatal ||= fatal;
    // Nobody else can come to it.
    if (point.arrived.size === this.all().length) this.points.delete(name);
    this.moved();
    return point;
  }

  /** Waits for what the point's leader does. */
  async follow(host: HostRun, point: Point): Promise<Once> {
    this.held.add(host);
    this.moved();
    try {
      return await point.outcome();
    } finally {
      this.held.delete(host);
    }
  }

  /** A host is done. */
  left(): void {
    this.gone++;
    this.moved();
  }

  /**
   * A host came somewhere, or left: some may go on now. Asked for each host at each task, so that with thousands of
   * them nothing is looked through before there are enough hosts for it to be true.
   */
  moved(): void {
    if (this.waiting.size === 0) return;
    const there = this.all().length - this.gone;
    let opened = false;
    for (const point of this.crowded) {
      if (point.arrived.size < there || !this.isComplete(point)) continue;
      this.open(point);
      opened = true;
    }
    if (opened || this.waiting.size + this.held.size < there) return;
    const [last] = [...this.waiting].sort(([a], [b]) => a.progress - b.progress);
    if (last) this.open(last[1].point);
  }

  private isComplete(point: Point): boolean {
    return this.all().every((host) => host.done || point.arrived.has(host));
  }

  private open(point: Point): void {
    point.open = true;
    this.crowded.delete(point);
    for (const [host, wait] of [...this.waiting]) {
      if (wait.point !== point) continue;
      this.waiting.delete(host);
      wait.wake();
    }
  }
}

function newPoint(): Point {
  let settled: Once | undefined;
  const waiting: ((outcome: Once) => void)[] = [];
  return {
    arrived: new Set(),
    open: false,
    fatal: false,
    leader: undefined,
    outcome: () => (settled ? Promise.resolve(settled) : new Promise((resolve) => waiting.push(resolve))),
    settle: (outcome) => {
      settled = outcome;
      for (const wake of waiting) wake(outcome);
    },
  };
}
