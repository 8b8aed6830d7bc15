import { becomes, unsettles } from '../../core/effect.ts';
import type { FileInput, InputRequest, Inputs, Seen } from '../../core/module.ts';
import type { ResultFields } from '../../core/plan.ts';
import { quote } from '../../core/quote.ts';
import { ATTACHMENT, type Step } from '../../core/step.ts';
import { known, Unknown } from '../../core/unknown.ts';
import { made, parentOf, path } from '../../probes/path.ts';
import { sshKey } from '../../probes/ssh-key.ts';
import type { AccountDraft } from './account-draft.ts';
import type { UserArguments } from './arguments.ts';

export function keyFile(args: UserArguments, home: string): string {
  const file = args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`;
  return file.startsWith('/') ? file : `${home}/${file}`;
}

/** The passphrase is handed to ssh-keygen by a program that prints it: in an argument list everybody could read it. */
export function passphraseInput(args: UserArguments): Readonly<Record<string, InputRequest>> {
  if (!args.generate_ssh_key || args.ssh_key_passphrase === undefined) return {};
  const text = `#!/bin/sh\nprintf '%s\\n' ${quote(args.ssh_key_passphrase)}\n`;
  return { passphrase: { input: 'text', text } };
}

/** No key was asked for, so surely none is told. */
export const NO_KEY: ResultFields = {
  ssh_key_file: undefined,
  ssh_public_key: undefined,
  ssh_fingerprint: undefined,
};

export function keyPair(
  draft: AccountDraft,
  args: UserArguments,
  home: string,
  seen: Seen,
  inputs: Inputs,
): ResultFields {
  const file = keyFile(args, home);
  const pair = seen.get(sshKey(file));
  if ((pair.exists || pair.publicExists) && !args.force) {
    draft.warnings.push(`there is an ssh key at ${file} already; it is kept`);
    return {
      ssh_key_file: file,
      ssh_public_key: pair.publicKey,
      ssh_fingerprint: pair.fingerprint,
    } as ResultFields;
  }
  const folder = parentOf(file);
  draft.change(pair.exists ? `replace ssh key ${file}` : `create ssh key ${file}`);
  draft.steps.push(generate(args, file, folder, inputs));
  const later = Unknown.of(`the ssh key of ${args.name}`);
  draft.effects.push(
    unsettles({ kind: 'path', subject: folder, below: true }, `the ssh key of ${args.name}`),
    becomes(path(file), made(file, { type: 'file', mode: 0o600, owner: args.name })),
    becomes(sshKey(file), { exists: true, publicExists: true, publicKey: later, fingerprint: later }),
  );
  return { ssh_key_file: file, ssh_public_key: later, ssh_fingerprint: later };
}

function generate(args: UserArguments, file: string, folder: string, inputs: Inputs): Step {
  const [to, dir, owner] = [quote(file), quote(folder), quote(args.name)];
  const comment =
    args.ssh_key_comment === undefined ? '"ansible-generated on $(uname -n)"' : quote(args.ssh_key_comment);
  const bits = args.ssh_key_bits > 0 ? `-b ${args.ssh_key_bits} ` : '';
  const passphrase = inputs['passphrase'] as FileInput | undefined;
  const asks = passphrase ? `SSH_ASKPASS=${ATTACHMENT} SSH_ASKPASS_REQUIRE=force DISPLAY=: ` : '';
  const script = [
    'set -e',
    `if [ ! -d ${dir} ]; then mkdir -m 0700 -- ${dir}; chown -- ${owner}: ${dir}; fi`,
    `rm -f -- ${to} ${to}.pub`,
    `${asks}ssh-keygen -q -t ${quote(args.ssh_key_type)} ${bits}-C ${comment} -f ${to}${passphrase ? '' : " -N ''"}`,
    `chown -- ${owner}: ${to} ${to}.pub`,
  ].join('\n');
  if (!passphrase) return { do: 'run', script };
  return {
    do: 'run',
    script,
    attachment: { name: 'passphrase', content: known(passphrase.content) },
    secret: true,
  };
}
