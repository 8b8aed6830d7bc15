import type { Key } from '../../core/key.ts';
import type { Known, Seen } from '../../core/module.ts';
import { type Decision, fails, invalid } from '../../core/plan.ts';
import { isUnknown, known } from '../../core/unknown.ts';
import { made, NOTHING, type PathState, parentOf, path, withoutDots } from '../../probes/path.ts';
import { Draft } from '../draft.ts';
import { folderOf, followed, followedKeys, needed } from '../folders.ts';
import type { Wanted } from '../ownership.ts';
import { guarded } from '../path-fields.ts';
import type { FileArguments } from './arguments.ts';
import { settleTimes } from './times.ts';

/** What the link's text means: relative ones count from the folder it is in. */
function meant(subject: string, src: string): string {
  return withoutDots(src.startsWith('/') ? src : `${parentOf(subject)}/${src}`);
}

export function linkKeys(args: FileArguments, subject: string, seen: Known): Key[] {
  const state = seen.get(path(subject));
  // Replacing a folder is allowed only where it is empty.
  const inside = state?.type === 'directory' && args.force ? [path(subject, 'tree')] : [];
  const src =
    args.src ?? (state?.type === 'link' && typeof state.target === 'string' ? state.target : undefined);
  return [...inside, ...(src === undefined ? [] : followedKeys(meant(subject, src), seen))];
}

/** What the link points at, or is to point at. */
export function linkGoal(args: FileArguments, subject: string, seen: Seen): ReturnType<typeof followed> {
  const state = seen.get(path(subject));
  const src = args.src ?? (state.type === 'link' ? known(state.target) : undefined);
  return src === undefined ? { subject, state: NOTHING } : followed(meant(subject, src), seen);
}

export function link(args: FileArguments, subject: string, wanted: Wanted, seen: Seen): Decision {
  const state = seen.get(path(subject));
  const src = args.src ?? (state.type === 'link' ? known(state.target) : undefined);
  if (src === undefined) return invalid('src is required for creating new symlinks', { argument: 'src' });
  // A link that needs nothing of what it points at is made, whatever that will be.
  const careless = args.force && !args.follow && isUnknown(seen.peek(path(meant(subject, src))));
  const goal = careless
    ? { subject: meant(subject, src), state: NOTHING }
    : followed(meant(subject, src), seen);
  if (!args.force && goal.state.type === 'absent') {
    return fails(`${meant(subject, src)} does not exist; with force: true the link is made all the same`, {
      path: subject,
      src,
    });
  }
  const refusal = inTheWay(args, subject, state, seen);
  if (refusal !== undefined) return fails(refusal, { path: subject });
  const folder = folderOf(subject, seen);
  if ('verdict' in folder) return folder;

  const draft = new Draft();
  const there = state.type === 'link' && known(state.target) === src;
  let now: PathState = state;
  if (!there) {
    const { user, uid, group, gid } = wanted.self;
    const target = { target: src, real: goal.subject };
    now = made(subject, {
      type: 'link',
      mode: 0o777,
      owner: user,
      uid,
      group,
      gid,
      size: Buffer.byteLength(src),
      ...target,
    });
    const guards = guarded(subject, state);
    if (state.type === 'directory') draft.steps.push({ do: 'remove', path: subject });
    draft.change(state.type === 'link' ? `link to ${src} (was ${known(state.target)})` : `link to ${src}`, {
      do: 'link',
      path: subject,
      target: src,
      ...guards,
    });
    if (state.type === 'link') draft.before['src'] = known(state.target);
    else draft.before['state'] = state.type;
    Object.assign(draft.after, state.type === 'link' ? { src } : { state: 'link' });
    if (!args.follow) now = draft.settle(subject, now, wanted);
    draft.becomes(subject, now);
  } else if (!args.follow && state.type === 'link') {
    now = settleTimes(draft, subject, draft.settle(subject, state, wanted), args, seen);
    draft.alters(subject, state, now as typeof state);
  }
  if (args.follow) ownGoal(draft, goal, wanted, args, seen);
  return draft.plan(subject, now, { dest: subject, src });
}

/** As in Ansible, mode and owners are those of what the link points at, unless links aren't to be followed. */
function ownGoal(
  draft: Draft,
  goal: ReturnType<typeof followed>,
  wanted: Wanted,
  args: FileArguments,
  seen: Seen,
): void {
  if (goal.state.type === 'absent') {
    if (wanted.mode === undefined && !wanted.owner && !wanted.group) return;
    draft.warnings.push(
      'mode and owners are not set: what the link points at does not exist (follow: false sets the link’s own)',
    );
    return;
  }
  const settled = draft.settle(goal.subject, goal.state, wanted, { as: goal.subject });
  draft.alters(goal.subject, goal.state, settleTimes(draft, goal.subject, settled, args, seen));
}

function inTheWay(args: FileArguments, subject: string, state: PathState, seen: Seen): string | undefined {
  if (state.type === 'absent' || state.type === 'link') return undefined;
  if (!args.force) return `${subject} is a ${state.type}; only with force: true is it replaced by a link`;
  if (state.type !== 'directory') return undefined;
  const inside = seen.get(path(subject, 'tree'));
  const entries = inside.type === 'directory' ? needed(inside.tree, `what is in ${subject}`) : [];
  return entries.length > 0 ? `the folder ${subject} is not empty and is not replaced by a link` : undefined;
}

/** Another name of the same file. */
export function hardLink(args: FileArguments, subject: string, wanted: Wanted, seen: Seen): Decision {
  const state = seen.get(path(subject));
  const draft = new Draft();
  if (args.src === undefined) {
    if (state.type === 'absent')
      return invalid('src is required for creating new hardlinks', { argument: 'src' });
    const now = settleTimes(draft, subject, draft.settle(subject, state, wanted), args, seen);
    draft.alters(subject, state, now);
    return draft.plan(subject, now, { dest: subject });
  }
  const src = followed(args.src, seen);
  const fields = { dest: subject, src: args.src };
  if (src.state.type === 'absent') return fails('src does not exist', fields);
  if (src.state.type === 'directory') return fails('a folder cannot have a second name', fields);
  if (state.type === 'directory') return fails(`cannot link: ${subject} is a folder`, fields);
  const same =
    state.type !== 'absent' &&
    state.type !== 'link' &&
    known(state.inode) === known(src.state.inode) &&
    known(state.device) === known(src.state.device);
  if (same) {
    const now = settleTimes(draft, subject, draft.settle(subject, state, wanted), args, seen);
    draft.alters(subject, state, now);
    return draft.plan(subject, now, fields);
  }
  if (state.type !== 'absent' && state.type !== 'link' && !args.force) {
    return fails(`cannot link: another file is at ${subject}; with force: true it is replaced`, fields);
  }
  const folder = folderOf(subject, seen);
  if ('verdict' in folder) return folder;
  draft.change(`hard link to ${args.src}`, {
    do: 'link',
    path: subject,
    target: src.subject,
    hard: true,
    ...guarded(subject, state),
  });
  draft.before['state'] = state.type;
  draft.after['state'] = 'hard';
  const { links } = src.state;
  const twice = isUnknown(links) ? links : (links as number) + 1;
  const now = draft.settle(subject, { ...src.state, links: twice, ...unsure(subject) }, wanted);
  draft.becomes(subject, now);
  draft.becomes(src.subject, now);
  return draft.plan(subject, now, fields);
}

/** The stamp holds times that change; the name isn't the other one's. */
function unsure(subject: string) {
  const { stamp, ctime } = made(subject, { type: 'file' });
  return { stamp, ctime };
}
