import { type Place, placeOf, placeOfKey } from '../core/place.ts';
import type { Entry, Task } from '../core/play.ts';
import { didYouMean } from '../core/spelling.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { literalText } from './actions.ts';
import type { Compilation } from './compilation.ts';
import { inherit, type Inherited, NOTHING_INHERITED } from './inherited.ts';
import { APPLY_KEYWORDS, INCLUDE_KEYWORDS } from './keyword-names.ts';
import { readKeywords, refuseUnknown } from './keywords.ts';
import { readBoolean } from './literals.ts';
import { compileRole, type RoleFiles } from './roles.ts';
import { apartFrom, type Scope } from './scope.ts';
import { isTemplated, kindOfValue, plainText } from './show-value.ts';
import { findTaskFile, taskFileCandidates } from './task-files.ts';
import { compileTasks, finishTask, type TaskInMaking } from './tasks.ts';

/** What the compilation of an include at run time must know of where it stands. */
export interface IncludePlace {
  readonly scope: Scope;
  /** What goes on to the included tasks: the include's variables and what it applies, not its own conditions. */
  readonly handedOn: Inherited;
}

/** By the including task's id. */
const includePlaces = new WeakMap<Compilation, Map<string, IncludePlace>>();

export function includePlace(c: Compilation, including: Pick<Task, 'id'>): IncludePlace | undefined {
  return includePlaces.get(c)?.get(including.id);
}

function rememberInclude(c: Compilation, id: string, place: IncludePlace): void {
  const places = includePlaces.get(c) ?? new Map<string, IncludePlace>();
  places.set(id, place);
  includePlaces.set(c, places);
}

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

const FILE_ARGUMENTS = new Set(['file', '_raw_params', 'apply']);

/** The file that is imported or included: `import_tasks: x.yml` or `file: x.yml`. */
function fileArgument(
  c: Compilation,
  task: TaskInMaking,
): { name: string; place: Place | undefined } | undefined {
  const { written } = task;
  for (const key of written.args.keys()) {
    if (FILE_ARGUMENTS.has(String(key))) continue;
    c.error(
      'unknown-argument',
      `'${written.name}' has no argument '${String(key)}'`,
      placeOfKey(written.args, key),
      {
        hint: "variables for the tasks go into 'vars:' beside it",
      },
    );
  }
  const text =
    written.freeText?.trim() ?? plainText(written.args.get('file') ?? written.args.get('_raw_params'));
  const place = placeOf(task.dict, written.name) ?? written.place;
  if (text !== undefined && text !== '') return { name: text, place: placeOf(written.args, 'file') ?? place };
  c.error('missing-argument', `'${written.name}' names no file`, written.place);
  return undefined;
}

function importTasks(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  const { ownTask, own, written } = task;
  if (ownTask.loop !== undefined) refuseLoop(c, 'import_tasks', 'include_tasks', ownTask.loop.place);
  if (written.args.has('apply'))
    c.error(
      'arguments',
      "'import_tasks' applies nothing: its own keywords go on to its tasks",
      placeOfKey(written.args, 'apply'),
    );
  const file = fileArgument(c, task);
  if (file === undefined) return [];
  const inside: Scope = { ...scope, inherited: inherit(scope.inherited, own) };
  const rendered = staticName(c, file.name, file.place, inside, 'import_tasks');
  if (rendered === undefined) return [];
  return compileTaskFile(c, rendered, file.place, inside, task.position, 'error');
}

