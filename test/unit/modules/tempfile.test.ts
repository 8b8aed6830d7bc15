import tempfile from '../../../src/modules/tempfile.ts';
import { type Case, cases } from './support/cases.ts';
import { ordinaryHost } from './support/host.ts';

const inputs = { name: { input: 'random', bytes: new Uint8Array([0, 1, 2, 3, 26, 36, 37, 255]) } } as const;
const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, inputs, ...one }));

cases(
  tempfile,
  on([
    {
      name: 'makes a file of its own',
      args: {},
      expect: {
        verdict: 'change',
        changes: ['create empty file'],
        does: ['write'],
        result: { path: '/tmp/ansible.abcd0_a7', mode: '0600', state: 'file' },
      },
    },
    {
      name: 'makes a folder of its own, elsewhere',
      args: { state: 'directory', path: '/srv/', prefix: 'p', suffix: '.d' },
      expect: { verdict: 'change', does: ['mkdir'], result: { path: '/srv/pabcd0_a7.d', mode: '0700' } },
    },
    {
      name: 'goes where the environment says',
      args: {},
      context: { environment: { TMPDIR: '/opt' } },
      expect: { verdict: 'change', result: { path: '/opt/ansible.abcd0_a7' } },
    },
    {
      name: 'needs its folder',
      args: { path: '/none' },
      expect: { verdict: 'fails', message: 'the folder /none does not exist' },
    },
  ]),
);
