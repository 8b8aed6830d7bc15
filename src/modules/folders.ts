import type { Key } from '../core/key.ts';
import type { Known, Seen } from '../core/module.ts';
import { type Fails, fails } from '../core/plan.ts';
import { isUnknown, known, NotKnown, Unknown } from '../core/unknown.ts';
import {
  foldersAbove,
  NOTHING,
  type PathAspect,
  type PathState,
  type Present,
  parentOf,
  path,
} from '../probes/path.ts';

/** A path, and in the next round what it leads to where it turns out to be a link. */
export function followedKeys(subject: string, seen: Known, ...aspects: PathAspect[]): Key[] {
  const state = seen.get(path(subject, ...aspects));
  const first = path(subject, ...aspects);
  if (state?.type !== 'link' || state.real === undefined || isUnknown(state.real)) return [first];
  return [first, path(state.real as string, ...aspects)];
}

/** Where a path leads in the end, and what is there. A link that leads nowhere is nothing. */
export function followed(
  subject: string,
  seen: Seen,
  ...aspects: PathAspect[]
): { readonly subject: string; readonly state: PathState } {
  const state = seen.get(path(subject, ...aspects));
  if (state.type !== 'link') return { subject: path(subject).subject, state };
  const real = known(state.real);
  return real === undefined
    ? { subject, state: NOTHING }
    : { subject: real, state: seen.get(path(real, ...aspects)) };
}

/** The keys for the folder that something is to be made in, where it must be there. */
export function folderKeys(subject: string, seen: Known): Key[] {
  return followedKeys(parentOf(path(subject).subject), seen);
}

/** The folder that something is to be made in. */
export function folderOf(subject: string, seen: Seen): Present | Fails {
  const folder = parentOf(path(subject).subject);
  const { state } = followed(folder, seen);
  if (state.type === 'absent') return fails(`the folder ${folder} does not exist`);
  if (state.type !== 'directory') return fails(`${folder} is no folder`);
  return state;
}

/** The keys for a folder with all that are above it, which may have to be made. */
export function chainKeys(subject: string, seen: Known): Key[] {
  const clean = path(subject).subject;
  return [clean, ...foldersAbove(clean)].flatMap((folder) => followedKeys(folder, seen));
}

/** Which folders are missing, topmost first, and the one that is there above them. */
export function missingFolders(
  subject: string,
  seen: Seen,
): { missing: string[]; above: Present | undefined } | Fails {
  const missing: string[] = [];
  const clean = path(subject).subject;
  for (const folder of [clean, ...foldersAbove(clean)]) {
    const { state } = followed(folder, seen);
    if (state.type === 'directory') return { missing, above: state };
    if (state.type !== 'absent') return fails(`${folder} is in the way: it is no folder`);
    missing.unshift(folder);
  }
  return { missing, above: undefined };
}

/** A field that was asked for and isn't there: expected things don't have all of them. */
export function needed<T>(value: T | Unknown | undefined, what: string): T {
  if (value === undefined) throw new NotKnown(Unknown.of(what));
  return known(value) as T;
}
