import type { Seen, TaskContext } from '../../core/module.ts';
import { type Fails, fails } from '../../core/plan.ts';
import type { Content, Ownership, Step } from '../../core/step.ts';
import { isUnknown, known, type Maybe, NotKnown, Unknown } from '../../core/unknown.ts';
import { made, type PathState, type Present } from '../../probes/path.ts';
import type { Draft } from '../draft.ts';
import { immutable } from '../flags.ts';
import { needed } from '../folders.ts';
import { fresh, settle, type Wanted } from '../ownership.ts';
import { guarded } from '../path-fields.ts';
import { contentDifference } from './difference.ts';

/** A file to be at a path. */
interface Placing {
  readonly subject: string;
  /** What is there now, with its hash. */
  readonly state: PathState;
  readonly folder: Present | undefined;
  readonly content: Maybe<Content>;
  readonly secret: boolean;
  readonly wanted: Wanted;
  readonly force: boolean;
  readonly backup: boolean;
  readonly validate?: string;
  readonly inPlace?: boolean;
  /** Put before what is changed, where there is more than one file. */
  readonly title?: string;
  /** How it is written, where the content is on the host already. */
  readonly instead?: (ownership: Ownership) => Step;
}

/** What will be there, and where the old file is kept. */
interface Placed {
  readonly state: PathState;
  readonly backup?: string;
}

/** Writes a file where nothing or another content is, and sets attributes where only they differ. */
export function place(draft: Draft, placing: Placing, seen: Seen, context: TaskContext): Placed | Fails {
  const { subject, state, wanted, content, force, title } = placing;
  const titled = (text: string) => (title === undefined ? text : `${title}: ${text}`);
  if (state.type === 'directory') return fails(`${subject} is a folder`, { dest: subject });
  if (state.type !== 'absent' && !force) return { state };
  if (state.type === 'file') {
    const same = sha256Of(state, subject) === known(content).sha256;
    if (same) {
      const now = draft.settle(subject, state, wanted, title === undefined ? {} : { as: title });
      draft.alters(subject, state, now);
      return { state: now };
    }
    const stuck = immutable(subject, state);
    if (stuck) return stuck;
  }
  // In check mode it is certain that a missing file will be made, whatever will be in it.
  if (isUnknown(content) && !context.check) throw new NotKnown(content);
  if (isUnknown(content)) draft.open = content;
  const backup = placing.backup && state.type === 'file' ? backupName(subject, state) : undefined;
  const now = written(placing);
  const ownership: Ownership = {
    ...(wanted.mode === undefined ? {} : { mode: known(now.mode) }),
    ...(wanted.owner ? { owner: wanted.owner.text } : {}),
    ...(wanted.group ? { group: wanted.group.text } : {}),
  };
  const first = draft.steps.length === 0 || state.type !== 'absent';
  const write: Step = placing.instead?.(ownership) ?? {
    do: 'write',
    path: subject,
    content: isUnknown(content) ? unwritable(content) : (content as Content),
    ...ownership,
    ...(placing.inPlace && state.type === 'file' ? { inPlace: true } : {}),
  };
  draft.change(
    titled(state.type === 'absent' ? 'create' : state.type === 'file' ? 'content' : `replace ${state.type}`),
    {
      ...write,
      ...(placing.validate === undefined ? {} : { validate: placing.validate }),
      ...(backup === undefined ? {} : { backup }),
      ...(first ? guarded(subject, state) : {}),
    } as Step,
  );
  if (state.type === 'file') {
    for (const text of settle(state, wanted).changes) draft.changes.push(titled(text));
    if (backup !== undefined) draft.becomes(backup, { ...state, ...unsure(backup) });
  }
  if (context.diff) draft.differences.push(contentDifference(subject, state, content, placing.secret, seen));
  draft.becomes(subject, now);
  return { state: now, ...(backup === undefined ? {} : { backup }) };
}

function sha256Of(state: Present, subject: string): string {
  return needed(state.readable === false ? undefined : state.sha256, `the content of ${subject}`);
}

/** What the file will be: a replaced one keeps its mode, and its owners where the writer may give files away. */
function written({ subject, state, folder, content, wanted, instead }: Placing): Present {
  const { self: me } = wanted;
  const base = fresh(subject, 'file', wanted, folder);
  const what = isUnknown(content)
    ? { sha256: content, content, size: content }
    : { sha256: content.sha256, content, size: content.size };
  if (state.type !== 'file') return { ...base, ...what };
  const mayGive = me.uid === 0 || instead !== undefined;
  const { owner, uid, group, gid } = mayGive ? state : base;
  const kept = { ...state, owner, uid, group, gid };
  const { after } = settle(kept, wanted);
  return {
    ...kept,
    ...otherDigests(subject),
    ...after,
    mode: after.mode !== undefined && wanted.mode !== undefined ? after.mode : state.mode,
    ...what,
    ...unsure(subject),
  };
}

/** What was read of the old file says nothing about the new one. */
function otherDigests(subject: string): Partial<Present> {
  const unknown = Unknown.of(`other digests of ${subject} than sha256`);
  const names = ['sha1', 'md5', 'sha224', 'sha384', 'sha512', 'mime', 'flags', 'letters'] as const;
  return Object.fromEntries(names.map((name) => [name, unknown]));
}

function unsure(subject: string): Partial<Present> {
  const { stamp, ctime, mtime, inode, links, readable, writable, executable } = made(subject, {
    type: 'file',
  });
  return { stamp, ctime, mtime, inode, links, readable, writable, executable };
}

/** Named after the old version, so that it tells which one it is and is never written twice. */
export function backupName(subject: string, state: Present): string {
  const version = needed(state.sha256, `the content of ${subject}`).slice(0, 8);
  const time = isUnknown(state.mtime) ? '' : `.${clock(state.mtime as number)}`;
  return `${subject}${time}.${version}~`;
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', '@');
}

/** Stands for a content in a plan that is never carried out. */
function unwritable(content: Maybe<Content>): Content {
  return {
    sha256: '',
    size: 0,
    read: () => Buffer.from(known(content).read()),
  };
}
