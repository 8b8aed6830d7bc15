import { defineModule, type RandomInput } from '../core/module.ts';
import { fails } from '../core/plan.ts';
import { isUnknown, known } from '../core/unknown.ts';
import { path } from '../probes/path.ts';
import { Draft } from './draft.ts';
import { flagKeys, withFlags } from './flags.ts';
import { folderKeys, folderOf } from './folders.ts';
import { hashPassword, isHashOf } from './jupyter-password/password-hash.ts';
import {
  fresh,
  freshOwnership,
  OWNERSHIP_PROPERTIES,
  type OwnershipArguments,
  ownershipKeys,
  refuses,
  wantedOwnership,
} from './ownership.ts';
import { guarded } from './path-fields.ts';
import { contentOf } from './text-content.ts';

interface JupyterPasswordArguments extends OwnershipArguments {
  readonly path: string;
  readonly password: string;
}

export default defineModule<JupyterPasswordArguments>({
  name: 'jupyter_password',
  description: `Keeps the hash of a password for JupyterLab in a file of its own.

The file holds one line, which is what \`c.PasswordIdentityProvider.hashed_password\` wants; a configuration file
reads it with \`open(path).read().strip()\`. The hash is made on the control machine: the password itself never
reaches the host, neither in a file nor in an argument list. A hash that is there already and is that of the password
stays, although a new one would have another salt.`,
  schema: {
    type: 'object',
    properties: {
      path: { 'x-type': 'path', description: 'The file.', 'x-aliases': ['dest'] },
      password: {
        'x-type': 'string',
        description: 'The password; best a vaulted variable.',
        'x-secret': true,
      },
      ...OWNERSHIP_PROPERTIES,
      mode: { ...OWNERSHIP_PROPERTIES.mode, default: 0o600 },
    },
    required: ['path', 'password'],
  },
  examples: [
    {
      title: 'The password of a server',
      yaml: `- jupyter_password:
    path: /etc/jupyterlab/password
    password: "{{ jupyterlab_password }}"
    owner: jupyter`,
    },
  ],
  returns: { path: 'The file.' },
  differences: ['Ansible has no such module.'],
  check: ({ password }) =>
    password === '' ? [{ message: 'an empty password means none at all', argument: 'password' }] : [],
  inputs: () => ({ salt: { input: 'random', bytes: 16 } }),

  observe: (args, seen) => [
    path(args.path, 'content'),
    ...flagKeys(args, [path(args.path)]),
    ...folderKeys(args.path, seen),
    ...ownershipKeys(args),
  ],

  plan(args, seen, inputs) {
    const wanted = wantedOwnership(args, seen);
    if (refuses(wanted)) return wanted;
    const now = seen.get(path(args.path, 'content'));
    if (now.type !== 'file' && now.type !== 'absent') return fails(`${args.path} is no file`);
    const draft = new Draft();
    const old =
      now.type === 'file' && now.content !== undefined ? known(now.content).read().toString().trim() : '';
    if (now.type === 'file' && isHashOf(old, args.password)) {
      const after = draft.settle(args.path, now, wanted);
      draft.alters(args.path, now, after);
      return withFlags(args, draft.plan(args.path, after, { path: args.path }), [args.path], seen);
    }
    const folder = folderOf(args.path, seen);
    if ('verdict' in folder) return folder;
    const content = contentOf(`${hashPassword(args.password, (inputs['salt'] as RandomInput).bytes)}\n`);
    const state = fresh(args.path, 'file', wanted, folder);
    draft.change(
      now.type === 'absent'
        ? 'write the hash of the password'
        : 'replace the hash: it is that of another password',
      {
        do: 'write',
        path: args.path,
        content,
        ...freshOwnership(state, wanted),
        ...(isUnknown(now.stamp) ? {} : guarded(args.path, now)),
      },
    );
    draft.becomes(args.path, { ...state, size: content.size, sha256: content.sha256, content });
    draft.differences.push({ subject: args.path, hidden: 'it holds the hash of a password' });
    return withFlags(args, draft.plan(args.path, state, { path: args.path }), [args.path], seen);
  },
});
