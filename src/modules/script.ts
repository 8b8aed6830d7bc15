import { defineCommand, type FileInput } from '../core/module.ts';
import { invalid } from '../core/plan.ts';
import { ATTACHMENT } from '../core/step.ts';
import { known } from '../core/unknown.ts';
import { nameOf } from '../probes/path.ts';
import {
  isConditional,
  RUNNING_PROPERTIES,
  RUNNING_RETURNS,
  type RunningArguments,
  runningKeys,
  runs,
  withoutRunning,
} from './command/running.ts';
import { UnclosedQuotation, type Word, words } from './command/words.ts';

interface ScriptArguments extends RunningArguments {
  readonly cmd: string;
  readonly executable?: string;
  readonly decrypt: boolean;
}

export default defineCommand<ScriptArguments>({
  name: 'script',
  description:
    'Runs a script of the control machine on the host. It is there only while it runs, where nobody else can read it.',
  schema: {
    type: 'object',
    properties: {
      cmd: { 'x-type': 'string', description: 'The script (searched in `files/`) and its arguments.' },
      executable: { 'x-type': 'string', description: 'What runs it, instead of its first line (`#!`).' },
      ...RUNNING_PROPERTIES,
      decrypt: {
        'x-type': 'bool',
        description: 'Whether a script encrypted by a vault is opened.',
        default: true,
      },
    },
    required: ['cmd'],
    additionalProperties: false,
    'x-free-form': 'cmd',
  },
  examples: [
    {
      title: 'With arguments',
      yaml: '- script: setup.sh --fast "two words"\n  args:\n    creates: /srv/app/ready\n',
    },
    { title: 'With an interpreter', yaml: '- script:\n    cmd: report.py\n    executable: python3\n' },
  ],
  returns: RUNNING_RETURNS,

  inputs(args) {
    const source = sourceOf(args);
    if (source === undefined) return {};
    return { script: { input: 'file', src: source.text, ...(args.decrypt ? {} : { raw: true }) } };
  },

  conditional: isConditional,

  observe: (args, seen) => runningKeys(args, seen),

  plan(args, seen, inputs, context) {
    const source = sourceOf(args);
    if (source === undefined)
      return invalid('no script given, or a quotation is not closed', { argument: 'cmd' });
    const decided = withoutRunning(args, args.cmd, seen, context);
    if (decided) return decided;
    const input = inputs['script'] as FileInput;
    const rest = args.cmd.trim().slice(source.end);
    const script = `${args.executable === undefined ? '' : `${args.executable} `}${ATTACHMENT}${rest}`;
    const attachment = { name: nameOf(source.text), content: known(input.content) };
    return runs({ script, attachment }, args, args.cmd, seen, false);
  },
});

/** The script's name; what follows it in the text goes to the host's shell as it is written. */
function sourceOf(args: ScriptArguments): Word | undefined {
  try {
    return words(args.cmd.trim())[0];
  } catch (thrown) {
    if (thrown instanceof UnclosedQuotation) return undefined;
    throw thrown;
  }
}
