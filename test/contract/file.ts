import { becomes, unsettles } from '../../src/core/effect.ts';
import { made, NOTHING } from '../../src/probes/path-state.ts';
import { path } from './shapes.ts';
import type { Signature } from './signature.ts';

/** A folder with two folders above it that aren't there: each becomes one, none may have appeared meanwhile. */
export const folderWithParents: Signature<{ path: string; state: 'directory'; mode: number; owner: string }> =
  {
    args: { path: '/srv/a/b', state: 'directory', mode: 0o750, owner: 'dev' },
    observe: [[path('/srv/a/b'), path('/srv/a'), path('/srv')]],
    plan: {
      verdict: 'change',
      changes: ['create directory /srv/a', 'create directory /srv/a/b'],
      steps: [
        {
          do: 'mkdir',
          path: '/srv/a',
          mode: 0o750,
          owner: 'dev',
          guards: [{ path: '/srv/a', stamp: 'absent' }],
        },
        { do: 'mkdir', path: '/srv/a/b', mode: 0o750, owner: 'dev' },
      ],
      effects: [
        becomes(path('/srv/a'), made('/srv/a', { type: 'directory', mode: 0o750, owner: 'dev' })),
        becomes(path('/srv/a/b'), made('/srv/a/b', { type: 'directory', mode: 0o750, owner: 'dev' })),
      ],
      result: { path: '/srv/a/b', state: 'directory', mode: '0750', owner: 'dev' },
    },
  };

/** Modes below a folder, told one by one: only what really differs is a change; the rest of each entry stays. */
export const recursively: Signature<{ path: string; recurse: true; mode: string }> = {
  args: { path: '/srv/a', recurse: true, mode: 'u=rwX,go=rX' },
  observe: [[path('/srv/a', 'tree')]],
  plan: {
    verdict: 'change',
    changes: ['/srv/a/x: mode 0600 → 0644'],
    steps: [{ do: 'attributes', path: '/srv/a/x', mode: 0o644 }],
    effects: [becomes(path('/srv/a/x'), made('/srv/a/x', { type: 'file', mode: 0o644 }), { keeps: true })],
    result: { path: '/srv/a', state: 'directory' },
  },
};

/** A folder goes with everything in it; what was known of the contents goes too. */
export const removed: Signature<{ path: string; state: 'absent' }> = {
  args: { path: '/srv/a', state: 'absent' },
  observe: [[path('/srv/a')]],
  plan: {
    verdict: 'change',
    changes: ['remove directory'],
    steps: [{ do: 'remove', path: '/srv/a', recursive: true }],
    effects: [
      unsettles({ kind: 'path', subject: '/srv/a', below: true }, 'what is in /srv/a'),
      becomes(path('/srv/a'), NOTHING),
    ],
    result: { path: '/srv/a', state: 'absent' },
  },
};
