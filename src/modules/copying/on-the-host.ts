import { becomes, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, type ResultFields } from '../../core/plan.ts';
import type { Content } from '../../core/step.ts';
import { isUnknown, known, type Maybe } from '../../core/unknown.ts';
import {
  made,
  NOTHING,
  nameOf,
  type PathState,
  type Present,
  path,
  type TreeEntry,
} from '../../probes/path.ts';
import { Draft } from '../draft.ts';
import { makeFolder } from '../file/directory.ts';
import { flagKeys, foldersMade, withFlags } from '../flags.ts';
import { chainKeys, followed, followedKeys, missingFolders, needed } from '../folders.ts';
import { ownershipKeys, refuses, settle, type Wanted, wantedOwnership } from '../ownership.ts';
import type { CopyingArguments } from './arguments.ts';
import { destination, destinationKeys } from './destination.ts';
import { link, rootOf } from './local-tree.ts';
import { folderWanted, owners } from './one-file.ts';
import { place } from './place.ts';

interface HostArguments extends CopyingArguments {
  readonly src: string;
  readonly directory_mode?: number | string;
  readonly checksum?: string;
}

export function onTheHostKeys(args: HostArguments, seen: Known): Key[] {
  const keys = [...ownershipKeys(owners(args, 0)), ...followedKeys(args.src, seen, 'hash', 'sha1')];
  const source = sourceOf(args.src, seen);
  if (source?.type === 'directory') {
    const root = rootOf(args.src, args.dest);
    const folders = [path(root, 'tree', 'hash'), ...chainKeys(root, seen)];
    const entries = entriesOf(seen.get(path(args.src, 'tree', 'hash')));
    const flags = flagKeys(args, [...folders, ...entries.map((entry) => path(`${root}/${entry.path}`))]);
    return [...keys, path(args.src, 'tree', 'hash'), ...folders, ...flags];
  }
  const file = destinationKeys(
    { dest: args.dest, name: nameOf(path(args.src).subject), follow: args.follow },
    seen,
  );
  return [...keys, ...file, ...flagKeys(args, file)];
}

/** What is copied of a folder and may have flags: all but links. */
function entriesOf(source: PathState | undefined): readonly TreeEntry[] {
  if (source?.type !== 'directory' || isUnknown(source.tree)) return [];
  return ((source.tree ?? []) as readonly TreeEntry[]).filter((entry) => entry.type !== 'link');
}

function sourceOf(src: string, seen: Known): PathState | undefined {
  const state = seen.get(path(src, 'hash', 'sha1'));
  if (state?.type !== 'link') return state;
  return typeof state.real === 'string' ? seen.get(path(state.real, 'hash', 'sha1')) : NOTHING;
}

/** Copies what is on the host already. */
export function onTheHost(args: HostArguments, seen: Seen, context: TaskContext): Decision {
  const source = followed(args.src, seen, 'hash', 'sha1');
  if (source.state.type === 'absent') return fails(`Source ${args.src} not found`, { src: args.src });
  if (source.state.type === 'directory') return tree(args, seen, context);
  if (source.state.type !== 'file')
    return fails(`${args.src} is a ${source.state.type} and cannot be copied`);
  if (source.state.readable === false) return fails(`Source ${args.src} not readable`, { src: args.src });
  const sha1 = source.state.sha1 ?? null;
  if (args.checksum !== undefined && sha1 !== null && known(sha1) !== args.checksum) {
    return fails(`the source does not have the expected checksum: it is ${known(sha1)}`, {
      checksum: known(sha1),
    });
  }
  const wanted = wantedOwnership(owners(args, args.mode === 'preserve' ? known(source.state.mode) : 0), seen);
  if (refuses(wanted)) return wanted;
  const name = nameOf(path(args.src).subject);
  const target = destination({ dest: args.dest, name, follow: args.follow }, seen);
  if ('verdict' in target) return target;
  const draft = new Draft();
  let folder = target.above;
  for (const missing of target.missing)
    folder = makeFolder(draft, missing, folderWanted(wanted, args.directory_mode), folder);
  const from = { subject: source.subject, state: source.state };
  const placed = place(draft, placing(args, from, target, folder, wanted), seen, {
    ...context,
    diff: false,
  });
  if ('verdict' in placed) return placed;
  const decision = draft.plan(target.subject, placed.state, {
    dest: target.subject,
    src: args.src,
    ...(sha1 === null ? {} : { checksum: sha1 as ResultFields[string] }),
    backup_file: placed.backup,
  });
  if (target.state.type !== 'absent' && !args.force) return decision;
  return withFlags(args, decision, [...foldersMade(decision), target.subject], seen);
}

