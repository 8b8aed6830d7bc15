import { becomes } from '../../src/core/effect.ts';
import type { Target } from '../../src/core/far-end.ts';
import { type Identity, LOGIN } from '../../src/core/identity.ts';
import type { TaskContext } from '../../src/core/module.ts';
import { made } from '../../src/probes/path-state.ts';
import { content, path } from './shapes.ts';
import type { Signature } from './signature.ts';

/**
 * A delegated task is the same plan over another machine's observations: keys name no machine, so the module
 * can't tell. Variables stay those of the first host; they reach the module as arguments and rendered inputs.
 */
export const delegated: {
  readonly on: Target;
  readonly as: Identity;
  readonly context: TaskContext;
  readonly signature: Signature<{ content: string; dest: string }>;
} = {
  on: { name: 'balancer', transport: 'ssh', address: '192.0.2.1', connectLimit: 10, checkHostKey: true },
  as: LOGIN,
  context: { diff: false, check: false, user: null, environment: {} },
  signature: {
    args: { content: 'server web1;\n', dest: '/etc/nginx/upstreams/web1' },
    inputs: { source: { input: 'text', text: 'server web1;\n' } },
    observe: [[path('/etc/nginx/upstreams/web1', 'hash')]],
    plan: {
      verdict: 'change',
      changes: ['create'],
      steps: [{ do: 'write', path: '/etc/nginx/upstreams/web1', content }],
      effects: [
        becomes(
          path('/etc/nginx/upstreams/web1', 'hash'),
          made('/etc/nginx/upstreams/web1', { type: 'file', content }),
        ),
      ],
      result: {},
    },
  },
};
