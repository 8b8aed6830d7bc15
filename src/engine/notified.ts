import type { Task } from '../core/play.ts';
import { isUnknown } from '../core/unknown.ts';
import type { TaskScope } from './scope.ts';

/** The handlers that the task notifies. */
export function notified(task: Task, scope: TaskScope): readonly string[] {
  return task.keywords.notify.flatMap((raw) => {
    const value = scope.value(raw);
    if (Array.isArray(value)) return value.map((inner) => String(inner));
    return isUnknown(value) ? [] : [String(value)];
  });
}
