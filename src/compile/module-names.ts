import type { TaskModule } from '../core/module.ts';
import { closest } from '../core/spelling.ts';
import { DIRECTIVES } from './directives.ts';
import { KNOWN_ELSEWHERE } from './unsupported-modules.ts';

/** Collections whose modules jrun's own ones stand for. */
const COLLECTIONS = new Set([
  'ansible.builtin',
  'ansible.legacy',
  'ansible.posix',
  'ansible.mysql',
  'community.general',
  'community.crypto',
  'community.mysql',
  'community.postgresql',
  'community.docker',
  'community.rabbitmq',
  'galaxyproject.general',
]);

/** Modules that Ansible knows under two names. */
const SAME: readonly (readonly string[])[] = [
  ['systemd', 'systemd_service'],
  ['dnf', 'yum'],
];

/** Statements that are resolved before a run, or that are compiled apart. */
export const STATEMENTS: ReadonlySet<string> = new Set([
  'import_tasks',
  'import_role',
  'include_tasks',
  'include_role',
  'include',
]);

export type ResolvedAction =
  | { readonly kind: 'module'; readonly module: TaskModule; readonly short: string }
  | { readonly kind: 'directive'; readonly short: string }
  | { readonly kind: 'statement'; readonly short: string }
  | { readonly kind: 'unsupported'; readonly why: string }
  | { readonly kind: 'unknown'; readonly near: string | undefined };

/** What a task's action name means: `copy`, `ansible.builtin.copy` and `ansible.legacy.copy` are the same. */
export function resolveAction(name: string, modules: ReadonlyMap<string, TaskModule>): ResolvedAction {
  const { collection, short } = splitName(name);
  const isOurs = collection === undefined || COLLECTIONS.has(collection);
  if (isOurs) {
    if (STATEMENTS.has(short)) return { kind: 'statement', short };
    if (directiveName(short) !== undefined) return { kind: 'directive', short };
    const module = findModule(short, modules);
    if (module) return { kind: 'module', module, short: module.name };
    if (KNOWN_ELSEWHERE.has(short))
      return { kind: 'unsupported', why: `the module '${short}' is not supported yet` };
  }
  const candidates = [...modules.keys(), ...Object.keys(DIRECTIVES), ...STATEMENTS, 'setup'];
  if (collection !== undefined && !COLLECTIONS.has(collection)) {
    const near = closest(collection, COLLECTIONS);
    if (near !== undefined && candidates.includes(short))
      return { kind: 'unknown', near: `${near}.${short}` };
    return { kind: 'unsupported', why: `modules of the collection '${collection}' are not supported` };
  }
  const near = closest(short, candidates);
  // A collection brings more modules than anyone here knows; only what is near to one of ours is misspelled.
  const isForeign = collection !== undefined && !collection.startsWith('ansible.');
  if (isForeign && near === undefined)
    return { kind: 'unsupported', why: `the module '${name}' is not supported` };
  return {
    kind: 'unknown',
    near: near === undefined || collection === undefined ? near : `${collection}.${near}`,
  };
}

/** The short name that a module's arguments, `module_defaults` and diagnostics go by. */
export function splitName(name: string): { readonly collection: string | undefined; readonly short: string } {
  const parts = name.split('.');
  if (parts.length < 3) return { collection: undefined, short: name };
  return { collection: parts.slice(0, -1).join('.'), short: parts.at(-1) ?? name };
}

export function directiveName(short: string): keyof typeof DIRECTIVES | undefined {
  if (short === 'setup') return 'gather_facts';
  return Object.hasOwn(DIRECTIVES, short) ? (short as keyof typeof DIRECTIVES) : undefined;
}

function findModule(short: string, modules: ReadonlyMap<string, TaskModule>): TaskModule | undefined {
  const found = modules.get(short);
  if (found) return found;
  const group = SAME.find((names) => names.includes(short));
  return group?.map((name) => modules.get(name)).find((module) => module !== undefined);
}

/** Whether two names (of a task and in `module_defaults`) mean the same module. */
export function isSameModule(a: string, b: string): boolean {
  const one = splitName(a).short;
  const other = splitName(b).short;
  return one === other || SAME.some((names) => names.includes(one) && names.includes(other));
}
