import type { Entry } from '../core/play.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import type { Inherited } from './inherited.ts';
import { readBoolean } from './literals.ts';
import type { Scope } from './scope.ts';
import { isTemplated, plainText } from './show-value.ts';
import { FILE_ARGUMENTS, importTasks, includeTasks } from './task-includes.ts';
import type { TaskInMaking } from './tasks.ts';

/** `include:`, gone since Ansible 2.16: static where the name is plain text and nothing loops. */
export function oldInclude(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  const { written, dict, ownTask } = task;
  const asked = dict.has('static') ? readBoolean(dict.get('static') ?? null) : undefined;
  const text = written.freeText?.trim() ?? plainText(written.args.get('file'));
  const isStatic = asked ?? (ownTask.loop === undefined && text !== undefined && !isTemplated(text));
  const instead = isStatic ? 'import_tasks' : 'include_tasks';
  c.warn('old-spelling', "'include' is gone from Ansible", written.place, { hint: `write ${instead}` });
  const params: Dict = new Map([...written.args].filter(([key]) => !FILE_ARGUMENTS.has(String(key))));
  const own = params.size === 0 ? task.own : withParameters(task.own, params);
  const args: Dict = new Map([...written.args].filter(([key]) => FILE_ARGUMENTS.has(String(key))));
  const rewritten: TaskInMaking = {
    ...task,
    own,
    written: { ...written, args, resolved: { kind: 'statement', short: instead } },
  };
  return isStatic ? importTasks(c, rewritten, scope) : includeTasks(c, rewritten, scope);
}

/** `include: x.yml a=1 tags=b`: variables, and tags. */
function withParameters(own: Inherited, params: Dict): Inherited {
  const tags = plainText(params.get('tags'))?.split(',') ?? [];
  params.delete('tags');
  return { ...own, vars: [...own.vars, params], tags: [...own.tags, ...tags.map((tag) => tag.trim())] };
}
