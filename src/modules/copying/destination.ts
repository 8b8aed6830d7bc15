import type { Key } from '../../core/key.ts';
import type { Known, Seen } from '../../core/module.ts';
import { type Fails, fails } from '../../core/plan.ts';
import { isUnknown } from '../../core/unknown.ts';
import { type PathState, type Present, parentOf, path } from '../../probes/path.ts';
import { chainKeys, folderKeys, followed, followedKeys, missingFolders } from '../folders.ts';

/** Where a file goes: what is there now, and the folder it is (or will be) in. */
interface Destination {
  readonly subject: string;
  readonly state: PathState;
  /** Undefined where the folder has to be made first. */
  readonly folder: Present | undefined;
  /** Folders to make, topmost first. */
  readonly missing: readonly string[];
  /** The lowest folder above them that is there. */
  readonly above: Present | undefined;
}

interface Wanted {
  readonly dest: string;
  /** The name it gets inside a folder; undefined where a folder is no place for it. */
  readonly name: string | undefined;
  readonly follow: boolean;
}

const isFolderName = (dest: string) => dest.endsWith('/');

export function destinationKeys({ dest, name, follow }: Wanted, seen: Known): Key[] {
  if (isFolderName(dest) && name !== undefined) {
    return [...chainKeys(dest, seen), ...fileKeys(`${dest}${name}`, follow, seen)];
  }
  const keys = [...folderKeys(dest, seen), ...followedKeys(dest, seen, 'hash')];
  const there = seen.get(path(dest, 'hash'));
  const real =
    there?.type === 'link' && typeof there.real === 'string' ? seen.get(path(there.real, 'hash')) : there;
  if (name !== undefined && real?.type === 'directory')
    keys.push(...fileKeys(`${dest}/${name}`, follow, seen));
  return keys;
}

function fileKeys(subject: string, follow: boolean, seen: Known): Key[] {
  return follow ? followedKeys(subject, seen, 'hash') : [path(subject, 'hash')];
}

export function destination({ dest, name, follow }: Wanted, seen: Seen): Destination | Fails {
  if (isFolderName(dest) && name !== undefined) {
    const chain = missingFolders(dest, seen);
    if ('verdict' in chain) return chain;
    const there = fileAt(`${dest}${name}`, follow, seen);
    if (chain.missing.length > 0)
      return { ...there, folder: undefined, missing: chain.missing, above: chain.above };
    return { ...there, folder: chain.above, missing: [], above: chain.above };
  }
  const real = followed(dest, seen, 'hash');
  if (real.state.type === 'directory') {
    if (name === undefined) return fails('can not use content with a dir as dest', { dest });
    const there = fileAt(`${path(dest).subject}/${name}`, follow, seen);
    if (there.state.type === 'directory')
      return fails(`${there.subject} is a folder`, { dest: there.subject });
    return { ...there, folder: real.state, missing: [], above: real.state };
  }
  const there = follow ? real : { subject: path(dest).subject, state: seen.get(path(dest, 'hash')) };
  const parent = parentOf(path(dest).subject);
  const folder = followed(parent, seen).state;
  if (folder.type !== 'directory') {
    return fails(`the folder ${parent} does not exist`, { dest });
  }
  return { ...there, folder, missing: [], above: folder };
}

function fileAt(subject: string, follow: boolean, seen: Seen): { subject: string; state: PathState } {
  if (follow) return followed(subject, seen, 'hash');
  return { subject: path(subject).subject, state: seen.get(path(subject, 'hash')) };
}

/** The file that a difference is about, as far as it is known already: its content may be worth reading. */
export function likelyFile(
  { dest, name, follow }: Wanted,
  seen: Known,
): { subject: string; state: Present } | undefined {
  const through = (subject: string): { subject: string; state: Present } | undefined => {
    const state = seen.get(path(subject, 'hash'));
    if (state === undefined || state.type === 'absent') return undefined;
    if (state.type !== 'link') return { subject, state };
    if (isUnknown(state.real) || state.real === undefined) return undefined;
    const real = seen.get(path(state.real as string, 'hash'));
    return real === undefined || real.type === 'absent'
      ? undefined
      : { subject: state.real as string, state: real };
  };
  const first = isFolderName(dest) && name !== undefined ? through(`${dest}${name}`) : through(dest);
  const found = first?.state.type === 'directory' && name !== undefined ? through(`${dest}/${name}`) : first;
  if (found?.state.type !== 'file') return undefined;
  return follow || seen.get(path(found.subject, 'hash'))?.type === 'file' ? found : undefined;
}
