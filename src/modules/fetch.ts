import { defineModule, type LandingInput } from '../core/module.ts';
import { fails, unchanged } from '../core/plan.ts';
import { known } from '../core/unknown.ts';
import { followed, followedKeys, needed } from './folders.ts';
import { guarded } from './path-fields.ts';

interface FetchArguments {
  readonly src: string;
  readonly dest: string;
  readonly flat: boolean;
  readonly fail_on_missing: boolean;
  readonly validate_checksum: boolean;
}

const MISSING = 'the remote file does not exist, not transferring, ignored';
const FOLDER = 'remote file is a directory, fetch cannot work on directories';

export default defineModule<FetchArguments>({
  name: 'fetch',
  description:
    'Copies a file of the host to the control machine.\n\n' +
    'It is kept under the name of the host and its whole path there, so that the files of many hosts go side by side. ' +
    'A file that is there is replaced at once and whole; one that is the same is not sent again.',
  schema: {
    type: 'object',
    properties: {
      src: { 'x-type': 'path', description: 'The file on the host. Links are followed.' },
      dest: {
        'x-type': 'string',
        description:
          "The folder on the control machine, relative to the playbook's. The file becomes `dest/HOST/SRC` in it.",
      },
      flat: {
        'x-type': 'bool',
        description:
          'The file becomes `dest` itself; where that ends in `/`, it goes into it under its own name.',
        default: false,
      },
      fail_on_missing: {
        'x-type': 'bool',
        description: 'Fail where there is no such file, or it cannot be read.',
        default: true,
      },
      validate_checksum: {
        'x-type': 'bool',
        description:
          'Refuse what arrives where it is not what the host had; not so for a file that is being written.',
        default: true,
      },
    },
    required: ['src', 'dest'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'The key of each host, side by side',
      yaml: '- fetch:\n    src: /etc/ssh/ssh_host_ed25519_key.pub\n    dest: keys\n',
    },
    {
      title: 'Under a name of its own',
      yaml: '- fetch:\n    src: /var/log/app.log\n    dest: "logs/{{ inventory_hostname }}.log"\n    flat: true\n    fail_on_missing: false\n',
    },
  ],
  returns: {
    dest: 'The path on the control machine.',
    file: 'The path on the host, where nothing was copied.',
    checksum: 'SHA-1 of the file, in hex.',
    md5sum: 'MD5 of the file, in hex.',
    remote_checksum: 'SHA-1 of the file on the host, where it was copied.',
    remote_md5sum: 'null.',
  },
  differences: [
    'A check tells whether it would be copied; Ansible skips the task.',
    'The file on the control machine is replaced whole, and is never there in part.',
    'What belongs to another user is streamed too, and needs no memory on either side.',
  ],

  inputs: ({ src, dest, flat }) => ({ landing: { input: 'landing', src, dest, flat } }),

  observe: ({ src }, seen) => followedKeys(src, seen, 'hash'),

  plan(args, seen, inputs) {
    const { src, dest, flat, validate_checksum } = args;
    const there = inputs['landing'] as LandingInput;
    const { subject, state } = followed(src, seen, 'hash');
    const leave = (msg: string) =>
      args.fail_on_missing ? fails(msg, { file: src }) : unchanged({ file: src, msg });
    if (state.type === 'absent') return leave(MISSING);
    if (state.type === 'directory')
      return args.fail_on_missing
        ? fails(FOLDER)
        : unchanged({ msg: `${FOLDER}, not transferring, ignored` });
    if (state.type !== 'file') return leave(`${src} is a ${state.type}, and no file that can be copied`);
    if (state.readable === false) return leave(`file is not readable: ${src}`);
    if (there.kind === 'directory') return fails(inTheWay(there.path, flat, dest));
    const sha256 = needed(state.sha256, `the content of ${src}`);
    if (there.kind === 'file' && there.sha256 === sha256) {
      return unchanged({ file: src, dest: there.path, checksum: there.sha1, md5sum: there.md5 });
    }
    return {
      verdict: 'change',
      changes: [there.kind === 'file' ? 'content' : 'create'],
      steps: [
        {
          do: 'fetch',
          path: subject,
          size: known(state.size),
          into: there.path,
          ...(validate_checksum ? { sha256, ...guarded(subject, state) } : {}),
        },
      ],
      effects: [],
      result: { dest: there.path, remote_md5sum: null },
      finish: ([output]) => {
        const { sha1, md5 } = output?.fetched ?? {};
        return { dest: there.path, checksum: sha1, md5sum: md5, remote_checksum: sha1, remote_md5sum: null };
      },
    };
  },
});

function inTheWay(path: string, flat: boolean, dest: string): string {
  if (flat && !dest.endsWith('/'))
    return 'dest is an existing directory, use a trailing slash if you want to fetch src into that directory';
  return `calculated dest '${path}' is an existing directory, use another path that does not point to an existing directory`;
}
