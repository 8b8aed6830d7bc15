import { defineCommand } from '../core/module.ts';
import { invalid } from '../core/plan.ts';
import { RUNNING_RETURNS, runs } from './command/running.ts';

interface RawArguments {
  readonly cmd: string;
  readonly executable?: string;
}

export default defineCommand<RawArguments>({
  name: 'raw',
  description:
    'Runs text with a shell, and looks at nothing before. Under Ansible it is for hosts without Python; jrun needs none ' +
    'anywhere, so `shell` does everything this does.',
  schema: {
    type: 'object',
    properties: {
      cmd: { 'x-type': 'string', description: 'What the shell runs.' },
      executable: { 'x-type': 'path', description: 'The shell, absolute. Default: /bin/sh.' },
    },
    required: ['cmd'],
    additionalProperties: false,
    'x-free-form': 'cmd',
  },
  examples: [{ title: 'A package before anything else', yaml: '- raw: apt-get -y install sudo\n' }],
  returns: RUNNING_RETURNS,

  observe: () => [],

  plan(args, seen) {
    if (args.cmd.trim() === '') return invalid('no command given', { argument: 'cmd' });
    const shell = args.executable === undefined ? {} : { shell: args.executable };
    return runs({ script: args.cmd, ...shell }, {}, args.cmd, seen, false);
  },
});
