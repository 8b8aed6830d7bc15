import { type Place, placeOf, rememberPlace } from '../core/place.ts';
import type { Entry, Handler, Task } from '../core/play.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { buildAction } from './actions.ts';
import { compileBlock } from './blocks.ts';
import type { Compilation } from './compilation.ts';
import { checkDirective } from './directive-checks.ts';
import { readListen } from './handler-names.ts';
import { completeKeywords, type Inherited, inherit, type OwnTaskKeywords } from './inherited.ts';
import { readKeywords } from './keywords.ts';
import { directiveName } from './module-names.ts';
import { noteNotifications } from './notifications.ts';
import type { Scope } from './scope.ts';
import { kindOfValue } from './show-value.ts';
import { checkSourceFile } from './source-files.ts';
import { compileStatement } from './statements.ts';
import { readAction, type WrittenAction } from './task-action.ts';
import { taskId } from './task-id.ts';
import { readName, readTaskKeywords } from './task-keywords.ts';
import { checkTexts } from './template-checks.ts';

/** A list of tasks and blocks; what is wrong in one doesn't keep the others from being looked at. */
export function compileTasks(
  c: Compilation,
  list: Value,
  scope: Scope,
  position: string,
  place?: Place,
): Entry[] {
  if (list === null) return [];
  if (!Array.isArray(list)) {
    c.error('task-list', `tasks are a list, not ${kindOfValue(list)}`, place ?? placeOf(list as object), {
      ...(isDict(list) && { hint: "every task begins with '- '" }),
    });
    return [];
  }
  return list.flatMap((item, index) => {
    if (item === null) return [];
    const where = position === '' ? String(index) : `${position}/${index}`;
    if (isDict(item)) return compileEntry(c, item, scope, where);
    c.error('task-list', `a task is a mapping, not ${kindOfValue(item)}`, placeOf(list, index), {
      ...(typeof item === 'string' && {
        hint: `a task's module is followed by a colon: '- ${item.split(/\s/)[0]}:'`,
      }),
    });
    return [];
  });
}

function compileEntry(c: Compilation, dict: Dict, scope: Scope, position: string): readonly Entry[] {
  const isBlock = ['block', 'rescue', 'always'].some((key) => dict.has(key));
  if (isBlock) return compileBlock(c, dict, scope, position);
  return compileTask(c, dict, scope, position);
}

/** A task, or the tasks that a static import stands for. */
function compileTask(c: Compilation, dict: Dict, scope: Scope, position: string): readonly Entry[] {
  const own = readKeywords(c, dict, scope.vars.with(...scope.inherited.vars));
  return c.inDoubt(mayBeSkipped(scope, own), () => compileReadTask(c, dict, scope, position, own));
}

/** Whether something may keep the task from ever running. */
function mayBeSkipped(scope: Scope, own: Inherited): boolean {
  if (scope.isConditional || scope.handlers || scope.play.isRunning) return true;
  const { when, tags } = inherit(scope.inherited, own);
  return when.length > 0 || tags.includes('never');
}

function compileReadTask(
  c: Compilation,
  dict: Dict,
  scope: Scope,
  position: string,
  own: Inherited,
): readonly Entry[] {
  const ownTask = readTaskKeywords(c, dict);
  const name = readName(c, dict);
  const listen = scope.handlers ? readListen(c, dict, name, scope) : [];
  if (!scope.handlers) noteNotifications(scope, own, dict);
  const written = readAction(c, dict, scope);
  if (written === undefined) return [];
  const task: TaskInMaking = { dict, written, own, ownTask, name, listen, position };
  const { resolved } = written;
  if (resolved.kind === 'unsupported') return standIn(c, task, resolved.why, scope);
  if (resolved.kind === 'statement') return compileStatement(c, task, resolved.short, scope);
  const made = finishTask(c, task, scope);
  return made === undefined ? [] : [made];
}

/** What jrun lacks is an error where it would surely be reached; else a task that fails when it is. */
function standIn(c: Compilation, task: TaskInMaking, why: string, scope: Scope): readonly Entry[] {
  const { written } = task;
  checkTexts(c, written.args, written.place);
  if (c.isInDoubt) c.warn('unsupported-module', `${why}: where this is reached, it fails`, written.place);
  else c.error('unsupported-module', why, written.place);
  const args: Dict = new Map([['msg', why]]);
  if (written.place) rememberPlace(args, written.place);
  const resolved = { kind: 'directive', short: 'fail' } as const;
  const failing = { ...written, resolved, args, argsFrom: undefined, freeText: undefined };
  const made = finishTask(c, { ...task, written: failing, name: task.name ?? written.name }, scope);
  return made === undefined ? [] : [made];
}

/** A task whose keywords and action were read. */
export interface TaskInMaking {
  readonly dict: Dict;
  readonly written: WrittenAction;
  readonly own: Inherited;
  readonly ownTask: OwnTaskKeywords;
  readonly name: string | undefined;
  /** Topics, of a handler. */
  readonly listen: readonly Value[];
  readonly position: string;
}

/** The task itself, its arguments checked. */
export function finishTask(c: Compilation, task: TaskInMaking, scope: Scope): Task | undefined {
  const { dict, written, own, ownTask, name, position } = task;
  const { resolved } = written;
  const inherited = localAction(written, inherit(scope.inherited, own));
  let what: Parameters<typeof buildAction>[2];
  if (resolved.kind === 'module') what = { module: resolved.module };
  else if (resolved.kind === 'directive' || resolved.kind === 'statement') {
    const directive = directiveName(resolved.short === 'include' ? 'include_tasks' : resolved.short);
    if (directive === undefined) return undefined;
    what = { directive };
  } else return undefined;
  const action = buildAction(c, written, what, inherited.moduleDefaults);
  if ('module' in what) {
    checkTexts(c, action.args, written.place);
    checkSourceFile(c, what.module.name, action.args, scope);
  } else checkDirective(c, what.directive, action.args, written.place, scope);
  if (mayMakeFiles(inherited, resolved.short, scope)) c.makesFiles = true;
  const made: Task = {
    entry: 'task',
    id: taskId(scope, position, dict),
    name,
    place: placeOf(dict) ?? written.place ?? { file: scope.file, line: 1, column: 1 },
    action,
    keywords: completeKeywords(inherited, ownTask),
    role: scope.role,
    search: scope.search,
  };
  if (!scope.handlers) return made;
  const handler: Handler = { ...made, listen: task.listen };
  return handler;
}

/** Delegated tasks, local connections and `fetch` write on the control machine. */
function mayMakeFiles(inherited: Inherited, short: string, scope: Scope): boolean {
  const { delegateTo, connection } = inherited.nearest;
  return delegateTo !== undefined || connection === 'local' || short === 'fetch' || scope.play.isLocal;
}

function localAction(written: WrittenAction, inherited: Inherited): Inherited {
  if (!written.isLocal) return inherited;
  return { ...inherited, nearest: { ...inherited.nearest, delegateTo: 'localhost' } };
}
