import { describe, expect, it } from 'vitest';
import type { RandomInput } from '../../../src/core/module.ts';
import { hashPassword, isHashOf } from '../../../src/modules/jupyter-password/password-hash.ts';
import jupyterPassword from '../../../src/modules/jupyter-password.ts';
import { type Case, cases } from './support/cases.ts';
import { content } from './support/content.ts';
import { aFile, aFolder, ordinaryHost } from './support/host.ts';

const SALT = Uint8Array.from({ length: 16 }, (_, i) => i);
const random: RandomInput = { input: 'random', bytes: SALT };
const FILE = '/etc/lab/password';
const HASH = hashPassword('correct horse', SALT);
const on = (all: readonly Case[]): Case[] =>
  all.map((one) => ({ otherwise: ordinaryHost, inputs: { salt: random }, ...one }));

cases(
  jupyterPassword,
  on([
    {
      name: 'a first hash',
      args: { path: FILE, password: 'correct horse', owner: 'dev' },
      seen: [aFolder('/etc/lab')],
      expect: {
        verdict: 'change',
        changes: ['write the hash of the password'],
        steps: [
          {
            do: 'write',
            path: FILE,
            content: content(`${HASH}\n`),
            mode: 0o600,
            owner: 'dev',
            guards: [{ path: FILE, stamp: 'absent' }],
          },
        ],
        differences: [{ subject: FILE, hidden: 'it holds the hash of a password' }],
      },
    },
    {
      name: 'a hash with another salt, of the same password, stays',
      args: { path: FILE, password: 'correct horse' },
      inputs: { salt: { input: 'random', bytes: new Uint8Array(16) } as RandomInput },
      seen: [aFolder('/etc/lab'), aFile(FILE, `${HASH}\n`, { mode: 0o600 })],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'only its mode changes',
      args: { path: FILE, password: 'correct horse' },
      seen: [aFolder('/etc/lab'), aFile(FILE, `${HASH}\n`, { mode: 0o644 })],
      expect: { verdict: 'change', changes: ['mode 0644 → 0600'], does: ['attributes'] },
    },
    {
      name: 'another password',
      args: { path: FILE, password: 'another' },
      seen: [aFolder('/etc/lab'), aFile(FILE, `${HASH}\n`, { mode: 0o600 })],
      expect: {
        verdict: 'change',
        changes: ['replace the hash: it is that of another password'],
        does: ['write'],
      },
    },
    {
      name: 'no folder for it',
      args: { path: FILE, password: 'x' },
      expect: { verdict: 'fails', message: 'the folder /etc/lab does not exist' },
    },
  ]),
);

// The hashes were made by jupyter_server.auth.passwd.
describe("hashes of Jupyter's own", () => {
  it.each([
    'argon2:$argon2id$v=19$m=10240,t=10,p=8$RxWySEtYFtt3k0/ODEBodA$nfvK+a4TQadLwAylAE+b1OSCf3VUlzXuJoQj7s9DVUU',
    'sha1:42cf06f7239c:2454c0b968b5a15c24412a050d5d035a6bc7b120',
    'sha256:92268b4fd54e:d5fcf0a85a3febd43244bc5a82512f6652385e66bb76199590255b25ed76601a',
  ])(
    '%s is known again',
    (hash) => {
      expect(isHashOf(hash, 'correct horse')).toBe(true);
      expect(isHashOf(hash, 'correct horses')).toBe(false);
    },
    20_000,
  );

  it('other texts are no hashes', () => {
    for (const text of [
      '',
      'argon2:',
      'sha1:a:b',
      'md5:a:0123',
      'argon2:$argon2id$v=19$m=4000000,t=9,p=1$AAAA$AAAA',
    ]) {
      expect(isHashOf(text, 'x')).toBe(false);
    }
  });
});
