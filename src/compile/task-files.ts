import { closest } from '../core/spelling.ts';
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

/** A file of tasks whose name is near to one that isn't there. */
export function nearTaskFile(c: Compilation, searched: readonly string[]): string | undefined {
  const { files } = c.ports.reader;
  for (const path of searched) {
    const [folder, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
    if (!files.isDirectory(folder)) continue;
    const near = closest(
      name,
      files.list(folder).filter((other) => /\.(ya?ml|json)$/.test(other)),
    );
    if (near !== undefined) return near;
  }
  return undefined;
}
