import type { LandingInput } from '../../../src/core/module.ts';
import fetch from '../../../src/modules/fetch.ts';
import { made, path } from '../../../src/probes/path.ts';
import { type Case, cases } from './support/cases.ts';
import { sha1, sha256 } from './support/content.ts';
import { aFile, aFolder, aLink, ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, ...one }));
const args = { src: '/etc/x', dest: 'got' };
const landing = (more: Partial<LandingInput>) => ({
  landing: { input: 'landing', path: '/here/got/web1/etc/x', kind: 'absent', ...more } as const,
});
const MISSING = 'the remote file does not exist, not transferring, ignored';

cases(
  fetch,
  on([
    {
      name: 'nothing here yet',
      args,
      inputs: landing({}),
      seen: [aFile('/etc/x', 'text\n')],
      expect: {
        verdict: 'change',
        changes: ['create'],
        steps: [
          {
            do: 'fetch',
            path: '/etc/x',
            size: 5,
            into: '/here/got/web1/etc/x',
            sha256: sha256('text\n'),
            guards: [{ path: '/etc/x', stamp: 'as-it-was' }],
          },
        ],
        effects: [],
        asked: ['path:/etc/x?hash'],
      },
    },
    {
      name: 'the same is here: its hash is all it costs',
      args,
      inputs: landing({ kind: 'file', sha256: sha256('text\n'), sha1: sha1('text\n'), md5: 'm' }),
      seen: [aFile('/etc/x', 'text\n')],
      expect: {
        verdict: 'unchanged',
        result: { file: '/etc/x', dest: '/here/got/web1/etc/x', checksum: sha1('text\n'), md5sum: 'm' },
      },
    },
    {
      name: 'another one is here, and the file is being written',
      args: { ...args, validate_checksum: false },
      inputs: landing({ kind: 'file', sha256: sha256('old') }),
      seen: [aFile('/etc/x', 'text\n')],
      expect: {
        verdict: 'change',
        changes: ['content'],
        steps: [{ do: 'fetch', path: '/etc/x', size: 5, into: '/here/got/web1/etc/x' }],
      },
    },
    {
      name: 'through a link',
      args,
      inputs: landing({}),
      seen: [aLink('/etc/x', '/etc/real', '/etc/real'), aFile('/etc/real', 'text\n')],
      expect: { verdict: 'change', does: ['fetch'] },
    },
    {
      name: 'missing',
      args,
      inputs: landing({}),
      expect: { verdict: 'fails', message: MISSING, result: { file: '/etc/x' } },
    },
    {
      name: 'missing, and no matter',
      args: { ...args, fail_on_missing: false },
      inputs: landing({}),
      expect: { verdict: 'unchanged', result: { file: '/etc/x', msg: MISSING } },
    },
    {
      name: 'a folder',
      args,
      inputs: landing({}),
      seen: [aFolder('/etc/x')],
      expect: { verdict: 'fails', message: 'remote file is a directory, fetch cannot work on directories' },
    },
    {
      name: 'not readable',
      args,
      inputs: landing({}),
      seen: [[path('/etc/x', 'hash'), { ...made('/etc/x', { type: 'file' }), readable: false }]],
      expect: { verdict: 'fails', message: 'file is not readable: /etc/x' },
    },
    {
      name: 'a folder is where it would go',
      args: { ...args, flat: true },
      inputs: landing({ kind: 'directory' }),
      seen: [aFile('/etc/x', 'text\n')],
      expect: { verdict: 'fails', message: /use a trailing slash/ },
    },
  ]),
);
