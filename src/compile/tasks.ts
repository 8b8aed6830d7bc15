import { type Place, placeOf, placeOfKey, rememberPlace } from '../core/place.ts';
import type { Entry, Handler, Task } from '../core/play.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { buildAction } from './actions.ts';
import type { Compilation } from './compilation.ts';
import { readConditions } from './conditions.ts';
import { checkDirective } from './directive-checks.ts';
import { compileStatement } from './includes.ts';
import { completeKeywords, inherit, type Inherited, type OwnTaskKeywords } from './inherited.ts';
import { BLOCK_KEYWORDS } from './keyword-names.ts';
import { readKeywords, readLiteral, refuseUnknown } from './keywords.ts';
import { readLoop } from './loops.ts';
import { directiveName } from './module-names.ts';
import { checkSourceFile } from './source-files.ts';
import type { Scope } from './scope.ts';
import { isTemplated, kindOfValue } from './show-value.ts';
import { readAction, type WrittenAction } from './task-action.ts';
import { taskId } from './task-id.ts';
import { checkTexts } from './template-checks.ts';
import { checkVariableName } from './variable-names.ts';

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

function compileBlock(c: Compilation, dict: Dict, scope: Scope, position: string): readonly Entry[] {
  const place = placeOf(dict) ?? { file: scope.file, line: 1, column: 1 };
  refuseUnknown(c, dict, BLOCK_KEYWORDS, 'block');
  const own = readKeywords(c, dict, scope.vars.with(...scope.inherited.vars));
  if (!scope.handlers) noteNotifications(scope, own, dict);
  if (!dict.has('block')) {
    const key = dict.has('rescue') ? 'rescue' : 'always';
    c.error('block', `'${key}' needs a 'block' beside it`, placeOfKey(dict, key));
  }
  const inside: Scope = { ...scope, inherited: inherit(scope.inherited, own) };
  const part = (key: string, within = inside): Entry[] =>
    compileTasks(c, dict.get(key) ?? null, within, `${position}/${key}`, placeOf(dict, key));
  if (scope.handlers) {
    refuseInHandlers(c, dict, scope, place);
    return part('block', { ...inside, inHandlerBlock: true });
  }
  const name = readName(c, dict);
  const [body, rescue, always] = [part('block'), part('rescue'), part('always')];
  return [{ entry: 'block', name, place, body, rescue, always }];
}

/** Each handler runs for itself: a block only lends them its keywords. */
function refuseInHandlers(c: Compilation, dict: Dict, scope: Scope, place: Place): void {
  if (scope.inHandlerBlock) {
    c.error('handler-block', 'a block of handlers can hold no other block', place, {
      hint: 'let several handlers listen to one topic instead (listen: …)',
    });
  }
  for (const key of ['rescue', 'always']) {
    if (!dict.has(key)) continue;
    c.error('handler-block', `'${key}' has no effect among handlers`, placeOfKey(dict, key));
  }
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

/** The topics a handler listens to; they and its name can be notified from now on. */
function readListen(c: Compilation, dict: Dict, name: string | undefined, scope: Scope): readonly Value[] {
  const value = dict.get('listen') ?? null;
  const topics = value === null ? [] : Array.isArray(value) ? value : [value];
  const listen = topics.filter((topic) => typeof topic === 'string');
  if (listen.length < topics.length)
    c.error('keyword-type', "'listen' names topics, which are texts", placeOf(dict, 'listen'));
  const isImport = [...dict.keys()].some((key) =>
    /(^|\.)(import|include)_tasks$|^include$/.test(String(key)),
  );
  if (name === undefined && listen.length === 0 && !isImport) {
    const summary = 'nothing can notify this handler: it has no name and listens to no topic';
    c.warn('nameless-handler', summary, placeOf(dict));
  }
  const prefixes = scope.role ? ['', `${scope.role.name} : `] : [''];
  for (const text of [name, ...listen]) {
    if (text === undefined) continue;
    if (isTemplated(text)) scope.play.uncertain.handlers = true;
    for (const prefix of prefixes) scope.play.notifiable.add(`${prefix}${text}`);
  }
  return listen;
}

/** Remembers what is notified, to see in the end whether somebody is there to hear it. */
function noteNotifications(scope: Scope, own: Inherited, dict: Dict): void {
  const value = dict.get('notify');
  for (const [index, name] of (own.notify ?? []).entries()) {
    if (typeof name !== 'string' || isTemplated(name)) continue;
    const place = Array.isArray(value) ? placeOf(value, index) : placeOf(dict, 'notify');
    scope.play.notifications.push({ name, place });
  }
}

export function readName(c: Compilation, dict: Dict): string | undefined {
  const name = readLiteral(c, dict, 'name', 'text');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function readTaskKeywords(c: Compilation, dict: Dict): OwnTaskKeywords {
  return {
    loop: readLoop(c, dict),
    register: readRegister(c, dict),
    changedWhen: readConditions(c, dict, 'changed_when'),
    failedWhen: readConditions(c, dict, 'failed_when'),
    until: readConditions(c, dict, 'until'),
    retries: readLiteral(c, dict, 'retries', 'int'),
    delay: readLiteral(c, dict, 'delay', 'number'),
    async: readLiteral(c, dict, 'async', 'int'),
    poll: readLiteral(c, dict, 'poll', 'int'),
  };
}

function readRegister(c: Compilation, dict: Dict): string | undefined {
  const name = dict.get('register');
  if (name === undefined || name === null) return undefined;
  return checkVariableName(c, name, placeOf(dict, 'register')) ? (name as string) : undefined;
}
