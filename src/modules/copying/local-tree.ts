import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext, TreeInput } from '../../core/module.ts';
import { type Decision, fails } from '../../core/plan.ts';
import { isUnknown, known } from '../../core/unknown.ts';
import { made, nameOf, type PathState, type Present, path } from '../../probes/path.ts';
import { Draft } from '../draft.ts';
import { makeFolder } from '../file/directory.ts';
import { flagKeys, foldersMade, immutableKeys, withFlags } from '../flags.ts';
import { chainKeys, followed, missingFolders, needed } from '../folders.ts';
import { ownershipKeys, refuses, type Wanted, wantedOwnership } from '../ownership.ts';
import { guarded } from '../path-fields.ts';
import type { CopyingArguments } from './arguments.ts';
import { inBatches } from './batched.ts';
import { ShownDifferences } from './difference.ts';
import { folderWanted, owners } from './one-file.ts';
import { place } from './place.ts';

interface TreeArguments extends CopyingArguments {
  readonly src?: string;
  readonly directory_mode?: number | string;
}

type Entry = TreeInput['entries'][number];

/** As with rsync: a slash at the end of the source means what is in it, otherwise the folder itself goes too. */
export function rootOf(src: string, dest: string): string {
  const folder = path(dest).subject;
  return src.endsWith('/') ? folder : `${folder === '/' ? '' : folder}/${nameOf(path(src).subject)}`;
}

export function localTreeKeys(
  args: TreeArguments,
  tree: TreeInput,
  seen: Known,
  context: TaskContext,
): Key[] {
  const root = rootOf(args.src ?? '', args.dest);
  const keys: Key[] = [...ownershipKeys(owners(args, 0)), ...chainKeys(root, seen)];
  const shown = new ShownDifferences(context.diff);
  for (const entry of tree.entries) {
    const subject = `${root}/${entry.path}`;
    if (entry.type !== 'file') keys.push(path(subject));
    else {
      const state = seen.get(path(subject, 'hash'));
      const isRead = shown.shows(state, () => entry.content) && state?.type === 'file';
      keys.push(isRead ? path(subject, 'content') : path(subject, 'hash'));
    }
  }
  return [...keys, ...immutableKeys(keys, seen), ...flagKeys(args, keys)];
}

/** A whole folder of the control machine. What else is in the folder on the host stays. */
export function localTree(args: TreeArguments, tree: TreeInput, seen: Seen, context: TaskContext): Decision {
  const root = rootOf(args.src ?? '', args.dest);
  const chain = missingFolders(root, seen);
  if ('verdict' in chain) return chain;
  const draft = new Draft();
  const shown = new ShownDifferences(context.diff);
  const folders = new Map<string, Present | undefined>();
  const directories = wantedOwnership(owners(args, 0o755), seen);
  if (refuses(directories)) return directories;
  const forFolders = folderWanted(directories, args.directory_mode);

  let above = chain.above;
  for (const folder of chain.missing) above = makeFolder(draft, folder, forFolders, above);
  folders.set('', above);
  const ownFolder = !(args.src ?? '').endsWith('/');
  if (ownFolder && chain.missing.length === 0) {
    const there = followed(root, seen);
    settleFolder(draft, there.subject, there.state as Present, forFolders, nameOf(root));
  }

  for (const entry of tree.entries) {
    const subject = `${root}/${entry.path}`;
    const folder = folders.get(
      entry.path.includes('/') ? entry.path.slice(0, entry.path.lastIndexOf('/')) : '',
    );
    const refused =
      entry.type === 'directory'
        ? directory(entry, subject, folder)
        : entry.type === 'link'
          ? link(draft, entry, subject, forFolders, seen)
          : file(entry, subject, folder);
    if (refused) return refused;
  }
  if (shown.more > 0) draft.differences.push({ subject: root, hidden: `${shown.more} more files` });
  const only = tree.entries.filter((entry) => entry.type === 'file');
  const decision = draft.plan(root, above ?? made(root, { type: 'directory' }), {
    dest: `${path(args.dest).subject}/`,
    ...(args.src === undefined ? {} : { src: args.src }),
    ...(only.length === 1 && only[0]?.sha1 !== undefined ? { checksum: only[0].sha1 } : {}),
  });
  const copied = tree.entries.filter(({ type }) => type !== 'link').map((entry) => `${root}/${entry.path}`);
  return inBatches(withFlags(args, decision, [...foldersMade(decision), ...copied], seen));

  function directory(entry: Entry, subject: string, folder: Present | undefined): Decision | undefined {
    const there = seen.get(path(subject));
    if (there.type === 'absent') {
      folders.set(entry.path, makeFolder(draft, subject, forFolders, folder));
      return undefined;
    }
    if (there.type !== 'directory' && there.type !== 'link')
      return fails(`${subject} is in the way: it is no folder`);
    folders.set(entry.path, there.type === 'directory' ? there : undefined);
    if (there.type === 'directory') settleFolder(draft, subject, there, forFolders, entry.path);
    return undefined;
  }

  function file(entry: Entry, subject: string, folder: Present | undefined): Decision | undefined {
    const wanted = wantedOwnership(owners(args, entry.mode), seen);
    if (refuses(wanted)) return wanted;
    const state = seen.get(path(subject, 'hash'));
    const placed = place(
      draft,
      {
        subject,
        state,
        folder,
        content: needed(entry.content, `the content of ${entry.path}`),
        secret: entry.secret ?? false,
        wanted,
        force: args.force,
        backup: args.backup,
        title: entry.path,
        ...(args.validate === undefined ? {} : { validate: args.validate }),
      },
      seen,
      { ...context, diff: shown.shows(state, () => entry.content) },
    );
    return 'verdict' in placed ? placed : undefined;
  }
}

function settleFolder(draft: Draft, subject: string, state: Present, wanted: Wanted, title: string): void {
  draft.alters(subject, state, draft.settle(subject, state, wanted, { as: title }));
}

/** A link below the folder, where links stay links. */
export function link(
  draft: Draft,
  entry: { readonly path: string; readonly target?: string },
  subject: string,
  wanted: Wanted,
  seen: Seen,
  state: PathState = seen.get(path(subject)),
): Decision | undefined {
  const target = entry.target ?? '';
  if (state.type === 'directory')
    return fails(`${subject} is in the way: it is a folder, and should be a link`);
  if (state.type === 'link' && known(state.target) === target) return undefined;
  const { user, uid, group, gid } = wanted.self;
  draft.change(`${entry.path}: link to ${target}`, {
    do: 'link',
    path: subject,
    target,
    ...guarded(subject, state),
  });
  const now = made(subject, { type: 'link', mode: 0o777, target, owner: user, uid, group, gid });
  const settled = isUnknown(now.uid) ? now : draft.settle(subject, now, wanted, { quiet: true });
  draft.becomes(subject, settled);
  return undefined;
}