/** A file of tasks where it stands, by the name it is called by. */
export function compileTaskFile(
  c: Compilation,
  name: string,
  place: Place | undefined,
  scope: Scope,
  position: string,
  severity: 'error' | 'warning',
): Entry[] {
  const found = findTaskFile(c, name, scope);
  if (found === undefined) {
    const hint = `searched ${taskFileCandidates(name, scope, c.ports.home).join('\n')}`;
    c[severity === 'error' ? 'error' : 'warn']('file-missing', `there is no file of tasks '${name}'`, place, {
      hint,
    });
    return [];
  }
  if (scope.chain.includes(found)) {
    const chain = [...scope.chain.slice(scope.chain.indexOf(found)), found].join('\n-> ');
    c.error('circular-import', `'${name}' imports itself`, place, {
      hint: `${chain}\ninclude_tasks with a condition can repeat; import_tasks can't`,
    });
    return [];
  }
  const document = c.document(found);
  if (document === undefined) return [];
  if (document.value === null) {
    c.warn('empty-file', `'${name}' is empty: there is nothing to do in it`, place);
    return [];
  }
  const inside: Scope = {
    ...scope,
    file: found,
    search: { ...scope.search, taskDir: found.slice(0, found.lastIndexOf('/')) || '/' },
    path: `${scope.path}/${position}>`,
    chain: [...scope.chain, found],
  };
  return compileTasks(c, document.value, inside, '', document.place);
}

function includeTasks(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  refuseKeywords(c, task, 'include_tasks');
  const file = fileArgument(c, task);
  const made = finishTask(c, { ...task, written: withFile(task, file?.name) }, scope);
  if (made === undefined || file === undefined) return [];
  const handedOn = inherit(handedOnBy(task.own), readApply(c, task, scope));
  rememberInclude(c, made.id, { scope, handedOn });
  const name = literalText(file.name);
  if (name === undefined) {
    scope.play.uncertain.handlers = true;
    return [made];
  }
  const found = findTaskFile(c, name, scope);
  if (scope.play.isRunning || (found !== undefined && scope.chain.includes(found))) return [made];
  const isSure = made.keywords.when.length === 0 && made.keywords.loop === undefined;
  // Its mistakes are to be found before a host is touched; the tasks are compiled again when they are reached.
  const isConditional = scope.isConditional || !isSure;
  const apart: Scope = { ...scope, play: apartFrom(scope.play), isConditional };
  compileIncludedTasks(
    c,
    name,
    file.place,
    { scope: apart, handedOn },
    made.id,
    isSure ? 'error' : 'warning',
  );
  return [made];
}

/** The tasks of a dynamic include. They inherit from what the include stands in, not its own conditions and flags. */
export function compileIncludedTasks(
  c: Compilation,
  name: string,
  place: Place | undefined,
  { scope, handedOn }: IncludePlace,
  id: string,
  severity: 'error' | 'warning' = 'error',
): Entry[] {
  const inside: Scope = { ...scope, inherited: inherit(scope.inherited, handedOn), path: '' };
  return compileTaskFile(c, name, place, inside, id, severity);
}

function withFile(task: TaskInMaking, file: string | undefined): TaskInMaking['written'] {
  const { written } = task;
  if (file === undefined || written.freeText === undefined) return written;
  return { ...written, freeText: file };
}

/** Only an include's variables, which beat nearly everything inside. */
function handedOnBy(own: Inherited): Inherited {
  return { ...NOTHING_INHERITED, includeParams: own.vars };
}

/** `apply:`: keywords for the included tasks, as a block around them would have. */
function readApply(c: Compilation, task: TaskInMaking, scope: Scope): Inherited {
  const apply = task.written.args.get('apply') ?? null;
  if (apply === null) return NOTHING_INHERITED;
  if (!isDict(apply)) {
    c.error(
      'arguments',
      `'apply' is a mapping of keywords, not ${kindOfValue(apply)}`,
      placeOf(task.written.args, 'apply'),
    );
    return NOTHING_INHERITED;
  }
  refuseUnknown(c, apply, APPLY_KEYWORDS, 'block');
  return readKeywords(c, apply, scope.vars.with(...scope.inherited.vars));
}

