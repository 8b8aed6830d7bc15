import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails } from '../../core/plan.ts';
import type { Content } from '../../core/step.ts';
import { isUnknown, type Maybe } from '../../core/unknown.ts';
import { path } from '../../probes/path.ts';
import { Draft } from '../draft.ts';
import { makeFolder } from '../file/directory.ts';
import { flagKeys, foldersMade, immutableKeys, withFlags } from '../flags.ts';
import { ownershipKeys, refuses, type Wanted, wantedOwnership } from '../ownership.ts';
import type { CopyingArguments } from './arguments.ts';
import { destination, destinationKeys, likelyFile } from './destination.ts';
import { worthReading } from './difference.ts';
import { place } from './place.ts';

/** One file from the control machine (or made of text), for one place on the host. */
export interface Source {
  readonly content: Maybe<Content>;
  readonly sha1: Maybe<string>;
  readonly mode: number;
  readonly secret: boolean;
  /** Its name where it goes into a folder; undefined for text. */
  readonly name: string | undefined;
  /** As the task names it. */
  readonly src: string | undefined;
}

/** `content` is looked at only when it may matter: rendering a template costs time. */
export function oneFileKeys(
  args: CopyingArguments,
  name: string | undefined,
  content: () => Maybe<Content>,
  seen: Known,
  context: TaskContext,
): Key[] {
  const wanted = { dest: args.dest, name, follow: args.follow };
  const there = destinationKeys(wanted, seen);
  const keys = [
    ...ownershipKeys(owners(args, 0)),
    ...there,
    ...immutableKeys(there, seen),
    ...flagKeys(args, there),
  ];
  const likely = context.diff ? likelyFile(wanted, seen) : undefined;
  if (likely && worthReading(likely.state, content())) keys.push(path(likely.subject, 'content'));
  return keys;
}

/** `preserve` is the source's own mode. */
export function owners<T extends { readonly mode?: number | string }>(args: T, mode: number): T {
  return args.mode === 'preserve' ? { ...args, mode } : args;
}

export function oneFile(
  args: CopyingArguments,
  source: Source,
  seen: Seen,
  context: TaskContext,
  folderMode?: number | string,
): Decision {
  const wanted = wantedOwnership(owners(args, source.mode), seen);
  if (refuses(wanted)) return wanted;
  const target = destination({ dest: args.dest, name: source.name, follow: args.follow }, seen);
  if ('verdict' in target) return target;
  const draft = new Draft();
  let folder = target.above;
  for (const missing of target.missing)
    folder = makeFolder(draft, missing, folderWanted(wanted, folderMode), folder);
  const placed = place(
    draft,
    {
      subject: target.subject,
      state: target.state,
      folder,
      content: source.content,
      secret: source.secret,
      wanted,
      force: args.force,
      backup: args.backup,
      ...(args.validate === undefined ? {} : { validate: args.validate }),
      ...(args.unsafe_writes ? { inPlace: true } : {}),
    },
    seen,
    context,
  );
  if ('verdict' in placed) return placed;
  const kept = target.state.type !== 'absent' && !args.force;
  const decision = draft.plan(target.subject, placed.state, {
    dest: target.subject,
    src: source.src,
    checksum: kept ? undefined : source.sha1,
    backup_file: placed.backup,
  });
  return kept ? decision : withFlags(args, decision, [...foldersMade(decision), target.subject], seen);
}

/** Folders made on the way have a mode of their own, and the same owners. */
export function folderWanted(wanted: Wanted, mode: number | string | undefined): Wanted {
  const { mode: _files, ...rest } = wanted;
  return mode === undefined ? rest : { ...rest, mode };
}

/** The checksum that the task says the source has. */
export function checksumRefusal(expected: string | undefined, actual: Maybe<string>): Decision | undefined {
  if (expected === undefined || isUnknown(actual) || expected === actual) return undefined;
  return fails(`the source does not have the expected checksum: it is ${actual}`, {
    checksum: actual,
    expected_checksum: expected,
  });
}
