import type { Place } from '../core/place.ts';
import type { Entry, Handler } from '../core/play.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { combine } from '../load/index.ts';
import type { Compilation } from './compilation.ts';
import { compileRoleEntry, dependenciesOf } from './listed-roles.ts';
import { readBoolean } from './literals.ts';
import { joinPath } from './paths.ts';
import { validationTask } from './role-argument-specs.ts';
import { findRoleFile, roleDocument, roleVariables } from './role-files.ts';
import { findRole } from './role-search.ts';
import type { CompiledRole, Scope } from './scope.ts';
import { kindOfValue } from './show-value.ts';
import { canonicalText } from './task-id.ts';
import { compileTasks } from './tasks.ts';

/** Files that stand in for `main`. */
export interface RoleFiles {
  readonly tasks?: string;
  readonly vars?: string;
  readonly defaults?: string;
  readonly handlers?: string;
}

export interface RoleOptions {
  readonly parents: readonly CompiledRole[];
  readonly params: Dict;
  readonly vars: Dict;
  readonly files: RoleFiles;
  /** Check its arguments by its argument_specs. */
  readonly validate: boolean;
  /** How one gets to it, for the ids of its tasks. */
  readonly path: string;
  readonly severity: 'error' | 'warning';
  readonly isDynamic?: boolean;
  /** In `roles:`, or among the dependencies of another: such a role runs once. */
  readonly isListed?: boolean;
}

export interface CompiledRoleTasks {
  /** As its tasks see it: with the variables of its entry. */
  readonly role: CompiledRole;
  /** As the rest of the play sees it, with the roles it depends on before it. */
  readonly exported: readonly CompiledRole[];
  /** Its dependencies' tasks, then its own. */
  readonly entries: readonly Entry[];
  readonly handlers: readonly Handler[];
  readonly allowDuplicates: boolean;
}

/** A role with all it depends on; undefined where it isn't found or leads back to itself. */
export function compileRole(
  c: Compilation,
  asked: string,
  place: Place | undefined,
  outer: Scope,
  options: RoleOptions,
): CompiledRoleTasks | undefined {
  const found = findRole(c, asked, outer);
  if (!('path' in found)) {
    const hint =
      found.near === undefined ? `searched ${found.searched.join('\n')}` : `did you mean '${found.near}'?`;
    c[options.severity === 'error' ? 'error' : 'warn']('unknown-role', `there is no role '${asked}'`, place, {
      hint,
    });
    if (options.isDynamic) outer.play.uncertain.handlers = true;
    return undefined;
  }
  const { name, path } = found;
  // A role may include itself while it runs, each time with other variables; statically it never ends.
  if (outer.chain.includes(`role ${path}`)) {
    if (options.isDynamic) return undefined;
    const chain = [
      ...outer.chain.filter((link) => link.startsWith('role ')).map((link) => link.slice(5)),
      path,
    ];
    c.error('circular-role', `the role '${name}' leads back to itself`, place, {
      hint: chain.map((link) => link.slice(link.lastIndexOf('/') + 1)).join(' -> '),
    });
    return undefined;
  }
  const meta = roleDocument(c, path, 'meta');
  const metaDict = isDict(meta?.value ?? null) ? (meta?.value as Dict) : new Map<Value, Value>();
  if (meta && meta.value !== null && !isDict(meta.value))
    c.error('role-meta', `a role's meta is a mapping, not ${kindOfValue(meta.value)}`, meta.place);
  const allowDuplicates = readBoolean(metaDict.get('allow_duplicates') ?? false) === true;
  const fileVars = roleVariables(c, path, 'vars', options.files.vars);
  const role: CompiledRole = {
    name,
    path,
    defaults: roleVariables(c, path, 'defaults', options.files.defaults),
    vars: options.vars.size === 0 ? fileVars : combine([fileVars, options.vars]),
    params: options.params,
    parents: options.parents,
    once:
      allowDuplicates || options.isDynamic || !options.isListed
        ? undefined
        : [path, canonicalText(options.params), canonicalText(options.vars)].join(' '),
  };
  const scope = scopeOfRole(outer, role, options.path);
  for (const [part, file] of Object.entries(options.files)) checkFrom(c, part, file, path, name, place);

  const entries: Entry[] = [];
  const handlers: Handler[] = [];
  const dependencies: CompiledRole[] = [];
  for (const [index, entry] of dependenciesOf(c, metaDict, scope).entries()) {
    const compiled = compileRoleEntry(
      c,
      entry,
      scope,
      `${options.path}dependency ${index}/`,
      options.isDynamic ?? false,
    );
    if (compiled === undefined) continue;
    entries.push(...compiled.entries);
    handlers.push(...compiled.handlers);
    dependencies.push(...compiled.exported);
  }
  const withDependencies: Scope = {
    ...scope,
    vars: outer.vars.with(
      role.defaults,
      ...dependencies.flatMap((d) => [d.defaults, d.vars]),
      role.vars,
      role.params,
      roleNames(role),
    ),
  };
  if (options.validate)
    entries.push(...validationTask(c, role, metaDict, options.files.tasks, withDependencies));
  entries.push(...compilePart(c, 'tasks', options.files.tasks, withDependencies));
  const own = compilePart(c, 'handlers', options.files.handlers, { ...withDependencies, handlers: true });
  handlers.push(...(own as Handler[]));
  const exported = [...dependencies, { ...role, vars: fileVars }];
  return { role, exported, entries, handlers, allowDuplicates };
}

function scopeOfRole(outer: Scope, role: CompiledRole, path: string): Scope {
  const chain = [role, ...[...role.parents].reverse()];
  return {
    ...outer,
    role,
    search: {
      roles: [...new Set(chain.map((r) => r.path))],
      taskDir: joinPath(role.path, 'tasks'),
      playbookDir: outer.search.playbookDir,
    },
    file: joinPath(role.path, 'tasks/main.yml'),
    vars: outer.vars.with(role.defaults, role.vars, role.params, roleNames(role)),
    handlers: false,
    path,
    chain: [...outer.chain, `role ${role.path}`],
  };
}

function roleNames(role: CompiledRole): Dict {
  return new Map([
    ['role_path', role.path],
    ['role_name', role.name],
    ['ansible_role_name', role.name],
  ]);
}

function compilePart(
  c: Compilation,
  folder: 'tasks' | 'handlers',
  from: string | undefined,
  scope: Scope,
): Entry[] {
  const rolePath = scope.role?.path ?? '';
  const document = roleDocument(c, rolePath, folder, from);
  if (document === undefined) return [];
  const inside: Scope = {
    ...scope,
    file: document.file,
    search: { ...scope.search, taskDir: document.file.slice(0, document.file.lastIndexOf('/')) },
    path: `${scope.path}${folder}`,
    chain: [...scope.chain, document.file],
  };
  return compileTasks(c, document.value, inside, '', document.place);
}

/** `tasks_from: x` must be there, while a role without `main` is just short. */
function checkFrom(
  c: Compilation,
  part: string,
  file: string | undefined,
  path: string,
  name: string,
  place: Place | undefined,
): void {
  if (file === undefined || findRoleFile(c, path, part, file) !== undefined) return;
  if (c.isFolder(joinPath(path, part, file))) return;
  if (!c.isFolder(joinPath(path, part))) return;
  c.error('file-missing', `the role '${name}' has no file ${part}/${file}`, place);
}
