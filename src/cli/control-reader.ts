import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ControlActor, ControlReader, FileStatus } from '../template/index.ts';

/** The control machine as templates may see it. */
export const nodeControlReader: ControlReader = {
  readFile: (file) => readFileSync(file),
  status: (file): FileStatus | undefined => {
    const status = statSync(file, { throwIfNoEntry: false });
    if (!status) return undefined;
    return {
      kind: status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'other',
      size: status.size,
      mode: status.mode & 0o7777,
      uid: status.uid,
      gid: status.gid,
      modified: status.mtimeMs / 1000,
      device: status.dev,
      inode: status.ino,
    };
  },
  isLink: (file) => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  glob: matching,
  realPath: (file) => (existsSync(file) ? realpathSync(file) : path.resolve(file)),
  environment: (name) => process.env[name],
  home: (user) => (user === undefined ? homedir() : homeOf(user)),
  currentDirectory: () => process.cwd(),
};

/** What lookups such as `pipe` and `password` do there. */
export const nodeControlActor: ControlActor = {
  run: (command) => {
    const done = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return { stdout: done.stdout ?? '', stderr: done.stderr ?? '', exitStatus: done.status ?? 1 };
  },
  writePrivateFile: (file, content) => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, content, { mode: 0o600 });
  },
};

/** Shell patterns, name by name: `*`, `?`, `[…]`; a leading dot must be written. */
function matching(pattern: string): readonly string[] {
  const parts = pattern.split('/').filter((part) => part !== '');
  let found = [pattern.startsWith('/') ? '/' : '.'];
  for (const part of parts) {
    found = found.flatMap((folder) => {
      if (!/[*?[]/.test(part)) {
        const file = path.join(folder, part);
        return existsSync(file) ? [file] : [];
      }
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
      const test = patternOf(part);
      return readdirSync(folder)
        .filter((name) => test.test(name) && (part.startsWith('.') || !name.startsWith('.')))
        .sort()
        .map((name) => path.join(folder, name));
    });
  }
  return found;
}

function patternOf(part: string): RegExp {
  const source = part
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  return new RegExp(`^${source}$`, 's');
}

function homeOf(user: string): string | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  return line?.split(':')[5];
}
