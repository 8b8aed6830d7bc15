import type { TaskReference } from '../core/event.ts';
import type { Task } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';

/** The task failed and nothing says that this may be: the host stops here, unless a rescue takes over. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed';
  readonly result: Dict;
  /** What a rescue gets to see of the task (`ansible_failed_task`). */
  readonly seen: Dict;

  constructor(task: Task, reference: TaskReference, result: Dict) {
    super(`${reference.name} failed`);
    this.result = result;
    this.seen = new Map<Value, Value>([
      ['name', task.name === undefined ? '' : reference.name],
      ['action', reference.action],
      ['args', task.action.args],
      ['tags', [...task.keywords.tags]],
    ]);
  }
}
