import { describe, expect, it } from 'vitest';
import { Unknown } from '../../../src/core/unknown.ts';
import { digitsIn, readChecksum } from '../../../src/modules/downloading/checksum.ts';
import { fileNameOf } from '../../../src/modules/downloading/file-name.ts';
import getUrl from '../../../src/modules/get-url.ts';
import { httpClient } from '../../../src/probes/http-client.ts';
import { url } from '../../../src/probes/url.ts';
import { type Case, cases } from './support/cases.ts';
import { sha1, sha256 } from './support/content.ts';
import { withDefaults } from './support/decide.ts';
import { aFile, aFolder, nothing, ordinaryHost } from './support/host.ts';
import type { Entry } from './support/observations.ts';

const curl: Entry = [httpClient, 'curl'];
const none: Entry = [httpClient, 'none'];
const on = (all: readonly Case[]) =>
  all.map((one) => ({ otherwise: ordinaryHost, ...one, seen: [...(one.seen ?? [])] }));
const args = { url: 'http://web/app.tar.gz', dest: '/srv/app.tar.gz' };
const sum = (text: string) => `sha256:${sha256(text)}`;
const how = {
  timeout: 10,
  verifyCertificate: true,
  useProxy: true,
  decompress: true,
  agent: 'ansible-httpget',
};
const asked = (more: { want?: 'text' | 'sha256'; url?: string; since?: string } = {}) =>
  url({ url: args.url, want: 'sha256', ...how, ...more });
const SINCE = 'Thu, 01 Jan 1970 00:16:40 GMT';
const check = { check: true };

cases(
  getUrl,
  on([
    {
      name: 'is there and has the checksum: nobody is asked',
      args: { ...args, checksum: sum('new') },
      seen: [curl, aFile('/srv/app.tar.gz', 'new')],
      expect: { verdict: 'unchanged', result: { msg: 'file already exists', dest: '/srv/app.tar.gz' } },
    },
    {
      name: 'has the checksum of another kind, and another mode',
      args: { ...args, checksum: `sha1:${sha1('new').toUpperCase()}`, mode: 0o600 },
      seen: [curl, aFile('/srv/app.tar.gz', 'new')],
      expect: {
        verdict: 'change',
        changes: ['mode 0644 → 0600'],
        result: { msg: 'file already exists but file attributes changed' },
      },
    },
    {
      name: 'is not there',
      args: { ...args, checksum: sum('new'), owner: 'dev' },
      seen: [curl],
      context: check,
      expect: {
        verdict: 'change',
        changes: ['download http://web/app.tar.gz'],
        does: ['produce'],
        result: { owner: 'dev', checksum_dest: null },
      },
    },
    {
      name: 'has another checksum',
      args: { ...args, checksum: sum('new') },
      seen: [curl, aFile('/srv/app.tar.gz', 'old')],
      context: check,
      expect: { verdict: 'change', changes: ['download http://web/app.tar.gz again'] },
    },
    {
      name: 'goes through the connection where the host has no client',
      args: { ...args, checksum: sum('new'), url_username: 'me', url_password: 'secret', backup: true },
      seen: [none, aFile('/srv/app.tar.gz', 'old')],
      expect: {
        verdict: 'change',
        steps: [
          {
            do: 'request',
            method: 'GET',
            url: 'http://web/app.tar.gz',
            headers: { 'User-Agent': 'ansible-httpget', Authorization: 'Basic bWU6c2VjcmV0' },
            timeLimit: 600,
            verifyCertificate: true,
            followRedirects: 'all',
            into: {
              path: '/srv/app.tar.gz',
              backup: '/srv/app.tar.gz.1970-01-01@00:16:40.cba06b57~',
              checksum: ['sha256', sha256('new')],
              unless: sha256('old'),
            },
            guards: [{ path: '/srv/app.tar.gz', stamp: 'as-it-was' }],
          },
        ],
      },
    },
    {
      name: 'is there: the check asks, and there is nothing newer',
      args,
      seen: [curl, aFile('/srv/app.tar.gz', 'old'), [asked({ since: SINCE }), { status: 304, sha256: '' }]],
      context: check,
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'is there: the check asks, and it is another one',
      args,
      seen: [
        curl,
        aFile('/srv/app.tar.gz', 'old'),
        [asked({ since: SINCE }), { status: 200, sha256: sha256('new') }],
      ],
      context: check,
      expect: { verdict: 'change' },
    },
    {
      name: 'is there: the check asks in any case with force, and it is the same',
      args: { ...args, force: true },
      seen: [curl, aFile('/srv/app.tar.gz', 'old'), [asked(), { status: 200, sha256: sha256('old') }]],
      context: check,
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'is there: the check asks, and is refused',
      args,
      seen: [curl, aFile('/srv/app.tar.gz', 'old'), [asked({ since: SINCE }), { status: 403, sha256: '' }]],
      context: check,
      expect: { verdict: 'fails', message: 'Request failed', result: { status_code: 403 } },
    },
    {
      name: 'is there, and a check can ask nobody',
      args,
      seen: [none, aFile('/srv/app.tar.gz', 'old'), [asked({ since: SINCE }), { status: -1 }]],
      context: check,
      expect: { verdict: 'unknown', waitsFor: ['what http://web/app.tar.gz answers'] },
    },
    {
      name: 'is there, and would be asked for with a secret',
      args: { ...args, headers: { Authorization: 'token' } },
      seen: [curl, aFile('/srv/app.tar.gz', 'old')],
      context: check,
      expect: { verdict: 'unknown' },
    },
    {
      name: 'goes into a folder, checked by a list',
      args: { url: 'http://web/a/app.tar.gz?x', dest: '/srv/apps', checksum: 'sha256:http://web/SUMS' },
      seen: [
        curl,
        aFolder('/srv/apps'),
        aFile('/srv/apps/app.tar.gz', 'new'),
        [
          asked({ want: 'text', url: 'http://web/SUMS' }),
          { status: 200, text: `${sha256('new')}  ./app.tar.gz\n` },
        ],
      ],
      expect: { verdict: 'unchanged', result: { dest: '/srv/apps/app.tar.gz' } },
    },
    {
      name: 'is not on the list',
      args: { ...args, checksum: 'sha256:http://web/SUMS' },
      seen: [
        curl,
        nothing('/srv/app.tar.gz'),
        [asked({ want: 'text', url: 'http://web/SUMS' }), { status: 200, text: `${sha256('x')}  other\n` }],
      ],
      expect: {
        verdict: 'fails',
        message: "Unable to find a checksum for file 'app.tar.gz' in 'http://web/SUMS'",
      },
    },
    {
      name: 'has no folder to go into',
      args: { ...args, dest: '/none/app' },
      seen: [curl],
      expect: { verdict: 'fails', message: 'the folder /none does not exist' },
    },
  ]),
);

