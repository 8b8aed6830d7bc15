import { becomes } from '../../core/effect.ts';
import type { Inputs, Seen } from '../../core/module.ts';
import { type Decision, fails } from '../../core/plan.ts';
import type { Step } from '../../core/step.ts';
import { type Maybe, Unknown } from '../../core/unknown.ts';
import { accountDefaults } from '../../probes/account-defaults.ts';
import { group } from '../../probes/group.ts';
import { foldersAbove, path } from '../../probes/path.ts';
import type { Account } from '../../probes/user.ts';
import { AccountDraft } from './account-draft.ts';
import type { UserArguments } from './arguments.ts';
import { wantedGroups } from './groups.ts';
import { homeAppears } from './home-folder.ts';
import { agingFlags, expiryDate, hashToSet, setPassword } from './password.ts';
import { keyFile, keyPair, NO_KEY } from './ssh-key-pair.ts';
import { takenId } from './user-id.ts';

/** Where a new account's home will be. */
export function newHome(args: UserArguments, homes: string): string {
  return path(args.home ?? `${homes}/${args.name}`).subject;
}

export function create(args: UserArguments, seen: Seen, inputs: Inputs): Decision {
  const groups = wantedGroups(args, seen);
  if ('verdict' in groups) return groups;
  const taken = takenId(args, seen);
  if (taken) return taken;
  const defaults = seen.get(accountDefaults());
  const home = newHome(args, defaults.homes);
  const namesake = seen.get(group(args.name));
  const draft = new AccountDraft(args.name);
  draft.touchesFiles();

  const later = Unknown.of(`the id of the new user ${args.name}`);
  const uid: Maybe<number> = args.uid ?? later;
  // A group of the user's own name that is there already has to be named as the one not to make.
  const ownGroup = groups.primary === undefined && !namesake.exists && defaults.ownGroup;
  const primary: { name: Maybe<string>; gid: Maybe<number> } = groups.primary ?? {
    name: ownGroup ? args.name : Unknown.of(`the group of the new user ${args.name}`),
    gid: Unknown.of(`the group of the new user ${args.name}`),
  };
  if (ownGroup) {
    draft.effects.push(
      becomes(group(args.name), { exists: true, name: args.name, gid: primary.gid, members: [] }),
    );
  }
  const others = [...new Set((groups.others ?? []).map((g) => g.name))]
    .filter((n) => n !== primary.name)
    .sort();

  const there = seen.get(path(home));
  if (args.create_home) {
    const missing = foldersAbove(home).filter((folder) => seen.get(path(folder)).type === 'absent');
    for (const folder of missing.reverse()) draft.steps.push({ do: 'mkdir', path: folder, mode: 0o755 });
    if (there.type !== 'absent' && there.type !== 'directory' && there.type !== 'link') {
      return fails(`the home ${home} is a ${there.type}`, { name: args.name });
    }
  }
  draft.change(`create user ${args.name}`);
  draft.steps.push(useradd(args, groups.primary?.name, namesake.exists, others));
  const hash = hashToSet(args);
  if (hash !== undefined) draft.steps.push(setPassword(args.name, hash));
  const aging = agingFlags(args, undefined);
  if (aging.length > 0) draft.steps.push({ do: 'run', argv: ['chage', ...aging, args.name] });

  const account: Account = {
    exists: true,
    name: args.name,
    uid,
    gid: primary.gid,
    group: primary.name,
    groups: others,
    comment: args.comment ?? '',
    home: args.home ?? home,
    shell: args.shell ?? defaults.shell,
    local: true,
  };
  draft.takesId(account);
  const owner = { name: args.name, uid, gid: primary.gid, group: primary.name };
  if (args.create_home) homeAppears(draft, args, home, there, owner, defaults);
  draft.unsettles({ kind: 'path', subject: `/var/mail/${args.name}` }, `the mail of ${args.name}`);
  const key = args.generate_ssh_key ? keyPair(draft, args, home, seen, inputs) : NO_KEY;
  return draft.plan(
    account,
    {
      name: args.name,
      state: 'present',
      system: args.system,
      create_home: args.create_home,
      groups: args.groups?.join(','),
      password: args.password === undefined ? undefined : 'NOT_LOGGING_PASSWORD',
      ...key,
    },
    args.generate_ssh_key ? keyFile(args, home) : undefined,
  );
}

function useradd(
  args: UserArguments,
  primary: string | undefined,
  namesake: boolean,
  others: readonly string[],
): Step {
  const flag = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [name, String(value)];
  const argv = [
    'useradd',
    ...flag('-u', args.uid),
    ...(args.uid !== undefined && args.non_unique ? ['-o'] : []),
    ...(primary !== undefined ? ['-g', primary] : namesake ? ['-N'] : []),
    ...(others.length > 0 ? ['-G', others.join(',')] : []),
    ...flag('-c', args.comment),
    ...flag('-d', args.home),
    ...flag('-s', args.shell),
    ...flag('-e', args.expires === undefined ? undefined : expiryDate(args.expires)),
    ...flag('-f', args.password_expire_account_disable),
    ...(args.create_home ? ['-m', ...flag('-k', args.skeleton)] : ['-M']),
    ...(args.create_home && args.umask !== undefined ? ['-K', `UMASK=${args.umask}`] : []),
    ...(args.system ? ['-r'] : []),
    ...(args.uid_min === undefined ? [] : ['-K', `UID_MIN=${args.uid_min}`]),
    ...(args.uid_max === undefined ? [] : ['-K', `UID_MAX=${args.uid_max}`]),
    args.name,
  ];
  return { do: 'run', argv };
}
