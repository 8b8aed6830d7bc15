import { unsettles } from '../../src/core/effect.ts';
import { content, path } from './shapes.ts';
import type { Signature } from './signature.ts';

/**
 * `creates` can decide; otherwise it runs. That a command may touch anything is its kind's, not its plan's, to say; the
 * plan names what it surely touches.
 */
export const command: Signature<{ cmd: string; creates: string; chdir: string }> = {
  args: { cmd: 'make install', creates: '/usr/local/bin/app', chdir: '/src' },
  observe: [[path('/usr/local/bin/app')]],
  plan: {
    verdict: 'change',
    changes: ['run make install'],
    steps: [{ do: 'run', argv: ['make', 'install'], cwd: '/src', okStatus: 'any' }],
    effects: [
      unsettles({ kind: 'path', subject: '/usr/local/bin/app', below: true }, 'what «make install» creates'),
    ],
    result: { cmd: ['make', 'install'] },
    finish: ([output]) => ({ rc: output?.status ?? null, failed: output?.status !== 0 }),
  },
};

/** A script of the control machine, there for as long as it runs. */
export const script: Signature<{ cmd: string }> = {
  args: { cmd: 'setup.rb --fast' },
  inputs: { script: { input: 'file', src: 'setup.rb' } },
  observe: [[]],
  plan: {
    verdict: 'change',
    changes: ['run setup.rb'],
    steps: [
      {
        do: 'run',
        script: '{attachment} --fast',
        attachment: { name: 'setup.rb', content },
        okStatus: 'any',
      },
    ],
    effects: [],
    result: {},
  },
};
