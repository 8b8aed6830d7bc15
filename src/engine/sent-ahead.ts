import type { Task } from '../core/play.ts';
import type { Underway } from './acts.ts';
import type { Sent } from './sent.ts';

/**
 * What is on its way to the host for tasks and items that it has not come to, in their order. It travels behind
 * something that must have gone well, so it is done or not come to; when its turn comes it is taken from here.
 */
export class SentAhead {
  private queue: Waiting[] = [];

  get isPending(): boolean {
    return this.queue.length > 0;
  }

  add(sent: Sent, underway: Underway): void {
    this.queue.push({ sent, underway, isLate: false });
  }

  /** What was sent for this task, or item of its loop. */
  take(task: Task, position: number): Waiting | undefined {
    const [next] = this.queue;
    if (next?.sent.item.task !== task || next.sent.item.position !== position) return undefined;
    this.queue.shift();
    return next;
  }

  /**
   * Where something went wrong, or the run was interrupted: forgets what was not come to. What was done is still to be
   * told.
   */
  async settle(): Promise<void> {
    const [next] = this.queue;
    if (!next || (await next.underway.over)) return;
    this.queue = [];
    next.sent.item.host.due.dropAhead();
  }

  /** Something else is done before its turn: what was read behind it is old by then. */
  async overtake(): Promise<void> {
    for (const waiting of this.queue) {
      waiting.isLate = true;
      await waiting.underway.over;
    }
  }
}

interface Waiting {
  readonly sent: Sent;
  readonly underway: Underway;
  isLate: boolean;
}
