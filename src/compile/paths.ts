/** Paths of the control machine as text, with `/`. Nothing here looks at a disk. */

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

/** Joins and tidies: `a/./b//../c` is `a/c`. An absolute part begins anew. */
export function joinPath(...parts: readonly string[]): string {
  let path = '';
  for (const part of parts) {
    if (part === '') continue;
    path = isAbsolute(part) || path === '' ? part : `${path}/${part}`;
  }
  return tidyPath(path);
}

export function tidyPath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isAbsolute(path)) kept.push(part);
  }
  const joined = kept.join('/');
  if (isAbsolute(path)) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (at === -1) return '.';
  return at === 0 ? '/' : path.slice(0, at);
}

export function lastPart(path: string): string {
  const tidy = path.replace(/\/+$/, '');
  return tidy.slice(tidy.lastIndexOf('/') + 1);
}

/** How to get from the folder `from` to `to`; both absolute, or both relative to the same folder. */
export function relativePath(from: string, to: string): string {
  const a = tidyPath(from)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  const b = tidyPath(to)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  const path = [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
  return path === '' ? '.' : path;
}

/** `~` and `~/x` with the home folder of whoever runs jrun. */
export function expandHome(path: string, home: string | undefined): string {
  if (home === undefined || (path !== '~' && !path.startsWith('~/'))) return path;
  return joinPath(home, `.${path.slice(1)}`);
}
