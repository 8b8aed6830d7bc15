import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';

/** The control machine's files, as far as loading needs them. Paths are absolute or relative to the working directory. */
export interface ControlFiles {
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  exists(path: string): boolean;
  isFile(path: string): boolean;
  isDirectory(path: string): boolean;
  isExecutable(path: string): boolean;
  /** The names in a directory, sorted as Python sorts them: by code point. */
  list(path: string): readonly string[];
  /** The path with all symbolic links followed; the path itself where it doesn't exist. */
  realPath(path: string): string;
}

export const nodeControlFiles: ControlFiles = {
  readText: (path) => readFileSync(path, 'utf8'),
  readBytes: (path) => readFileSync(path),
  exists: (path) => existsSync(path),
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  isExecutable: (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  list: (path) => readdirSync(path).sort(byCodePoint),
  realPath: (path) => (existsSync(path) ? realpathSync(path) : path),
};

export function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Files that only exist in memory: for tests, and for what is typed on the command line. */
export function filesInMemory(
  contents: Readonly<Record<string, string>>,
  executable: readonly string[] = [],
): ControlFiles {
  const files = new Map(Object.entries(contents));
  const below = (path: string) => (path === '.' || path === '' ? '' : `${path.replace(/\/$/, '')}/`);
  const isDirectory = (path: string) => [...files.keys()].some((file) => file.startsWith(below(path)));
  const read = (path: string): string => {
    const text = files.get(path);
    if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return text;
  };
  return {
    readText: read,
    readBytes: (path) => Buffer.from(read(path)),
    exists: (path) => files.has(path) || isDirectory(path),
    isFile: (path) => files.has(path),
    isDirectory: (path) => !files.has(path) && isDirectory(path),
    isExecutable: (path) => executable.includes(path),
    list: (path) => {
      const start = below(path);
      const names = [...files.keys()]
        .filter((f) => f.startsWith(start))
        .map((f) => f.slice(start.length).split('/')[0] ?? '');
      return [...new Set(names)].sort(byCodePoint);
    },
    realPath: (path) => path,
  };
}
