import type { Task } from '../core/play.ts';
import { isTrue } from './keyword-values.ts';
import type { TaskScope } from './scope.ts';

/** Whether meeting the task asks for nothing but its module, here and now. */
export function isPlain({ keywords }: Task, scope: TaskScope): boolean {
  const { delegateTo, until, retries, async: inBackground, throttle, checkMode, runOnce } = keywords;
  const special = [delegateTo, until, retries, inBackground, throttle, checkMode, runOnce];
  return (
    special.every((value) => value === undefined || value === null) && !isTrue(scope, keywords.anyErrorsFatal)
  );
}