function importRole(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  const { ownTask, own, written } = task;
  if (scope.handlers) return noRoleAsHandler(c, task);
  if (ownTask.loop !== undefined) refuseLoop(c, 'import_role', 'include_role', ownTask.loop.place);
  if (written.args.has('apply'))
    c.error(
      'arguments',
      "'import_role' applies nothing: its own keywords go on to its tasks",
      placeOfKey(written.args, 'apply'),
    );
  const args = roleArguments(c, task);
  if (args === undefined) return [];
  const inherited = inherit(scope.inherited, own);
  const inside: Scope = { ...scope, inherited, strongest: inherited.nearest };
  const name = staticName(c, args.name, args.place, inside, 'import_role');
  if (name === undefined) return [];
  const compiled = compileRole(c, name, args.place, inside, {
    parents: scope.role ? [...scope.role.parents, scope.role] : [],
    params: new Map(),
    vars: new Map(),
    files: args.files,
    validate: readBoolean(written.args.get('rolespec_validate') ?? true) !== false,
    path: `${scope.path}/${task.position}>`,
    severity: 'error',
  });
  if (compiled === undefined) return [];
  if (readBoolean(written.args.get('public') ?? true) !== false) scope.play.roles.push(...compiled.exported);
  scope.play.importedHandlers.push(...compiled.handlers);
  return compiled.entries;
}

function includeRole(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  if (scope.handlers) return noRoleAsHandler(c, task);
  refuseKeywords(c, task, 'include_role');
  const args = roleArguments(c, task);
  const made = finishTask(c, task, scope);
  if (made === undefined || args === undefined) return [];
  const handedOn = inherit(handedOnBy(task.own), readApply(c, task, scope));
  rememberInclude(c, made.id, { scope, handedOn });
  const isStatic =
    literalText(args.name) !== undefined && Object.values(args.files).every((f) => !isTemplated(f));
  if (!isStatic) {
    scope.play.uncertain.handlers = true;
    return [made];
  }
  if (scope.play.isRunning) return [made];
  const isSure = made.keywords.when.length === 0 && made.keywords.loop === undefined;
  const isConditional = scope.isConditional || !isSure;
  const apart: Scope = { ...scope, play: apartFrom(scope.play), isConditional };
  compileIncludedRole(c, args.name, args.place, { scope: apart, handedOn }, made.id, args.files, {
    severity: isSure ? 'error' : 'warning',
  });
  return [made];
}

/** A dynamically included role, for checking it beforehand and for running it. */
export function compileIncludedRole(
  c: Compilation,
  name: string,
  place: Place | undefined,
  { scope, handedOn }: IncludePlace,
  id: string,
  files: RoleFiles,
  options: { readonly severity?: 'error' | 'warning'; readonly validate?: boolean } = {},
): ReturnType<typeof compileRole> {
  const inherited = inherit(scope.inherited, handedOn);
  const inside: Scope = { ...scope, inherited, strongest: inherited.nearest };
  return compileRole(c, name, place, inside, {
    parents: scope.role ? [...scope.role.parents, scope.role] : [],
    params: new Map(),
    vars: new Map(),
    files,
    validate: options.validate ?? true,
    path: `${id}>`,
    severity: options.severity ?? 'error',
    isDynamic: true,
  });
}

const ROLE_ARGUMENTS = new Set(
  'name role tasks_from vars_from defaults_from handlers_from apply public allow_duplicates rolespec_validate'.split(
    ' ',
  ),
);

function roleArguments(
  c: Compilation,
  task: TaskInMaking,
): { name: string; place: Place | undefined; files: RoleFiles } | undefined {
  const { args, name: called, place } = task.written;
  const isImport =
    task.written.resolved.kind === 'statement' && task.written.resolved.short === 'import_role';
  for (const key of args.keys()) {
    // The directive's schema says it for include_role.
    if (!isImport || ROLE_ARGUMENTS.has(String(key))) continue;
    c.error('unknown-argument', `'${called}' has no argument '${String(key)}'`, placeOfKey(args, key), {
      hint: didYouMean(String(key), ROLE_ARGUMENTS) ?? "variables for the role go into 'vars:' beside it",
    });
  }
  const name = plainText(args.get('name') ?? args.get('role'));
  if (name === undefined || name === '') {
    if (isImport) c.error('missing-argument', `'${called}' needs the argument 'name'`, place);
    return undefined;
  }
  const files: { -readonly [K in keyof RoleFiles]: RoleFiles[K] } = {};
  for (const part of ['tasks', 'vars', 'defaults', 'handlers'] as const) {
    const from = fromArgument(c, args, `${part}_from`);
    if (from !== undefined) files[part] = from;
  }
  return { name, place: placeOf(args, args.has('name') ? 'name' : 'role') ?? place, files };
}

