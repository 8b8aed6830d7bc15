import type { TaskReference } from '../core/event.ts';

/** Ends the host's part in this play (meta: end_host, end_batch, end_play), without a failure of its own. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly what: 'batch' | 'play' | 'host';
  constructor(what: Ended['what']) {
    super(`ended by meta: end_${what}`);
    this.what = what;
  }
}

/** Too many hosts of the batch failed: this one stops too, and takes no part in later plays. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

/** The run was interrupted: nothing more is begun. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** In the middle of this task; undefined between two. */
  readonly task: TaskReference | undefined;
  constructor(task?: TaskReference) {
    super('interrupted');
    this.task = task;
  }
}

/** Whether it steers the walk rather than being a failure of a task. */
export function steers(thrown: unknown): boolean {
  return thrown instanceof Ended || thrown instanceof BrokenOff || thrown instanceof Interrupted;
}
