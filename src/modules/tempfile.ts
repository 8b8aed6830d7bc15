import { defineModule, type RandomInput } from '../core/module.ts';
import { fails } from '../core/plan.ts';
import { path } from '../probes/path.ts';
import { Draft, EMPTY } from './draft.ts';
import { makeFolder } from './file/directory.ts';
import { folderKeys, folderOf } from './folders.ts';
import { fresh, ownershipKeys, refuses, wantedOwnership } from './ownership.ts';
import { guarded } from './path-fields.ts';

interface TempfileArguments {
  readonly state: 'file' | 'directory';
  readonly path?: string;
  readonly prefix: string;
  readonly suffix: string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_';

export default defineModule<TempfileArguments>({
  name: 'tempfile',
  description:
    'Makes an empty file, or a folder, with a name that nobody else has, for the one who makes it alone (0600 or 0700).\n\n' +
    'It stays until something removes it: register it, and remove it with `file` when it is no longer needed.',
  schema: {
    type: 'object',
    properties: {
      state: {
        'x-type': 'string',
        description: 'What to make.',
        enum: ['directory', 'file'],
        default: 'file',
      },
      path: {
        'x-type': 'path',
        description: 'The folder to make it in. Default: `TMPDIR` of the task’s `environment`, or `/tmp`.',
      },
      prefix: { 'x-type': 'string', description: 'What its name begins with.', default: 'ansible.' },
      suffix: { 'x-type': 'string', description: 'What its name ends with.', default: '' },
    },
    additionalProperties: false,
  },
  examples: [
    {
      title: 'A folder to build in',
      yaml: '- tempfile:\n    state: directory\n    suffix: build\n  register: build\n- command: make -C {{ build.path }} all\n- file:\n    path: "{{ build.path }}"\n    state: absent\n',
    },
  ],
  returns: {
    path: 'Where it is.',
    mode: '0600 or 0700.',
    owner: "The owner's name.",
    state: 'file or directory.',
  },
  differences: ['A check names a path, too; a run will choose another one.'],

  inputs: () => ({ name: { input: 'random', bytes: 8 } }),

  observe(args, seen, inputs, context) {
    const subject = subjectOf(args, inputs['name'] as RandomInput, context.environment);
    return [...ownershipKeys({}), path(subject), ...folderKeys(subject, seen)];
  },

  plan(args, seen, inputs, context) {
    const subject = subjectOf(args, inputs['name'] as RandomInput, context.environment);
    const mode = args.state === 'directory' ? 0o700 : 0o600;
    const wanted = wantedOwnership({ mode }, seen);
    if (refuses(wanted)) return wanted;
    const folder = folderOf(subject, seen);
    if ('verdict' in folder) return folder;
    const there = seen.get(path(subject));
    if (there.type !== 'absent') return fails(`${subject} is there already`);
    const draft = new Draft();
    if (args.state === 'directory') {
      const state = makeFolder(draft, subject, wanted, folder);
      return draft.plan(subject, state, { path: subject });
    }
    const empty = { size: 0, sha256: EMPTY.sha256, content: EMPTY };
    const state = { ...fresh(subject, 'file', wanted, folder), ...empty };
    draft.change('create empty file', {
      do: 'write',
      path: subject,
      content: EMPTY,
      mode,
      ...guarded(subject, there),
    });
    draft.becomes(subject, state);
    return draft.plan(subject, state, { path: subject });
  },
});

/** The same name for one task of one run, however often it is planned. */
function subjectOf(
  args: TempfileArguments,
  { bytes }: RandomInput,
  environment: Readonly<Record<string, string>>,
): string {
  const name = [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  const folder = args.path ?? environment['TMPDIR'] ?? '/tmp';
  return `${folder === '/' ? '' : folder.replace(/\/+$/, '')}/${args.prefix}${name}${args.suffix}`;
}
