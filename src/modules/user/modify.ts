import { becomes } from '../../core/effect.ts';
import type { Inputs, Seen } from '../../core/module.ts';
import type { Decision } from '../../core/plan.ts';
import { isUnknown, known, type Maybe, Unknown } from '../../core/unknown.ts';
import { accountDefaults } from '../../probes/account-defaults.ts';
import { made, NOTHING, path } from '../../probes/path.ts';
import { type Account, type Shadow, user } from '../../probes/user.ts';
import { needed } from '../folders.ts';
import { AccountDraft } from './account-draft.ts';
import type { UserArguments } from './arguments.ts';
import { changedGroups, wantedGroups } from './groups.ts';
import { makeHome, sameHome } from './home-folder.ts';
import {
  agingFlags,
  expiryDate,
  expiryDiffers,
  hashToSet,
  lockFlag,
  needsShadow,
  passwordDiffers,
  setPassword,
} from './password.ts';
import { keyFile, keyPair, NO_KEY } from './ssh-key-pair.ts';
import { takenId } from './user-id.ts';

type Changed = { -readonly [K in keyof Account]?: Account[K] };

/** Brings an account that is there to what is wanted. */
export function modify(args: UserArguments, account: Account, seen: Seen, inputs: Inputs): Decision {
  const groups = wantedGroups(args, seen);
  if ('verdict' in groups) return groups;
  const draft = new AccountDraft(args.name);
  const flags: string[] = [];
  const changed: Changed = {};
  const sets = (flag: string, text: string, ...values: readonly string[]) => {
    flags.push(flag, ...values);
    draft.change(text);
  };

  if (args.uid !== undefined && known(account.uid) !== args.uid) {
    const taken = takenId(args, seen);
    if (taken) return taken;
    draft.leavesId(account);
    draft.takesId({ ...account, uid: args.uid });
    sets('-u', `uid ${account.uid} → ${args.uid}`, String(args.uid), ...(args.non_unique ? ['-o'] : []));
    changed.uid = args.uid;
  }
  const { primary } = groups;
  if (primary && differs(account.gid, account.group, primary)) {
    sets('-g', `group ${shown(account.group ?? account.gid)} → ${primary.name}`, primary.name);
    changed.gid = primary.gid;
    changed.group = primary.name;
  }
  const primaryName =
    primary?.name ?? (groups.others ? known(needed(account.group, `the group of ${args.name}`)) : undefined);
  const change =
    groups.others &&
    changedGroups(args, groups.others, primaryName, needed(account.groups, `the groups of ${args.name}`));
  if (change) {
    flags.push(...change.flags);
    draft.change(change.text);
    changed.groups = change.groups;
  }
  if (args.comment !== undefined && known(account.comment) !== args.comment) {
    sets('-c', `comment '${account.comment}' → '${args.comment}'`, args.comment);
    changed.comment = args.comment;
  }
  if (args.home !== undefined && !sameHome(known(account.home), args.home)) {
    sets('-d', `home ${account.home} → ${args.home}`, args.home, ...(args.move_home ? ['-m'] : []));
    changed.home = args.home;
  }
  if (args.shell !== undefined && known(account.shell) !== args.shell) {
    sets('-s', `shell ${account.shell} → ${args.shell}`, args.shell);
    changed.shell = args.shell;
  }
  const shadow = needsShadow(args) ? shadowOf(args, seen) : undefined;
  let hash: string | undefined;
  if (shadow) {
    if (expiryDiffers(args.expires, shadow)) {
      const date = expiryDate(args.expires ?? -1);
      sets('-e', date === '' ? 'expires never' : `expires ${date}`, date);
    }
    const inactive = args.password_expire_account_disable;
    if (inactive !== undefined && known(shadow.inactiveDays) !== inactive) {
      sets('-f', `closed ${inactive} days after the password expired`, String(inactive));
    }
    if (passwordDiffers(args, shadow)) hash = hashToSet(args);
    else {
      const lock = lockFlag(args, shadow);
      if (lock) sets(lock, lock === '-L' ? 'lock password' : 'unlock password');
    }
  }
  if (flags.length > 0) draft.steps.push({ do: 'run', argv: ['usermod', ...flags, args.name] });
  if (hash !== undefined) {
    draft.change('password');
    draft.steps.push(setPassword(args.name, hash));
  }
  const aging = shadow ? agingFlags(args, shadow) : [];
  if (aging.length > 0) {
    draft.change('password aging');
    draft.steps.push({ do: 'run', argv: ['chage', ...aging, args.name] });
  }
  if (shadow && draft.steps.length > 0) changed.shadow = Unknown.of(`the password of ${args.name}`);
  if (draft.steps.length > 0) draft.touchesFiles();
  const home = homeOf(args, account, changed, draft, seen);
  const key = args.generate_ssh_key ? keyPair(draft, args, known(home), seen, inputs) : NO_KEY;
  return draft.plan(
    { ...account, ...changed },
    {
      name: args.name,
      state: 'present',
      append: args.append,
      move_home: args.move_home,
      groups: args.groups?.join(','),
      password: args.password === undefined ? undefined : 'NOT_LOGGING_PASSWORD',
      ...key,
    },
    args.generate_ssh_key ? keyFile(args, known(home)) : undefined,
  );
}

/** What becomes of the home folders; tells which one it is then. */
function homeOf(
  args: UserArguments,
  account: Account,
  changed: Changed,
  draft: AccountDraft,
  seen: Seen,
): Maybe<string> {
  const { name, group } = account;
  const owner = {
    name,
    group: changed.group ?? group ?? Unknown.of(`the group of ${name}`),
    uid: changed.uid ?? account.uid,
    gid: changed.gid ?? account.gid,
  };
  if (changed.uid !== undefined && !isUnknown(account.home)) {
    // usermod gives the files in the home to the new id.
    draft.unsettles(
      { kind: 'path', subject: path(account.home as string).subject, below: true },
      `the home of ${name}`,
    );
  }
  const home = changed.home ?? account.home;
  if (changed.home !== undefined && args.move_home) {
    const [old, moved] = [path(known(account.home)).subject, path(args.home ?? '').subject];
    if (seen.get(path(old)).type === 'directory') {
      const why = `the home of ${name}, which is moved`;
      draft.unsettles({ kind: 'path', subject: old, below: true }, why);
      draft.unsettles({ kind: 'path', subject: moved, below: true }, why);
      draft.effects.push(
        becomes(path(old), NOTHING),
        becomes(path(moved), made(moved, { type: 'directory', owner: name, uid: owner.uid, gid: owner.gid })),
      );
      return home;
    }
  }
  if (args.create_home) {
    const folder = path(known(home)).subject;
    makeHome(draft, args, folder, seen.get(path(folder)), owner, seen.get(accountDefaults()));
  }
  return home;
}

function differs(
  gid: Maybe<number>,
  name: Maybe<string> | undefined,
  wanted: { name: string; gid: Maybe<number> },
): boolean {
  if (!isUnknown(gid) && !isUnknown(wanted.gid)) return gid !== wanted.gid;
  return known(name ?? gid) !== wanted.name;
}

function shown(value: Maybe<string | number>): string {
  return isUnknown(value) ? 'another one' : String(value);
}

function shadowOf(args: UserArguments, seen: Seen): Shadow {
  const state = seen.get(user(args.name, 'groups', 'shadow'));
  return needed(
    state.exists ? state.shadow : undefined,
    `the password of ${args.name}, which only root may read`,
  );
}
