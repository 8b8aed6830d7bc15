import type { Key } from '../../core/key.ts';
import type { FileInput, Inputs, Seen } from '../../core/module.ts';
import type { Decision } from '../../core/plan.ts';
import { ATTACHMENT, type Content } from '../../core/step.ts';
import { isUnknown } from '../../core/unknown.ts';
import { nameOf, path } from '../../probes/path.ts';
import type { Wanted } from '../ownership.ts';
import { unpackFunctions } from './commands.ts';
import { differing, unpackedEffects } from './comparison.ts';
import { withTopFolders } from './hands.ts';
import { type Member, membersOf } from './members.ts';
import { selected } from './selection.ts';
import { type UnarchiveArguments, unpackingOf } from './unarchive-arguments.ts';
import { handsOnly, resultOf, shown, unpacking } from './unpack-plan.ts';

const parsed = new WeakMap<Content, readonly Member[] | null>();

/** What will be unpacked of an archive that is read here; undefined where only the host can tell. */
export function membersIn(args: UnarchiveArguments, inputs: Inputs): readonly Member[] | undefined {
  const { content } = inputs['archive'] as FileInput;
  if (isUnknown(content)) return undefined;
  const archive = content as Content;
  let members = parsed.get(archive);
  if (members === undefined) {
    members = membersOf(archive.read()) ?? null;
    parsed.set(archive, members);
  }
  return members === null ? undefined : selected(members, args);
}

/** What must be known of the folder. */
export function memberKeys(args: UnarchiveArguments, members: readonly Member[]): Key[] {
  const names = members.map((member) => member.path);
  const tops = withTopFolders(names).slice(names.length);
  return [
    ...members.map((member) => path(`${args.dest}/${member.path}`, 'hash')),
    ...tops.map((name) => path(`${args.dest}/${name}`)),
  ];
}

/** The members are known: what differs is told one by one. */
export function fromMembers(
  args: UnarchiveArguments,
  wanted: Wanted,
  members: readonly Member[],
  archive: Content,
  seen: Seen,
): Decision {
  const { dest } = args;
  const how = { keepNewer: args.keep_newer, wanted };
  const missing = differing(members, dest, seen, how);
  const names = withTopFolders(members.map((member) => member.path));
  const files = {
    ...resultOf(args),
    ...(args.list_files ? { files: members.map((member) => member.path) } : {}),
  };
  if (missing.length === 0) return handsOnly(args, wanted, names, seen, files);
  const script = `${unpackFunctions(unpackingOf(args))}j_unpack ${ATTACHMENT}`;
  return {
    ...unpacking(
      args,
      wanted,
      { do: 'run', script, attachment: { name: nameOf(args.src), content: archive } },
      names,
      files,
    ),
    changes: shown(missing.map((member) => `unpack ${member.path}`)),
    effects: unpackedEffects(missing, path(dest).subject, how),
  };
}
