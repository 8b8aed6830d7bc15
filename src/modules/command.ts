import { defineCommand } from '../core/module.ts';
import { invalid } from '../core/plan.ts';
import { expanding } from './command/expansion.ts';
import { notStarted } from './command/not-started.ts';
import {
  isConditional,
  RUNNING_PROPERTIES,
  RUNNING_RETURNS,
  type RunningArguments,
  runningKeys,
  runs,
  withoutRunning,
} from './command/running.ts';
import { INPUT_PROPERTIES, type InputArguments, stdinOf } from './command/stdin.ts';
import { UnclosedQuotation, words } from './command/words.ts';

interface CommandArguments extends RunningArguments, InputArguments {
  readonly cmd?: string;
  readonly argv?: readonly string[];
  readonly expand_argument_vars: boolean;
}

export default defineCommand<CommandArguments>({
  name: 'command',
  description:
    'Runs a program, without a shell: no pipes, no redirections, no `&&`.\n\n' +
    'It always counts as a change, and what was known about the host is read again afterwards. Say `creates` or ' +
    '`removes` where something on the host tells whether it has to run, or `changed_when` where its output does.',
  schema: {
    type: 'object',
    properties: {
      cmd: { 'x-type': 'string', description: 'The command line; quotes group words.' },
      argv: {
        'x-type': 'list',
        description: 'The words, one by one.',
        items: { 'x-type': 'string', description: 'A word.' },
      },
      ...RUNNING_PROPERTIES,
      ...INPUT_PROPERTIES,
      expand_argument_vars: {
        'x-type': 'bool',
        description: 'Whether `$VARIABLE` and `~` in words are replaced on the host.',
        default: true,
      },
      executable: { 'x-type': 'path', description: 'For `shell`.', 'x-ignored': 'command uses no shell' },
      warn: { 'x-type': 'bool', description: 'Of older Ansible.', 'x-ignored': 'it has no meaning any more' },
    },
    additionalProperties: false,
    'x-required-one-of': [['cmd', 'argv']],
    'x-mutually-exclusive': [['cmd', 'argv']],
    'x-free-form': 'cmd',
  },
  examples: [
    {
      title: 'Once',
      yaml: '- command: make install\n  args:\n    chdir: /usr/local/src/app\n    creates: /usr/local/bin/app\n',
    },
    { title: 'Words with spaces', yaml: '- command:\n    argv: [useradd, -c, "Ada Lovelace", ada]\n' },
    { title: 'Only looking', yaml: '- command: nginx -v\n  register: nginx\n  changed_when: false\n' },
  ],
  returns: RUNNING_RETURNS,
  differences: ['`start` and `end` are in UTC.'],

  conditional: isConditional,

  observe: (args, seen) => runningKeys(args, seen),

  plan(args, seen, _inputs, context) {
    let argv: readonly string[];
    try {
      argv = args.argv ?? words(args.cmd ?? '').map((word) => word.text);
    } catch (thrown) {
      if (thrown instanceof UnclosedQuotation) return invalid(thrown.message, { argument: 'cmd' });
      throw thrown;
    }
    if (argv.length === 0) return invalid('no command given', { argument: 'cmd' });
    const decided = withoutRunning(args, argv, seen, context);
    if (decided) return decided;
    const script = args.expand_argument_vars ? expanding(argv) : undefined;
    const run = script === undefined ? { argv } : { script };
    const plan = runs({ ...run, ...stdinOf(args) }, args, argv, seen, args.strip_empty_ends);
    return {
      ...plan,
      finish: (outputs, after) => notStarted(outputs[0], argv) ?? plan.finish?.(outputs, after) ?? {},
    };
  },
});
