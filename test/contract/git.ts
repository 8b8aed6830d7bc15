import { becomes, unsettles } from '../../src/core/effect.ts';
import { clone, path, remoteRef } from './shapes.ts';
import type { Signature } from './signature.ts';

/** What a branch means only the other repository can say; asked from the host, as the task's identity. */
export const updated: Signature<{ repo: string; dest: string; version: string }> = {
  args: { repo: 'https://git.example/app.git', dest: '/srv/app', version: 'main' },
  observe: [[path('/srv/app'), clone('/srv/app'), remoteRef('https://git.example/app.git', 'main')]],
  plan: {
    verdict: 'change',
    changes: ['1111111 → 2222222'],
    steps: [
      {
        do: 'run',
        argv: ['git', '-C', '/srv/app', 'fetch', 'origin', 'main'],
        env: { GIT_TERMINAL_PROMPT: '0' },
      },
      { do: 'run', argv: ['git', '-C', '/srv/app', 'checkout', '--force', '2222222'] },
    ],
    effects: [
      unsettles({ kind: 'path', subject: '/srv/app', below: true }, 'the files at 2222222'),
      becomes(clone('/srv/app'), { head: '2222222', origin: 'https://git.example/app.git', dirty: false }),
    ],
    result: { before: '1111111', after: '2222222' },
  },
};
