import { becomes, type Effect, unsettles } from '../../core/effect.ts';
import type { Known, Seen } from '../../core/module.ts';
import { isUnknown, known } from '../../core/unknown.ts';
import { foldersAbove, made, type PathState, path } from '../../probes/path.ts';
import { needed } from '../folders.ts';
import type { Wanted } from '../ownership.ts';
import type { Member } from './members.ts';

/** With more members than this, what each of them becomes is left open. */
const NAMED = 1000;

interface How {
  readonly keepNewer: boolean;
  readonly wanted: Wanted;
}

/** The members that aren't there as the archive has them. Unpacking as root gives files their owners, too. */
export function differing(members: readonly Member[], dest: string, seen: Seen, how: How): readonly Member[] {
  return members.filter((member) => differs(member, seen.get(path(`${dest}/${member.path}`, 'hash')), how));
}

function differs(member: Member, state: PathState, { keepNewer, wanted }: How): boolean {
  if (state.type === 'absent') return true;
  const isRoot = wanted.self.uid === 0;
  const hands =
    isRoot &&
    ((wanted.owner === undefined &&
      isOther(member.owner, member.uid, known(state.owner), known(state.uid))) ||
      (wanted.group === undefined &&
        isOther(member.group, member.gid, known(state.group), known(state.gid))));
  const mode =
    isRoot && wanted.mode === undefined && member.mode !== undefined && member.type !== 'link'
      ? known(state.mode) !== member.mode
      : false;
  switch (member.type) {
    case 'directory':
      return state.type !== 'directory' || mode || hands;
    case 'link':
      return state.type !== 'link' || known(state.target) !== member.target;
    case 'hard':
      return state.type !== 'file';
    default: {
      if (state.type !== 'file') return true;
      const mtime = Math.floor(known(state.mtime));
      if (keepNewer && member.mtime !== undefined && mtime > member.mtime) return false;
      if (needed(state.sha256, `the content of ${member.path}`) !== member.sha256) return true;
      return (member.mtime !== undefined && mtime !== member.mtime) || mode || hands;
    }
  }
}

/** An archive tells a name and an id; where the host has no such name, the id counts. */
function isOther(name: string | undefined, id: number | undefined, owner: string, uid: number): boolean {
  if (name === undefined || id === undefined) return false;
  return owner !== name && uid !== id;
}

/** What the members will be. */
export function unpackedEffects(members: readonly Member[], dest: string, { wanted }: How): Effect[] {
  const within = { kind: 'path', subject: dest, below: true as const };
  if (members.length > NAMED) return [unsettles(within, `what is unpacked in ${dest}`)];
  const isRoot = wanted.self.uid === 0;
  const named = members.map((member) => {
    const subject = `${dest}/${member.path}`;
    const mode =
      typeof wanted.mode === 'number'
        ? wanted.mode
        : wanted.mode === undefined && wanted.self.uid === 0 && member.mtime !== undefined
          ? member.mode
          : undefined;
    const type = member.type === 'hard' ? 'file' : member.type;
    return becomes(
      path(subject, ...(member.sha256 === undefined ? [] : (['hash'] as const))),
      made(subject, {
        type,
        ...(type === 'link' ? { target: member.target ?? '' } : mode === undefined ? {} : { mode }),
        ...(member.sha256 === undefined ? {} : { sha256: member.sha256 }),
        ...(member.mtime === undefined || type !== 'file' ? {} : { mtime: member.mtime }),
        ...(isRoot && isRoots(member.owner, member.uid) ? { owner: 'root', uid: 0 } : {}),
        ...(isRoot && isRoots(member.group, member.gid) ? { group: 'root', gid: 0 } : {}),
        ...(wanted.owner ? { owner: wanted.owner.name, uid: wanted.owner.id } : {}),
        ...(wanted.group ? { group: wanted.group.name, gid: wanted.group.id } : {}),
      }),
    );
  });
  return [...foldersBetween(members, dest), ...named];
}

/** Of other names nobody knows before whether the host has them; root is root everywhere. */
function isRoots(name: string | undefined, id: number | undefined): boolean {
  return id === 0 && (name === undefined || name === '' || name === 'root');
}

/** Folders on the way to a member which the archive itself doesn't name. */
function foldersBetween(members: readonly Member[], dest: string): Effect[] {
  const own = new Set(members.map((member) => `${dest}/${member.path}`));
  const between = new Set(
    members
      .flatMap((member) => foldersAbove(`${dest}/${member.path}`))
      .filter((folder) => {
        return folder.startsWith(`${dest}/`) && !own.has(folder);
      }),
  );
  return [...between].map((subject) => unsettles({ kind: 'path', subject }, `what is unpacked in ${dest}`));
}

/** Whether the folder surely holds nothing, so that whatever is in an archive is new. */
export function isSurelyEmpty(dest: string, seen: Seen | Known): boolean {
  const state = 'peek' in seen ? seen.peek(path(dest, 'tree')) : seen.get(path(dest, 'tree'));
  if (state === undefined || isUnknown(state) || state.type !== 'directory') return false;
  return !isUnknown(state.tree) && Array.isArray(state.tree) && state.tree.length === 0;
}