describe('checksums', () => {
  it('are read as people write them', () => {
    expect(readChecksum('SHA256: AB cd\u200b12')).toEqual({ algorithm: 'sha256', digits: 'abcd12' });
    expect(readChecksum('md5:ftp://x/y')).toEqual({ algorithm: 'md5', url: 'ftp://x/y' });
    for (const text of ['abcd', 'crc32:12', 'sha1:xyz']) expect(readChecksum(text)).toBeUndefined();
    const [mistake] = getUrl.check?.(withDefaults(getUrl, { ...args, checksum: 'abcd' })) ?? [];
    expect(mistake).toMatchObject({ message: "'abcd' is no checksum", argument: 'checksum' });
    expect(getUrl.check?.(withDefaults(getUrl, { ...args, checksum: Unknown.of('a template') }))).toEqual([]);
  });

  it('are found in lists of all kinds', () => {
    const of = (list: string) => digitsIn(list, 'http://x/y/file.txt?a=b#c');
    expect(of('ABC123\n')).toBe('abc123');
    expect(of('11 other\n22 *file.txt\n33 file.txt\n')).toBe('22');
    expect(of('11 other\n22  ./file.txt\r\n')).toBe('22');
    expect(of('11  other\n')).toBeUndefined();
  });

  it('names come from the URL', () => {
    expect(fileNameOf('https://x/a%20b.txt?c#d')).toBe('a%20b.txt');
    for (const address of ['http://x', 'http://x/', 'http://x/y/?z=/w'])
      expect(fileNameOf(address)).toBe('index.html');
    expect(fileNameOf('file:///srv/x')).toBe('x');
  });
});
