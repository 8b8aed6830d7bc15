import { createHash } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
} from 'node:fs';
import path from 'node:path';
import type { TestHost } from './test-host.ts';

export interface FileState {
  readonly type: 'file' | 'directory' | 'link' | 'socket' | 'pipe' | 'device';
  /** Four octal digits. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** Zero for everything but regular files: the size of a folder says nothing. */
  readonly size: number;
  readonly mtime: string;
  /** SHA-256 of a regular file, the target of a link. */
  readonly content: string;
}

export interface UnitState {
  readonly load: string;
  readonly active: string;
  readonly sub: string;
}

/** All that a task can change of a host, at one moment. Each part maps a name to what is known about it. */
export interface HostSnapshot {
  /** By absolute path, without /proc, /sys, /dev and /run. */
  readonly files: ReadonlyMap<string, FileState>;
  /** Loaded units. */
  readonly units: ReadonlyMap<string, UnitState>;
  /** Unit files: enabled, disabled, static, masked … */
  readonly unitFiles: ReadonlyMap<string, string>;
  /** Package to version. */
  readonly packages: ReadonlyMap<string, string>;
  /** Lines of passwd and group. */
  readonly users: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
}

export async function takeSnapshot(host: TestHost): Promise<HostSnapshot> {
  const [files, loaded, unitFiles, packages] = await Promise.all([
    Promise.resolve().then(() => filesBelow(host.root)),
    host.must('systemctl list-units --all --full --plain --no-legend --no-pager'),
    host.must('systemctl list-unit-files --full --plain --no-legend --no-pager'),
    // Trailing blank kept out: an absent architecture qualifier must not look like a change.
    host.must(`dpkg-query -W -f '\${binary:Package} \${Version} \${db:Status-Abbrev}\\n'`),
  ]);
  return {
    files,
    units: parsed(loaded, ([name, load = '', active = '', sub = '']) => [name, { load, active, sub }]),
    unitFiles: parsed(unitFiles, ([name, state = '']) => [name, state]),
    packages: parsed(packages, ([name, version = '', status = '']) => [name, `${version} ${status}`.trim()]),
    users: byFirstField(readFileSync(path.join(host.root, 'etc/passwd'), 'utf8')),
    groups: byFirstField(readFileSync(path.join(host.root, 'etc/group'), 'utf8')),
  };
}

const NOT_ON_DISK = new Set(['/proc', '/sys', '/dev', '/run']);

function filesBelow(root: string): Map<string, FileState> {
  const owners = namesById(path.join(root, 'etc/passwd'));
  const groups = namesById(path.join(root, 'etc/group'));
  const files = new Map<string, FileState>();
  const visit = (folder: string): void => {
    let names: string[];
    try {
      names = readdirSync(path.join(root, folder)).sort();
    } catch {
      return; // gone since it was listed: the host is alive
    }
    for (const name of names) {
      const file = path.posix.join(folder, name);
      if (NOT_ON_DISK.has(file)) continue;
      const state = stateOf(path.join(root, file), owners, groups);
      if (state === undefined) continue;
      files.set(file, state);
      if (state.type === 'directory') visit(file);
    }
  };
  visit('/');
  return files;
}

function stateOf(file: string, owners: IdNames, groups: IdNames): FileState | undefined {
  try {
    const stat = lstatSync(file, { bigint: true });
    const type = typeOf(stat);
    return {
      type,
      mode: (stat.mode & 0o7777n).toString(8).padStart(4, '0'),
      owner: owners.get(Number(stat.uid)) ?? String(stat.uid),
      group: groups.get(Number(stat.gid)) ?? String(stat.gid),
      size: type === 'file' ? Number(stat.size) : 0,
      mtime: stat.mtime.toISOString(),
      content: type === 'file' ? hashOf(file, stat) : type === 'link' ? readlinkSync(file) : '',
    };
  } catch {
    return undefined; // gone since it was listed
  }
}

/**
 * Most of a host's files are the base's and never change: a file is hashed again only when its status-change time moved,
 * which nobody can set back.
 */
const hashes = new Map<string, string>();

function hashOf(file: string, stat: BigIntStats): string {
  const key = `${file} ${stat.ino} ${stat.size} ${stat.ctimeNs}`;
  let hash = hashes.get(key);
  if (hash === undefined) {
    hash = createHash('sha256').update(readQuietly(file)).digest('hex');
    hashes.set(key, hash);
  }
  return hash;
}

/** Looking on must leave no trace: not even the time of the last access. */
function readQuietly(file: string): Buffer {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOATIME);
  try {
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function typeOf(stat: BigIntStats): FileState['type'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'link';
  if (stat.isSocket()) return 'socket';
  return stat.isFIFO() ? 'pipe' : 'device';
}

type IdNames = ReadonlyMap<number, string>;

function namesById(file: string): IdNames {
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Map(lines.map((line) => line.split(':')).map(([name = '', , id]) => [Number(id), name]));
}

function byFirstField(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.split(':')[0] ?? '', line]),
  );
}

function parsed<T>(text: string, entry: (fields: [string, ...string[]]) => [string, T]): Map<string, T> {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(lines.flatMap(([name, ...rest]) => (name ? [entry([name, ...rest])] : [])));
}
