import type { Compilation } from './compilation.ts';
import { expandHome, isAbsolute, joinPath } from './paths.ts';
import type { Scope } from './scope.ts';

/** Where a file of tasks may be that is imported or included by this name, the first one that exists counts. */
export function taskFileCandidates(name: string, scope: Scope, home?: string): string[] {
  const path = expandHome(name, home);
  if (isAbsolute(path)) return [joinPath(path)];
  const { search, role } = scope;
  const folder = scope.handlers ? 'handlers' : 'tasks';
  const ofRole = role ? [joinPath(role.path, folder), joinPath(role.path, 'tasks'), role.path] : [];
  const bases = [search.taskDir, ...ofRole, search.playbookDir];
  return [...new Set(bases.map((base) => joinPath(base, path)))];
}

export function findTaskFile(c: Compilation, name: string, scope: Scope): string | undefined {
  return taskFileCandidates(name, scope, c.ports.home).find((path) => c.isFile(path));
}
