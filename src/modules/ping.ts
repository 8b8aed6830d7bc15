import { defineModule } from '../core/module.ts';
import { fails, unchanged } from '../core/plan.ts';
import { self } from '../probes/self.ts';

interface PingArguments {
  readonly data: string;
}

export default defineModule<PingArguments>({
  name: 'ping',
  description: 'Finds out whether the host can be reached, logged in to and asked. It changes nothing.',
  schema: {
    type: 'object',
    properties: {
      data: { 'x-type': 'string', description: 'What to answer; `crash` fails.', default: 'pong' },
    },
    additionalProperties: false,
  },
  examples: [{ title: 'Is anybody there?', yaml: '- ping:\n' }],
  returns: { ping: 'The answer.' },

  observe: () => [self()],

  plan(args, seen) {
    seen.get(self());
    return args.data === 'crash' ? fails('boom') : unchanged({ ping: args.data });
  },
});
