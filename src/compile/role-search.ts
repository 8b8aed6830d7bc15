import { closest } from '../core/spelling.ts';
import type { Compilation } from './compilation.ts';
import { expandHome, folderOf, isAbsolute, joinPath, lastPart } from './paths.ts';
import type { Scope } from './scope.ts';

export interface FoundRole {
  readonly name: string;
  /** Absolute folder. */
  readonly path: string;
}

/** Finds a role as Ansible does: beside the playbook, in the roles path, beside the role that asks, by its path. */
export function findRole(
  c: Compilation,
  name: string,
  scope: Scope,
): FoundRole | { readonly searched: readonly string[]; readonly near: string | undefined } {
  const { home, rolesPath = [], collectionsPath = [] } = c.ports;
  const { playbookDir } = scope.play;
  const parts = name.split('.');
  // Beyond the collection's name, dots stand for folders.
  if (parts.length >= 3 && !name.includes('/')) {
    const [namespace = '', collection = '', ...role] = parts;
    const folders = [
      joinPath(playbookDir, 'collections'),
      ...collectionsPath.map((path) => expandHome(path, home)),
    ];
    for (const folder of folders) {
      const path = joinPath(folder, 'ansible_collections', namespace, collection, 'roles', ...role);
      if (c.isFolder(path)) return { name, path };
    }
  }
  const searched = [
    joinPath(playbookDir, 'roles'),
    ...rolesPath.map((path) => expandHome(path, home)),
    ...(scope.role ? [folderOf(scope.role.path)] : []),
    playbookDir,
  ];
  for (const folder of searched) {
    const path = joinPath(folder, name);
    if (c.isFolder(path)) return { name, path };
  }
  const path = expandHome(name, home);
  if (isAbsolute(path) && c.isFolder(path)) return { name: lastPart(path), path: joinPath(path) };
  const siblings = searched.filter((folder) => c.isFolder(folder)).flatMap((folder) => rolesIn(c, folder));
  return { searched: [...new Set(searched)], near: closest(name, siblings) };
}

function rolesIn(c: Compilation, folder: string): string[] {
  const isRole = (name: string): boolean =>
    ['tasks', 'meta', 'defaults', 'handlers', 'vars'].some((part) =>
      c.isFolder(joinPath(folder, name, part)),
    );
  return c.ports.reader.files.list(folder).filter(isRole);
}
