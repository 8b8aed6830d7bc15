import { defineModule } from '../core/module.ts';
import { fails, unchanged } from '../core/plan.ts';
import type { Content } from '../core/step.ts';
import { CONTENT_LIMIT } from '../probes/path.ts';
import { followed, followedKeys, needed } from './folders.ts';

interface SlurpArguments {
  readonly src: string;
}

export default defineModule<SlurpArguments>({
  name: 'slurp',
  description: 'Reads a file of the host. It changes nothing.',
  schema: {
    type: 'object',
    properties: { src: { 'x-type': 'path', description: 'The file.', 'x-aliases': ['path'] } },
    required: ['src'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'What is in it?',
      yaml: '- slurp:\n    src: /etc/machine-id\n  register: id\n- debug:\n    msg: "{{ id.content | b64decode }}"\n',
    },
  ],
  returns: {
    content: 'What is in the file, as base64.',
    encoding: '`base64`.',
    source: 'The path.',
  },
  differences: ['Files larger than 1 MiB are refused.'],

  observe: (args, seen) => followedKeys(args.src, seen, 'content', 'hash'),

  plan(args, seen) {
    const { state } = followed(args.src, seen, 'content', 'hash');
    if (state.type === 'absent') return fails(`file not found: ${args.src}`);
    if (state.type === 'directory') return fails(`source is a directory and must be a file: ${args.src}`);
    if (state.type !== 'file') return fails(`unable to slurp file: ${args.src} is a ${state.type}`);
    if (state.readable === false) return fails(`file is not readable: ${args.src}`);
    if (state.content === undefined && typeof state.size === 'number' && state.size > CONTENT_LIMIT) {
      return fails(`the file is larger than ${CONTENT_LIMIT} bytes: ${args.src}`);
    }
    const content: Content = needed(state.content, `the content of ${args.src}`);
    return unchanged({ content: content.read().toString('base64'), encoding: 'base64', source: args.src });
  },
});
