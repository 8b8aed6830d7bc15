import type { Entry, Task } from '../core/play.ts';

/** Where a walk through a list of entries stands: the entry at `index` is being carried out. */
export interface Cursor {
  readonly entries: readonly Entry[];
  index: number;
}

/**
 * The tasks that come after the ones being carried out, in the order they will be met, as long as nothing fails:
 * blocks are entered, rescues are not.
 */
export function* coming(stack: readonly Cursor[]): Generator<Task> {
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const cursor = stack[depth];
    if (cursor) yield* tasksOf(cursor.entries, cursor.index + 1);
  }
}

function* tasksOf(entries: readonly Entry[], from: number): Generator<Task> {
  for (let index = from; index < entries.length; index++) {
    const entry = entries[index];
    if (!entry) continue;
    if (entry.entry === 'task') {
      yield entry;
    } else {
      yield* tasksOf(entry.body, 0);
      yield* tasksOf(entry.always, 0);
    }
  }
}