function fromArgument(c: Compilation, args: Dict, key: string): string | undefined {
  const value: Value | undefined = args.get(key);
  if (value === undefined || value === null) return undefined;
  const text = plainText(value);
  if (text === undefined)
    c.error(
      'argument-value',
      `'${key}' is the name of a file, not ${kindOfValue(value)}`,
      placeOf(args, key),
    );
  return text;
}

/** `include:`, gone since Ansible 2.16: static where the name is plain text and nothing loops. */
function oldInclude(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  const { written, dict, ownTask } = task;
  const asked = dict.has('static') ? readBoolean(dict.get('static') ?? null) : undefined;
  const text = written.freeText?.trim() ?? plainText(written.args.get('file'));
  const isStatic = asked ?? (ownTask.loop === undefined && text !== undefined && !isTemplated(text));
  const instead = isStatic ? 'import_tasks' : 'include_tasks';
  c.warn('old-spelling', "'include' is gone from Ansible", written.place, { hint: `write ${instead}` });
  const params: Dict = new Map([...written.args].filter(([key]) => !FILE_ARGUMENTS.has(String(key))));
  const own = params.size === 0 ? task.own : withParameters(task.own, params);
  const args: Dict = new Map([...written.args].filter(([key]) => FILE_ARGUMENTS.has(String(key))));
  const asked2: TaskInMaking = {
    ...task,
    own,
    written: { ...written, name: written.name, args, resolved: { kind: 'statement', short: instead } },
  };
  return isStatic ? importTasks(c, asked2, scope) : includeTasks(c, asked2, scope);
}

/** `include: x.yml a=1 tags=b`: variables, and tags. */
function withParameters(own: Inherited, params: Dict): Inherited {
  const tags = plainText(params.get('tags'))?.split(',') ?? [];
  params.delete('tags');
  return { ...own, vars: [...own.vars, params], tags: [...own.tags, ...tags.map((tag) => tag.trim())] };
}

/** A static name out of a template that only mentions what is known without a host. */
export function staticName(
  c: Compilation,
  name: string,
  place: Place | undefined,
  scope: Scope,
  what: 'import_tasks' | 'import_role',
): string | undefined {
  if (!isTemplated(name)) return name;
  const rendered = scope.vars.with(...scope.inherited.vars).render(c, name);
  if ('value' in rendered && typeof rendered.value === 'string') return rendered.value;
  const dynamic = what === 'import_tasks' ? 'include_tasks' : 'include_role';
  const why = 'why' in rendered ? ` (${rendered.why})` : '';
  c.error(
    'import-name',
    `'${what}' is resolved before any host is known, and '${name}' can't be${why}`,
    place,
    {
      hint: `use ${dynamic} where the name depends on facts or the inventory; vars, vars_files and -e are known here`,
    },
  );
  return undefined;
}

function refuseLoop(c: Compilation, what: string, instead: string, place: Place): void {
  c.error('loop', `'${what}' can't loop: it is resolved before any host is known`, place, {
    hint: `use ${instead}`,
  });
}

function refuseKeywords(c: Compilation, task: TaskInMaking, what: string): void {
  for (const key of task.dict.keys()) {
    const name = String(key);
    if (
      INCLUDE_KEYWORDS.has(name) ||
      name.startsWith('with_') ||
      name === task.written.name ||
      name === 'static'
    )
      continue;
    if (
      !APPLY_KEYWORDS.has(name) &&
      !['async', 'poll', 'until', 'retries', 'delay', 'changed_when', 'failed_when'].includes(name)
    )
      continue;
    c.error(
      'include-keyword',
      `'${name}' on '${what}' wouldn't reach the included tasks`,
      placeOfKey(task.dict, key),
      {
        hint: APPLY_KEYWORDS.has(name) ? `put it into 'apply:' of ${what}` : 'put it on the tasks themselves',
      },
    );
  }
}

function noRoleAsHandler(c: Compilation, task: TaskInMaking): readonly Entry[] {
  c.error('handler-role', `'${task.written.name}' can't be a handler`, task.written.place);
  return [];
}
