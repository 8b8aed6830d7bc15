import type { Entry } from '../core/play.ts';
import type { Compilation } from './compilation.ts';
import { oldInclude } from './old-include.ts';
import { importRole, includeRole } from './role-includes.ts';
import type { Scope } from './scope.ts';
import { importTasks, includeTasks } from './task-includes.ts';
import type { TaskInMaking } from './tasks.ts';

/** `import_tasks` and its kin: the entries that stand in its place. */
export function compileStatement(
  c: Compilation,
  task: TaskInMaking,
  short: string,
  scope: Scope,
): readonly Entry[] {
  switch (short) {
    case 'import_tasks':
      return importTasks(c, task, scope);
    case 'include_tasks':
      return includeTasks(c, task, scope);
    case 'import_role':
      return importRole(c, task, scope);
    case 'include_role':
      return includeRole(c, task, scope);
    default:
      return oldInclude(c, task, scope);
  }
}
