import { defineCommand } from '../core/module.ts';
import { invalid } from '../core/plan.ts';
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

interface ShellArguments extends RunningArguments, InputArguments {
  readonly cmd: string;
  readonly executable?: string;
}

export default defineCommand<ShellArguments>({
  name: 'shell',
  description:
    'Runs text with a shell: pipes, redirections and `&&` work.\n\n' +
    'It always counts as a change; see `command` for `creates`, `removes` and `changed_when`.',
  schema: {
    type: 'object',
    properties: {
      cmd: { 'x-type': 'string', description: 'What the shell runs.' },
      executable: { 'x-type': 'path', description: 'The shell, absolute. Default: /bin/sh.' },
      ...RUNNING_PROPERTIES,
      ...INPUT_PROPERTIES,
      warn: { 'x-type': 'bool', description: 'Of older Ansible.', 'x-ignored': 'it has no meaning any more' },
    },
    required: ['cmd'],
    additionalProperties: false,
    'x-free-form': 'cmd',
  },
  examples: [
    {
      title: 'A pipe',
      yaml: '- shell: dpkg -l | grep -c "^ii"\n  register: packages\n  changed_when: false\n',
    },
    {
      title: 'With bash',
      yaml: '- shell: |\n    source /srv/venv/bin/activate\n    python setup.py install > install.log\n  args:\n    executable: /bin/bash\n    creates: install.log\n    chdir: /srv/app\n',
    },
  ],
  returns: RUNNING_RETURNS,
  differences: ['`start` and `end` are in UTC.'],

  conditional: isConditional,

  observe: (args, seen) => runningKeys(args, seen),

  plan(args, seen, _inputs, context) {
    if (args.cmd.trim() === '') return invalid('no command given', { argument: 'cmd' });
    const decided = withoutRunning(args, args.cmd, seen, context);
    if (decided) return decided;
    const shell = args.executable === undefined ? {} : { shell: args.executable };
    return runs(
      { script: args.cmd, ...shell, ...stdinOf(args) },
      args,
      args.cmd,
      seen,
      args.strip_empty_ends,
    );
  },
});
