import { becomes, unsettles } from '../../src/core/effect.ts';
import { made } from '../../src/probes/path-state.ts';
import { path, user } from './shapes.ts';
import type { Signature } from './signature.ts';

/** The password's hash goes in by standard input; the new user's home is a path that later tasks may name. */
export const created: Signature<{ name: string; groups: readonly string[]; password: string }> = {
  args: { name: 'dev', groups: ['docker'], password: '$6$salt$hash' },
  observe: [[user('dev')], [path('/home/dev')]],
  plan: {
    verdict: 'change',
    changes: ['create user dev', 'set password'],
    steps: [
      { do: 'run', argv: ['useradd', '-m', '-G', 'docker', 'dev'] },
      { do: 'run', argv: ['chpasswd', '-e'], stdin: 'dev:$6$salt$hash\n', secret: true },
    ],
    effects: [
      unsettles({ kind: 'path', subject: '/etc/passwd' }, 'the users'),
      unsettles({ kind: 'group' }, 'the members of groups'),
      becomes(user('dev'), { exists: true, home: '/home/dev', groups: ['docker'] }),
      becomes(path('/home/dev'), made('/home/dev', { type: 'directory', owner: 'dev' })),
    ],
    result: { name: 'dev', home: '/home/dev', password: 'NOT_LOGGING_PASSWORD' },
    finish: (_outputs, after) => ({ uid: after.get(user('dev'))?.uid }),
  },
};
