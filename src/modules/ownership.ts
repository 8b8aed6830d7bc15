import type { Key } from '../core/key.ts';
import type { Seen } from '../core/module.ts';
import { type Fails, fails, type Invalid, invalid } from '../core/plan.ts';
import type { ArgumentProperty } from '../core/schema.ts';
import type { Ownership } from '../core/step.ts';
import { isUnknown, known, type Maybe, Unknown } from '../core/unknown.ts';
import { group } from '../probes/group.ts';
import { type FileType, made, type Present, type TreeEntry } from '../probes/path-state.ts';
import { type Self, self } from '../probes/self.ts';
import { user } from '../probes/user.ts';
import { FLAGS_PROPERTY, type FlagArguments } from './flags.ts';
import { isSymbolicMode, modeText, symbolicMode } from './symbolic-mode.ts';

/** Mode, owner, group and flags as arguments. */
export interface OwnershipArguments extends FlagArguments {
  readonly mode?: number | string;
  readonly owner?: string;
  readonly group?: string;
}

export const OWNERSHIP_PROPERTIES = {
  mode: {
    'x-type': 'mode',
    description: 'Permissions: octal (`0644`, quoted or not) or symbolic (`u=rw,go=r`).',
  },
  owner: { 'x-type': 'string', description: 'Name or id of the user who should own it.' },
  group: { 'x-type': 'string', description: 'Name or id of the group that should own it.' },
  ...FLAGS_PROPERTY,
  seuser: {
    'x-type': 'string',
    description: 'SELinux user; on a host without SELinux it means nothing, as in Ansible.',
    'x-ignored': 'SELinux contexts are left as they are',
  },
  serole: {
    'x-type': 'string',
    description: 'SELinux role; on a host without SELinux it means nothing, as in Ansible.',
    'x-ignored': 'SELinux contexts are left as they are',
  },
  setype: {
    'x-type': 'string',
    description: 'SELinux type; on a host without SELinux it means nothing, as in Ansible.',
    'x-ignored': 'SELinux contexts are left as they are',
  },
  selevel: {
    'x-type': 'string',
    description: 'SELinux level; on a host without SELinux it means nothing, as in Ansible.',
    'x-ignored': 'SELinux contexts are left as they are',
  },
  unsafe_writes: {
    'x-type': 'bool',
    description: 'Write into the existing file where it cannot be replaced (a bind mount). Not atomic.',
    default: false,
  },
} as const satisfies Record<string, ArgumentProperty>;

/** An account with its id; both are the same where only the id was given. */
interface Owner {
  readonly name: Maybe<string>;
  readonly id: Maybe<number>;
  /** As the task named it. */
  readonly text: string;
}

/** What is asked for, with the accounts looked up, and who acts. */
export interface Wanted {
  readonly mode?: number | string;
  readonly owner?: Owner;
  readonly group?: Owner;
  readonly self: Self;
}

const isId = (text: string) => /^\d+$/.test(text);

/** What must be known to decide about ownership. */
export function ownershipKeys(args: OwnershipArguments): Key[] {
  return [
    self(),
    ...(args.owner !== undefined && !isId(args.owner) ? [user(args.owner)] : []),
    ...(args.group !== undefined && !isId(args.group) ? [group(args.group)] : []),
  ];
}

/** Looks up the accounts; refuses where the host has none of that name. */
export function wantedOwnership(args: OwnershipArguments, seen: Seen): Wanted | Fails | Invalid {
  if (typeof args.mode === 'string' && !isSymbolicMode(args.mode)) {
    return invalid(`'${args.mode}' is no mode`, {
      argument: 'mode',
      hint: "octal ('0644') or symbolic ('u=rw,go=r')",
    });
  }
  let owner: Owner | undefined;
  let group_: Owner | undefined;
  if (args.owner !== undefined) {
    if (isId(args.owner)) owner = numeric(args.owner);
    else {
      const account = seen.get(user(args.owner));
      if (!account.exists)
        return fails(`cannot give it to '${args.owner}': there is no such user on this host`);
      owner = { name: account.name, id: account.uid, text: args.owner };
    }
  }
  if (args.group !== undefined) {
    if (isId(args.group)) group_ = numeric(args.group);
    else {
      const account = seen.get(group(args.group));
      if (!account.exists)
        return fails(`cannot give it to '${args.group}': there is no such group on this host`);
      group_ = { name: account.name, id: account.gid, text: args.group };
    }
  }
  return {
    ...(args.mode === undefined ? {} : { mode: args.mode }),
    ...(owner ? { owner } : {}),
    ...(group_ ? { group: group_ } : {}),
    self: seen.get(self()),
  };
}

function numeric(text: string): Owner {
  return { name: Unknown.of(`the name of the account ${text}`), id: Number(text), text };
}

export function refuses(decided: Wanted | Fails | Invalid): decided is Fails | Invalid {
  return 'verdict' in decided;
}