/** A new copy has the mode of its source and belongs to who made it, whatever was there. */
function placing(
  args: HostArguments,
  source: { subject: string; state: Present },
  target: { subject: string; state: PathState },
  folder: Present | undefined,
  wanted: Wanted,
) {
  const { user, uid, group, gid } = wanted.self;
  const fresh: Wanted = {
    ...wanted,
    ...(wanted.mode === undefined ? { mode: known(source.state.mode) & 0o7777 } : {}),
    ...(wanted.owner ? {} : { owner: { name: user, id: uid, text: user } }),
    ...(wanted.group ? {} : { group: { name: group, id: gid, text: group } }),
  };
  const content = contentOf(source.state, args.src);
  const same =
    target.state.type === 'file' &&
    needed(target.state.sha256, `the content of ${target.subject}`) === content.sha256;
  return {
    subject: target.subject,
    state: target.state,
    folder,
    content,
    secret: false,
    wanted: same ? wanted : fresh,
    force: args.force,
    backup: args.backup,
    ...(args.validate === undefined ? {} : { validate: args.validate }),
    instead: (ownership: object) => ({
      do: 'copy' as const,
      from: source.subject,
      path: target.subject,
      ...ownership,
    }),
  };
}

function contentOf(state: Present, subject: string): Content {
  const sha256 = needed(state.sha256, `the content of ${subject}`);
  const content: Maybe<Content> | undefined = state.content;
  if (content !== undefined && !isUnknown(content)) return content as Content;
  return { sha256, size: known(state.size), read: () => Buffer.alloc(0) };
}

/** A folder with everything below it; what else is in the other one stays. */
function tree(args: HostArguments, seen: Seen, context: TaskContext): Decision {
  const source = seen.get(path(args.src, 'tree', 'hash'));
  if (source.type !== 'directory')
    return fails(`${args.src} is a link to a folder; name the folder itself, with / at its end`);
  const root = rootOf(args.src, args.dest);
  const there = seen.get(path(root, 'tree', 'hash'));
  const wanted = wantedOwnership(owners(args, known(source.mode)), seen);
  if (refuses(wanted)) return wanted;
  const chain = missingFolders(root, seen);
  if ('verdict' in chain) return chain;
  const draft = new Draft();
  const { mode: _ofFiles, ...hands } = wanted;
  const forFolders = folderWanted(wanted, args.directory_mode);
  let above = chain.above;
  for (const folder of chain.missing) above = makeFolder(draft, folder, forFolders, above);

  const standing = there.type === 'directory' ? needed(there.tree, `what is in ${root}`) : [];
  const old = new Map(standing.map((entry) => [entry.path, entry]));
  if (context.check && draft.steps.length > 0 && isUnknown(source.tree)) {
    draft.open = source.tree;
    draft.changes.push(`copy what is in ${args.src}`);
    draft.effects.push(unsettles({ kind: 'path', subject: root, below: true }, `what is copied to ${root}`));
    return draft.plan(root, above ?? NOTHING, { dest: args.dest, src: args.src });
  }
  const entries = needed(source.tree, `what is in ${args.src}`);
  for (const entry of entries) {
    const refused = copyEntry(draft, entry, old.get(entry.path));
    if (refused) return refused;
  }
  // Everything in the folder gets the owners, also what was there before.
  const copied = new Set(entries.map((entry) => entry.path));
  for (const entry of standing) if (!copied.has(entry.path)) settleEntry(draft, root, entry, hands);
  const decision = draft.plan(root, there.type === 'absent' ? (above ?? NOTHING) : there, {
    dest: args.dest,
    src: args.src,
  });
  const flagged = entriesOf(source);
  const subjects = flagged.map((entry) => `${root}/${entry.path}`);
  return withFlags(args, decision, [...foldersMade(decision), ...subjects], seen);

  function copyEntry(into: Draft, entry: TreeEntry, before: TreeEntry | undefined): Decision | undefined {
    const subject = `${root}/${entry.path}`;
    const state: PathState = before ? made(subject, { ...before }) : NOTHING;
    if (entry.type === 'link') return link(into, entry, subject, hands, seen, state);
    if (entry.type === 'directory') {
      if (!before)
        makeFolder(into, subject, { ...hands, mode: args.directory_mode ?? entry.mode }, undefined);
      else if (before.type !== 'directory') return fails(`${subject} is in the way: it is no folder`);
      else settleEntry(into, root, before, hands);
      return undefined;
    }
    if (entry.type !== 'file') return undefined;
    if (before?.type === 'file' && before.sha256 === entry.sha256 && entry.sha256 !== undefined) {
      settleEntry(into, root, before, hands);
      return undefined;
    }
    const from = { subject: `${path(args.src).subject}/${entry.path}`, state: made(subject, { ...entry }) };
    const placed = place(
      into,
      { ...placing(args, from, { subject, state }, undefined, hands), title: entry.path },
      seen,
      {
        ...context,
        diff: false,
      },
    );
    return 'verdict' in placed ? placed : undefined;
  }
}

function settleEntry(draft: Draft, root: string, entry: TreeEntry, wanted: Wanted): void {
  const settled = settle(entry, wanted);
  if (settled.changes.length === 0) return;
  const subject = `${root}/${entry.path}`;
  draft.change(`${entry.path}: ${settled.changes.join(', ')}`, {
    do: 'attributes',
    path: subject,
    ...settled.step,
  });
  draft.effects.push(becomes(path(subject), settled.after as Present, { keeps: true }));
}
