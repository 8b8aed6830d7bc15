import { placeOf } from '../core/place.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { inherit } from './inherited.ts';
import { type RoleEntry, readRoleEntry } from './role-entries.ts';
import { type CompiledRoleTasks, compileRole } from './roles.ts';
import type { Scope } from './scope.ts';
import { kindOfValue } from './show-value.ts';

/** A role of `roles:` or of a role's dependencies, with the keywords of its entry. */
export function compileRoleEntry(
  c: Compilation,
  entry: RoleEntry,
  outer: Scope,
  path: string,
  isDynamic = false,
): CompiledRoleTasks | undefined {
  const inherited = inherit(outer.inherited, entry.own);
  const nearest = { ...inherited.nearest, ...outer.strongest };
  const inside: Scope = { ...outer, inherited: { ...inherited, nearest } };
  const name = renderedName(c, entry, inside);
  if (name === undefined) return undefined;
  const compiled = compileRole(c, name, entry.place, inside, {
    parents: outer.role ? [...outer.role.parents, outer.role] : [],
    params: entry.params,
    vars: entry.vars,
    files: {},
    isListed: true,
    validate: true,
    path: `${path}${name}/`,
    severity: 'error',
  });
  if (compiled === undefined || compiled.allowDuplicates || isDynamic) return compiled;
  return ranBefore(compiled, inside) ? { ...compiled, entries: [], handlers: [] } : compiled;
}

/**
 * Whether the same role with the same parameters certainly ran before: under no more conditions, and selected by the
 * same tags. Two roles that depend on a third run it once.
 */
function ranBefore(compiled: CompiledRoleTasks, scope: Scope): boolean {
  const key = compiled.role.once ?? '';
  const when = new Set(scope.inherited.when.map((condition) => condition.value));
  const tags = new Set(scope.inherited.tags);
  const { ran } = scope.play;
  if (
    ran.some(
      (before) =>
        before.key === key && [...before.when].every((c) => when.has(c)) && sameSet(before.tags, tags),
    )
  )
    return true;
  ran.push({ key, when, tags });
  return false;
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

function renderedName(c: Compilation, entry: RoleEntry, scope: Scope): string | undefined {
  if (!entry.name.includes('{{')) return entry.name;
  const rendered = scope.vars.render(c, entry.name);
  if ('value' in rendered && typeof rendered.value === 'string') return rendered.value;
  const why = 'why' in rendered ? ` (${rendered.why})` : '';
  c.error(
    'import-name',
    `roles are found before any host is known, and '${entry.name}' can't be${why}`,
    entry.place,
    {
      hint: 'use include_role where the name depends on facts or the inventory',
    },
  );
  return undefined;
}

export function dependenciesOf(c: Compilation, meta: Dict, scope: Scope): RoleEntry[] {
  const listed = meta.get('dependencies') ?? null;
  if (listed === null) return [];
  if (!Array.isArray(listed)) {
    c.error(
      'role-meta',
      `'dependencies' is a list of roles, not ${kindOfValue(listed)}`,
      placeOf(meta, 'dependencies'),
    );
    return [];
  }
  return listed.flatMap((item, index) => {
    const entry = readRoleEntry(c, item, placeOf(listed, index), scope.vars);
    return entry === undefined ? [] : [entry];
  });
}
