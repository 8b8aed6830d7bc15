import { defineModule } from '../core/module.ts';
import { unchanged } from '../core/plan.ts';
import { isUnknown } from '../core/unknown.ts';
import { accountDefaults } from '../probes/account-defaults.ts';
import { foldersAbove, path } from '../probes/path.ts';
import { sshKey } from '../probes/ssh-key.ts';
import { user } from '../probes/user.ts';
import type { UserArguments } from './user/arguments.ts';
import { create, newHome } from './user/create.ts';
import { groupKeys } from './user/groups.ts';
import { modify } from './user/modify.ts';
import { needsShadow, unhashed } from './user/password.ts';
import { remove } from './user/remove.ts';
import { USER_RETURNS, USER_SCHEMA } from './user/schema.ts';
import { keyFile, passphraseInput } from './user/ssh-key-pair.ts';
import { idKeys } from './user/user-id.ts';

export default defineModule<UserArguments>({
  name: 'user',
  description:
    'Manages accounts: whether they are there, their groups, homes, shells and passwords.\n\n' +
    'Passwords are given as hashes and reach the host inside the connection, never in an argument list.',
  schema: USER_SCHEMA,
  examples: [
    {
      title: 'An account with more groups',
      yaml: '- user:\n    name: ada\n    comment: Ada Lovelace\n    groups: [sudo, docker]\n    append: true\n    shell: /bin/bash\n',
    },
    {
      title: 'An account of the system',
      yaml: '- user:\n    name: app\n    system: true\n    home: /srv/app\n    create_home: false\n    shell: /usr/sbin/nologin\n',
    },
    {
      title: 'With a password and an ssh key',
      yaml: "- user:\n    name: ada\n    password: \"{{ 'secret' | password_hash('sha512') }}\"\n    update_password: on_create\n    generate_ssh_key: true\n  register: ada\n",
    },
    { title: 'Gone, with its home', yaml: '- user:\n    name: ada\n    state: absent\n    remove: true\n' },
  ],
  returns: USER_RETURNS,
  differences: [
    'Passwords go to chpasswd by standard input, never in an argument list.',
    '`password_expire_account_disable` is a change only where it differs.',
    'Its primary group among `groups` is no change.',
  ],

  inputs: passphraseInput,

  touches: ({ name, home }, seen) => {
    const state = seen.get(user(name));
    const known = state?.exists && typeof state.home === 'string' ? [state.home] : [];
    const homes = [home, ...known, `/home/${name}`].filter((folder) => folder !== undefined);
    const folders = homes.map((folder) => ({
      kind: 'path',
      subject: path(folder).subject,
      below: true as const,
    }));
    return [{ kind: 'user', subject: name }, { kind: 'group' }, ...folders];
  },

  observe(args, seen) {
    const account = user(args.name, 'groups', ...(needsShadow(args) ? (['shadow'] as const) : []));
    const keys = [account, ...groupKeys(args), ...idKeys(args), accountDefaults()];
    const state = seen.get(account);
    const defaults = seen.get(accountDefaults());
    if (state === undefined || defaults === undefined) return keys;
    const exists = state.exists && (!args.local || state.local === true);
    const old = state.exists && !isUnknown(state.home) ? [state.home as string] : [];
    const home = exists ? (args.home ?? old[0]) : newHome(args, defaults.homes);
    for (const folder of [...(exists ? old : []), ...(home === undefined ? [] : [home])]) {
      const subject = path(folder).subject;
      keys.push(path(subject), ...foldersAbove(subject).map((above) => path(above)));
    }
    if (args.generate_ssh_key && home !== undefined) keys.push(sshKey(keyFile(args, home)));
    return keys;
  },

  plan(args, seen, inputs) {
    const account = seen.get(user(args.name, 'groups', ...(needsShadow(args) ? (['shadow'] as const) : [])));
    const there = account.exists && (!args.local || account.local === true) ? account : undefined;
    if (args.state === 'absent') {
      return there ? remove(args, there, seen) : unchanged({ name: args.name, state: 'absent' });
    }
    const decision = there ? modify(args, there, seen, inputs) : create(args, seen, inputs);
    if (!('steps' in decision)) return decision;
    const warnings = [...(decision.warnings ?? []), ...doubts(args)];
    return warnings.length > 0 ? { ...decision, warnings } : decision;
  },
});

function doubts(args: UserArguments): string[] {
  return [
    ...(unhashed(args.password)
      ? ['the password does not look like a hash; nobody will be able to log in with it']
      : []),
    ...(args.append && args.groups === undefined ? ['append says nothing without groups'] : []),
  ];
}
