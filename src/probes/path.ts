import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { pathAnswer } from './path-answer.ts';
import { pathScript } from './path-script.ts';
import { lastingState, NOTHING, type PathAspect, type PathState, type Present } from './path-state.ts';

export type { Absent, FileType, PathAspect, PathState, Present, TreeEntry } from './path-state.ts';
export { CONTENT_LIMIT, made, NOTHING } from './path-state.ts';

/** An absolute path of the host. `content` and `sha1` come with the hash. */
export function path(subject: string, ...aspects: PathAspect[]): Key<PathState> {
  const all = aspects.includes('content') ? [...aspects, 'hash'] : aspects;
  return key<PathState>('path', normal(subject), all);
}

/** What `normal` leaves as it is: nearly all that is asked for. */
const NORMAL = /^\/?[^/.][^/]*(?:\/(?:[^/.][^/]*|\.[^/.][^/]*|\.\.[^/]*))*$/;

/** Without doubled and trailing slashes and without `.`; `..` stays, since a link may stand before it. */
export function normal(subject: string): string {
  if (NORMAL.test(subject)) return subject;
  const parts = subject.split('/').filter((part) => part !== '' && part !== '.');
  return (subject.startsWith('/') ? '/' : '') + parts.join('/');
}

/** Also without `..`, as if no folder in it were a link. */
export function withoutDots(subject: string): string {
  const parts: string[] = [];
  for (const part of normal(subject).split('/').slice(1)) {
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function parentOf(subject: string): string {
  return subject.slice(0, subject.lastIndexOf('/')) || '/';
}

export function nameOf(subject: string): string {
  return subject.slice(subject.lastIndexOf('/') + 1);
}

/** The folders above a path, nearest first, without `/`. */
export function foldersAbove(subject: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(subject); folder !== '/' && folder !== ''; folder = parentOf(folder))
    folders.push(folder);
  return folders;
}

/** Times and numbers that any use of a file changes; they prove nothing. */
const FLEETING = new Set([
  'stamp',
  'canonical',
  'atime',
  'mtime',
  'ctime',
  'device',
  'inode',
  'links',
  'blocks',
  'blockSize',
  'readable',
  'writable',
  'executable',
  'real',
]);

const probe: Probe<PathState> = {
  kind: 'path',
  script: pathScript,
  parse: pathAnswer,
  lasting: lastingState,
  restsOn: ({ subject, aspects }) => [
    ...foldersAbove(subject).map((folder) => ({ kind: 'path', subject: folder })),
    ...(aspects.includes('tree') ? [{ kind: 'path', subject, below: true } as const] : []),
  ],
  derive(key, before, expected) {
    const parent = parentOf(key.subject);
    if (parent === key.subject) return { value: withoutTree(key.subject, before) };
    const folder = expected.get(path(parent));
    if (isUnknown(folder)) return { value: folder };
    switch (folder.type) {
      case 'directory':
        return { value: key.aspects.includes('tree') ? withoutTree(key.subject, before) : before };
      case 'link':
        return { value: throughLink(key, folder, (k) => expected.get(k)) };
      default:
        return { value: NOTHING };
    }
  },
  canonical: (key, value) => value.canonical ?? key.subject,
  differences(expected, actual) {
    // An effect that keeps the rest names only what it changes.
    const type: PathState['type'] | undefined = expected.type;
    if (type !== undefined && type !== actual.type) return [`${type} expected, ${actual.type} found`];
    const found: string[] = [];
    for (const [field, wanted] of Object.entries(expected)) {
      const is: unknown = actual[field as keyof PathState];
      if (FLEETING.has(field) || field === 'tree' || field === 'content') continue;
      if (isUnknown(wanted) || is === undefined || is === wanted) continue;
      if (field === 'letters' && hasFlags(String(is), String(wanted))) continue;
      // What a folder's size is, is up to the file system.
      if (field === 'size' && actual.type !== 'file') continue;
      found.push(`${field} ${shown(field, wanted)} expected, ${shown(field, is)} found`);
    }
    return found;
  },
};

/** Something above or below it changed: what is in it can't be told any more. */
function withoutTree(subject: string, state: Maybe<PathState>): Maybe<PathState> {
  if (isUnknown(state) || state.type !== 'directory') return state;
  return { ...state, tree: Unknown.of(`what is in ${subject}`) };
}

function throughLink(
  key: Key<PathState>,
  link: Present,
  get: (key: Key<PathState>) => Maybe<PathState>,
): Maybe<PathState> {
  if (isUnknown(link.real)) return link.real;
  if (link.real === undefined) return Unknown.of(`what ${key.subject} will be through a link`);
  return get(path(`${link.real}/${nameOf(key.subject)}`, ...(key.aspects as PathAspect[])));
}

/** `+i`: this one is set; `-i`: it isn't. */
function hasFlags(letters: string, wanted: string): boolean {
  if (!/^[-+]/.test(wanted)) return false;
  return [...wanted.slice(1)].every((letter) => letters.includes(letter) === wanted.startsWith('+'));
}

function shown(field: string, value: unknown): string {
  return field === 'mode' ? `0${Number(value).toString(8).padStart(3, '0')}` : String(value);
}

export default probe;
