import { becomes } from '../../src/core/effect.ts';
import { made } from '../../src/probes/path-state.ts';
import { content, path } from './shapes.ts';
import type { Signature } from './signature.ts';

/** Where `dest` turns out to be a folder, a second round asks for the file in it. */
export const intoFolder: Signature<{ src: string; dest: string; backup: boolean; validate: string }> = {
  args: { src: 'sudoers', dest: '/etc/sudoers.d', backup: true, validate: 'visudo -cf %s' },
  inputs: { source: { input: 'tree', src: 'sudoers' } },
  observe: [[path('/etc/sudoers.d', 'hash', 'content')], [path('/etc/sudoers.d/sudoers', 'hash', 'content')]],
  plan: {
    verdict: 'change',
    changes: ['content'],
    differences: [{ subject: '/etc/sudoers.d/sudoers', before: 'old\n', after: 'new\n' }],
    steps: [
      {
        do: 'write',
        path: '/etc/sudoers.d/sudoers',
        content,
        mode: 0o644,
        validate: 'visudo -cf %s',
        backup: '/etc/sudoers.d/sudoers.1700000000~',
        guards: [{ path: '/etc/sudoers.d/sudoers', stamp: '1:2:3:4:5:6:7:8' }],
      },
    ],
    effects: [
      becomes(
        path('/etc/sudoers.d/sudoers', 'hash'),
        made('/etc/sudoers.d/sudoers', { type: 'file', mode: 0o644, sha256: 'ab', content }),
      ),
    ],
    result: { dest: '/etc/sudoers.d/sudoers', checksum: 'ab' },
    finish: (_outputs, after) => {
      const state = after.get(path('/etc/sudoers.d/sudoers', 'hash'));
      return state && state.type !== 'absent' ? { mode: state.mode, owner: state.owner } : {};
    },
  },
};

/** A whole folder: one request for the tree, one key an entry. */
export const folder: Signature<{ src: string; dest: string }> = {
  args: { src: 'site/', dest: '/srv/site' },
  inputs: { source: { input: 'tree', src: 'site/' } },
  observe: [[path('/srv/site'), path('/srv/site/index.html', 'hash')]],
  plan: {
    verdict: 'change',
    changes: ['create /srv/site/index.html'],
    steps: [
      {
        do: 'write',
        path: '/srv/site/index.html',
        content,
        guards: [{ path: '/srv/site/index.html', stamp: 'absent' }],
      },
    ],
    effects: [
      becomes(path('/srv/site/index.html', 'hash'), made('/srv/site/index.html', { type: 'file', content })),
    ],
    result: { dest: '/srv/site' },
  },
};
