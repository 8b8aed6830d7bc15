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
import { differing, listDisk } from './disk-listing.ts';
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
  const { files, unitFiles } = await filesOf(host);
  const [loaded, packages] = await Promise.all([
    host.must('systemctl list-units --all --full --plain --no-legend --no-pager'),
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

interface Walk {
  readonly layer: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FileState>;
  /** As systemctl listed them, which takes it most of a second. */
  readonly unitFiles: string;
}

const walks = new WeakMap<TestHost, Walk>();
const HOLDS_UNITS = /\/(systemd|init\.d|rc[0-6S]\.d)(\/|$)/;

/** The whole disk is walked once; after that, only what its layer says was touched since is looked at again. */
async function filesOf(host: TestHost): Promise<Walk> {
  const before = walks.get(host);
  // Listed first: what changes while we look is seen the next time.
  const layer = await listDisk(host.disk);
  const changed = before === undefined ? [] : differing(before.layer, layer);
  const walk = new FileWalk(host.root, before?.files ?? new Map());
  if (before === undefined) walk.below('/');
  else for (const name of changed) walk.again(name, !before.layer.has(name));
  const unitFiles =
    before === undefined || changed.some((name) => HOLDS_UNITS.test(name))
      ? await host.must('systemctl list-unit-files --full --plain --no-legend --no-pager')
      : before.unitFiles;
  const now = { layer, files: walk.files, unitFiles };
  walks.set(host, now);
  return now;
}

class FileWalk {
  readonly files: Map<string, FileState>;
  private readonly owners: IdNames;
  private readonly groups: IdNames;

  constructor(
    private readonly root: string,
    before: ReadonlyMap<string, FileState>,
  ) {
    this.files = new Map(before);
    this.owners = namesById(path.join(root, 'etc/passwd'));
    this.groups = namesById(path.join(root, 'etc/group'));
  }

  below(folder: string): void {
    let names: string[];
    try {
      names = readdirSync(path.join(this.root, folder)).sort();
    } catch {
      return; // gone since it was listed: the host is alive
    }
    for (const name of names) {
      const file = path.posix.join(folder, name);
      if (NOT_ON_DISK.has(file)) continue;
      const state = stateOf(path.join(this.root, file), this.owners, this.groups);
      if (state === undefined) continue;
      this.files.set(file, state);
      if (state.type === 'directory') this.below(file);
    }
  }

  /** A folder that is new in the layer may have come with all that is below it in the base, by a new name. */
  again(file: string, isNew: boolean): void {
    if (NOT_ON_DISK.has(file)) return;
    const was = this.files.get(file);
    const state = stateOf(path.join(this.root, file), this.owners, this.groups);
    if (state === undefined) this.files.delete(file);
    else this.files.set(file, state);
    if (was?.type === 'directory' && state?.type !== 'directory') this.forgetBelow(file);
    if (state?.type === 'directory' && (isNew || was === undefined)) {
      this.forgetBelow(file);
      this.below(file);
    }
  }

  private forgetBelow(folder: string): void {
    for (const file of this.files.keys()) if (file.startsWith(`${folder}/`)) this.files.delete(file);
  }
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
