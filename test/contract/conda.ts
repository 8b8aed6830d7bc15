import { becomes, unsettles } from '../../src/core/effect.ts';
import { conda, condaSolution, path } from './shapes.ts';
import type { Signature } from './signature.ts';

/** Pinned packages are decided by what is installed; an unpinned update only by the solver, which takes minutes. */
export const environment: Signature<{ prefix: string; file: string; prune: boolean }> = {
  args: { prefix: '/opt/conda/envs/app', file: 'environment.yml', prune: true },
  inputs: { file: { input: 'file', src: 'environment.yml' } },
  observe: [
    [path('/opt/conda/bin/conda'), conda('/opt/conda/envs/app')],
    [condaSolution(['env', 'update', '--prefix', '/opt/conda/envs/app', '--prune'])],
  ],
  plan: {
    verdict: 'change',
    changes: ['numpy 1.26.4 → 2.0.1', 'remove scipy'],
    steps: [
      {
        do: 'run',
        argv: [
          '/opt/conda/bin/conda',
          'env',
          'update',
          '--prefix',
          '/opt/conda/envs/app',
          '--prune',
          '--file',
          '{attachment}',
        ],
        attachment: {
          name: 'environment.yml',
          content: { sha256: '', size: 0, read: () => Buffer.alloc(0) },
        },
        timeLimit: 3600,
      },
    ],
    effects: [
      unsettles(
        { kind: 'path', subject: '/opt/conda/envs/app', below: true },
        'the files of the environment',
      ),
      becomes(conda('/opt/conda/envs/app'), {
        exists: true,
        packages: new Map([['numpy', { version: '2.0.1', build: 'py312_0', channel: 'conda-forge' }]]),
      }),
    ],
    result: {},
  },
};
