import type { ABSENT } from '../core/stamp.ts';
import type { Content } from '../core/step.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';

export type FileType = 'file' | 'directory' | 'link' | 'block' | 'char' | 'fifo' | 'socket';

export interface Absent {
  readonly type: 'absent';
  readonly stamp: typeof ABSENT;
  readonly canonical?: string;
}

/** What is there. Fields that a plan's effects can't tell are unknown; links are never followed. */
export interface Present {
  readonly type: FileType;
  /** The bits of 0o7777. */
  readonly mode: Maybe<number>;
  readonly uid: Maybe<number>;
  readonly gid: Maybe<number>;
  /** Names; an id without a name is its own name, as text. */
  readonly owner: Maybe<string>;
  readonly group: Maybe<string>;
  readonly size: Maybe<number>;
  /** What a guard compares; unknown for what is only expected. */
  readonly stamp: Maybe<string>;
  /** Its name with the real folder; undefined for what is only expected. */
  readonly canonical?: string;
  /** Seconds since 1970, with a fraction where the host tells one. */
  readonly atime: Maybe<number>;
  readonly mtime: Maybe<number>;
  readonly ctime: Maybe<number>;
  readonly device: Maybe<number>;
  readonly inode: Maybe<number>;
  /** How many names it has. */
  readonly links: Maybe<number>;
  readonly blocks?: Maybe<number>;
  readonly blockSize?: Maybe<number>;
  readonly deviceType?: Maybe<number>;
  /** By the identity that looked. */
  readonly readable: Maybe<boolean>;
  readonly writable: Maybe<boolean>;
  readonly executable: Maybe<boolean>;
  /** A link's text. */
  readonly target?: Maybe<string>;
  /** Where a link leads in the end, all links resolved; undefined where that can't be told. */
  readonly real?: Maybe<string>;
  /** A regular file's, with the aspect `hash` (the others: of their own names); undefined where it can't be read. */
  readonly sha256?: Maybe<string>;
  readonly sha1?: Maybe<string>;
  readonly md5?: Maybe<string>;
  readonly sha224?: Maybe<string>;
  readonly sha384?: Maybe<string>;
  readonly sha512?: Maybe<string>;
  /** With the aspect `content`, up to CONTENT_LIMIT bytes. */
  readonly content?: Maybe<Content>;
  /** With the aspect `tree`: everything below a directory, parents before children. */
  readonly tree?: Maybe<readonly TreeEntry[]>;
  /** With the aspect `mime`: what `file` takes it for. */
  readonly mime?: Maybe<string>;
  /** With the aspect `flags`: `lsattr`'s letters and the version. */
  readonly flags?: Maybe<string>;
  /**
   * With the aspect `letters`: the flags that are set, by lsattr's letters; undefined where the file system has none. Of
   * what is only expected, `+i` says that this one will be set, and `-i` that it won't.
   */
  readonly letters?: Maybe<string>;
}

export type PathState = Absent | Present;

export interface TreeEntry {
  /** Relative to the directory. */
  readonly path: string;
  readonly type: FileType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  readonly size: number;
  /** A link's text. */
  readonly target?: string;
  /** With the aspect `hash`, of regular files. */
  readonly sha256?: string;
}

/** What to know about a path beyond its attributes. */
export type PathAspect = 'hash' | Digest | 'content' | 'tree' | 'mime' | 'flags' | 'letters';

type Digest = 'sha1' | 'md5' | 'sha224' | 'sha384' | 'sha512';

/** Larger files are compared by hash and never read whole. */
export const CONTENT_LIMIT = 1024 * 1024;

/** `absent`, typed. */
export const NOTHING: Absent = { type: 'absent', stamp: 'absent' };

/** Something that a plan makes: what isn't named stays unknown until it is read back. */
export function made(path: string, what: Pick<Present, 'type'> & Partial<Present>): Present {
  const later = Unknown.of(`what ${path} will be`);
  return {
    mode: later,
    uid: later,
    gid: later,
    owner: later,
    group: later,
    size: later,
    stamp: later,
    atime: later,
    mtime: later,
    ctime: later,
    device: later,
    inode: later,
    links: later,
    readable: later,
    writable: later,
    executable: later,
    ...what,
  };
}

/** What stays as it is until somebody changes it: no times and no numbers of the file system. */
export function lastingState(state: PathState): object {
  if (state.type === 'absent') return { type: state.type };
  const { type, mode, owner, group, target, sha256, content, tree, flags, letters } = state;
  return {
    type,
    mode: typeof mode === 'number' ? mode.toString(8).padStart(4, '0') : mode,
    owner,
    group,
    target,
    sha256: sha256 ?? (content && !isUnknown(content) ? content.sha256 : undefined),
    flags,
    letters,
    tree,
    ...(type === 'file' ? { size: state.size } : {}),
  };
}