/** What has to be set on something that is there, and how it is afterwards. */
interface Settled {
  readonly step: Ownership;
  readonly changes: readonly string[];
  /** The fields that change; nothing where it is as wanted. */
  readonly after: Partial<Present>;
  readonly before: Readonly<Record<string, string>>;
  readonly now: Readonly<Record<string, string>>;
}

type Standing = Pick<Present | TreeEntry, 'type' | 'mode' | 'uid' | 'gid' | 'owner' | 'group'>;

/** Compares what is there with what is wanted. A link has no mode of its own. */
export function settle(state: Standing, wanted: Wanted): Settled {
  const step: { mode?: number; owner?: string; group?: string } = {};
  const after: { -readonly [K in keyof Present]?: Present[K] } = {};
  const changes: string[] = [];
  const before: Record<string, string> = {};
  const now: Record<string, string> = {};
  const differs = (field: 'owner' | 'group', id: Maybe<number>, owner: Owner | undefined): owner is Owner => {
    if (!owner || sameAccount(state[field], id, owner)) return false;
    step[field] = owner.text;
    before[field] = String(known(state[field]));
    now[field] = owner.text;
    changes.push(`${field} ${before[field]} → ${owner.text}`);
    return true;
  };
  if (differs('owner', state.uid, wanted.owner)) {
    after.owner = wanted.owner.name;
    after.uid = wanted.owner.id;
  }
  if (differs('group', state.gid, wanted.group)) {
    after.group = wanted.group.name;
    after.gid = wanted.group.id;
  }
  const movedHands = changes.length > 0;
  if (state.type !== 'link' && (wanted.mode !== undefined || movedHands)) {
    const old = wanted.mode === undefined ? state.mode : known(state.mode);
    // The kernel takes these bits away from a file that changes hands; setting the mode afterwards gives them back.
    const kept = movedHands && state.type !== 'directory' ? withoutSpecialBits(old) : old;
    const mode =
      wanted.mode === undefined ? kept : resultingMode(wanted.mode, state.type, known(old), wanted.self);
    if (mode !== kept && !isUnknown(mode)) step.mode = mode;
    if (mode !== old) after.mode = mode;
    if (wanted.mode !== undefined && mode !== old) {
      before['mode'] = modeText(known(old));
      now['mode'] = modeText(known(mode));
      changes.push(`mode ${before['mode']} → ${now['mode']}`);
    }
  }
  return { step, changes, after, before, now };
}

/** The same account: by id, where both are known, or by name. */
function sameAccount(name: Maybe<string>, id: Maybe<number>, owner: Owner): boolean {
  if (!isUnknown(id) && !isUnknown(owner.id)) return id === owner.id;
  // An expected account may not have an id yet; then only its name tells.
  return known(name) === known(owner.name);
}

function withoutSpecialBits(mode: Maybe<number>): Maybe<number> {
  if (isUnknown(mode)) return mode;
  return mode & ~0o4000 & ~((mode & 0o010) !== 0 ? 0o2000 : 0);
}

function resultingMode(mode: number | string, type: FileType, current: number, { umask }: Self): number {
  return typeof mode === 'number' ? mode : symbolicMode(mode, current, type === 'directory', umask);
}

/** What a new thing will be: the folder it is made in may hand down its group (setgid). */
export function fresh(
  path: string,
  type: 'file' | 'directory',
  wanted: Wanted,
  folder: Present | undefined,
): Present {
  const { self: me } = wanted;
  const inherits = folder === undefined ? Unknown.of(`the folder of ${path}`) : setgid(folder);
  const natural = (type === 'directory' ? 0o777 : 0o666) & ~me.umask;
  const base = type === 'directory' && inherits === true ? natural | 0o2000 : natural;
  const hands = {
    owner: wanted.owner?.name ?? me.user,
    uid: wanted.owner?.id ?? me.uid,
    group: wanted.group?.name ?? inherited(inherits, folder?.group, me.group),
    gid: wanted.group?.id ?? inherited(inherits, folder?.gid, me.gid),
  };
  return made(path, {
    type,
    ...hands,
    mode:
      wanted.mode === undefined
        ? isUnknown(inherits)
          ? inherits
          : base
        : resultingMode(wanted.mode, type, base, me),
    ...(type === 'file' ? { links: 1 } : {}),
  });
}

function setgid(folder: Present): Maybe<boolean> {
  return isUnknown(folder.mode) ? folder.mode : (folder.mode & 0o2000) !== 0;
}

function inherited<T>(inherits: Maybe<boolean>, folders: Maybe<T> | undefined, mine: T): Maybe<T> {
  if (isUnknown(inherits)) return inherits;
  return inherits ? (folders ?? mine) : mine;
}

/** The fields of a step that makes something new; a symbolic mode is already worked out. */
export function freshOwnership(state: Present, wanted: Wanted): Ownership {
  return {
    ...(wanted.mode === undefined ? {} : { mode: known(state.mode) }),
    ...(wanted.owner ? { owner: wanted.owner.text } : {}),
    ...(wanted.group ? { group: wanted.group.text } : {}),
  };
}
