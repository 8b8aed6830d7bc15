import { extname, join } from 'node:path';
import type { ControlFiles } from '../control-files.ts';

const EXTENSIONS = ['', '.yml', '.yaml', '.json'];

/** The files in `group_vars` or `host_vars` of `directory` that hold the variables of `name`, in the order in which they are read. */
export function findVariableFiles(
  files: ControlFiles,
  directory: string,
  kind: 'group_vars' | 'host_vars',
  name: string,
): readonly string[] {
  // A host whose name is a path (a chroot) has no files of that name.
  if (name.startsWith('/')) return [];
  const folder = join(directory, kind);
  if (!files.isDirectory(folder)) return [];
  for (const extension of EXTENSIONS) {
    const path = join(folder, `${name}${extension}`);
    // Of web (a file or a directory), web.yml, web.yaml and web.json only the first one counts.
    if (files.isDirectory(path)) return filesBelow(files, path);
    if (files.exists(path)) return [path];
  }
  return [];
}

function filesBelow(files: ControlFiles, directory: string): string[] {
  const found: string[] = [];
  for (const name of files.list(directory)) {
    if (name.startsWith('.') || name.endsWith('~')) continue;
    const path = join(directory, name);
    const extension = extname(name);
    if (files.isDirectory(path)) {
      if (extension === '') found.push(...filesBelow(files, path));
    } else if (EXTENSIONS.includes(extension)) found.push(path);
  }
  return found;
}
