import type { Key } from '../../../../src/core/key.ts';
import { NOTHING, type PathState, type Present, path } from '../../../../src/probes/path.ts';
import type { Self } from '../../../../src/probes/self.ts';
import type { Account } from '../../../../src/probes/user.ts';
import { mayBeUnknown } from './cases.ts';
import { content, sha1, sha256 } from './content.ts';
import type { Entry } from './observations.ts';

/** What effects may leave open about a path. */
mayBeUnknown('path', [
  'mode',
  'uid',
  'gid',
  'owner',
  'group',
  'size',
  'stamp',
  'target',
  'real',
  'sha256',
  'content',
  'tree',
  'inode',
  'links',
]);

export const ROOT: Self = {
  user: 'root',
  uid: 0,
  group: 'root',
  gid: 0,
  groups: ['root'],
  umask: 0o022,
  home: '/root',
  folder: '/root',
};

const PLAIN: Present = {
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: 0,
  stamp: 'as-it-was',
  atime: 1000,
  mtime: 1000,
  ctime: 1000,
  device: 1,
  inode: 1,
  links: 1,
  readable: true,
  writable: true,
  executable: false,
};

/** A file that is there, with this text in it; of root, 0644. */
export function aFile(subject: string, text = '', more: Partial<Present> = {}): Entry {
  const bytes = Buffer.from(text);
  const is = { sha256: sha256(text), sha1: sha1(text), content: content(text), size: bytes.length };
  return [path(subject), { ...PLAIN, ...is, ...more }];
}

export function aFolder(subject: string, more: Partial<Present> = {}): Entry {
  return [path(subject), { ...PLAIN, type: 'directory', mode: 0o755, links: 2, tree: [], ...more }];
}

export function aLink(
  subject: string,
  target: string,
  real: string | undefined,
  more: Partial<Present> = {},
): Entry {
  const leads = real === undefined ? {} : { real };
  return [path(subject), { ...PLAIN, type: 'link', mode: 0o777, target, ...leads, ...more }];
}

export function nothing(subject: string): Entry {
  return [path(subject), NOTHING];
}

export function present(...[, value]: Entry): Present {
  return value as Present;
}

const account = (name: string, uid: number, home: string): Account => ({
  exists: true,
  name,
  uid,
  gid: uid,
  comment: '',
  home,
  shell: '/bin/sh',
  local: true,
});

export const ACCOUNTS: Readonly<Record<string, Account>> = {
  root: account('root', 0, '/root'),
  dev: account('dev', 1000, '/home/dev'),
  'www-data': account('www-data', 33, '/var/www'),
};

const FOLDERS = new Set([
  '/',
  '/etc',
  '/srv',
  '/tmp',
  '/home',
  '/opt',
  '/usr',
  '/usr/local',
  '/usr/local/bin',
  '/var',
  '/root',
]);

/**
 * An ordinary host, for what a case doesn't name: root acts; there are the users and groups root, dev and www-data;
 * there are the usual folders, and no other path.
 */
export function ordinaryHost(key: Key): unknown {
  switch (key.kind) {
    case 'self':
      return ROOT;
    case 'user':
      return ACCOUNTS[key.subject] ?? { exists: false };
    case 'group': {
      const found = ACCOUNTS[key.subject];
      return found ? { exists: true, name: found.name, gid: found.gid, members: [] } : { exists: false };
    }
    case 'home':
      return ACCOUNTS[key.subject]?.home ?? (key.subject === '' ? '/root' : null);
    case 'path':
      return FOLDERS.has(key.subject) ? (aFolder(key.subject)[1] as PathState) : NOTHING;
    default:
      return undefined;
  }
}
