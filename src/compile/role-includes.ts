import { type Place, placeOf, placeOfKey } from '../core/place.ts';
import type { Entry } from '../core/play.ts';
import { didYouMean } from '../core/spelling.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { handedOnBy, readApply, refuseKeywords, refuseLoop } from './include-keywords.ts';
import { type IncludePlace, rememberInclude } from './include-place.ts';
import { inherit } from './inherited.ts';
import { readBoolean } from './literals.ts';
import { compileRole, type RoleFiles } from './roles.ts';
import { apartFrom, type Scope } from './scope.ts';
import { isTemplated, kindOfValue, literalText, plainText } from './show-value.ts';
import { staticName } from './static-names.ts';
import { finishTask, type TaskInMaking } from './tasks.ts';

export function importRole(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
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

export function includeRole(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
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

function noRoleAsHandler(c: Compilation, task: TaskInMaking): readonly Entry[] {
  c.error('handler-role', `'${task.written.name}' can't be a handler`, task.written.place);
  return [];
}
