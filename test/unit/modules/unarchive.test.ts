import { execFileSync } from 'node:child_process';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/core/key.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import unarchive from '../../../src/modules/unarchive.ts';
import { unpackFunctions } from '../../../src/modules/unpacking/commands.ts';
import { kindOf, membersOf } from '../../../src/modules/unpacking/members.ts';
import { selected } from '../../../src/modules/unpacking/selection.ts';
import { httpClient } from '../../../src/probes/http-client.ts';
import probe, { unpacked } from '../../../src/probes/unpacked.ts';
import { type Case, cases } from './support/cases.ts';
import { fileInput, sha256 } from './support/content.ts';
import { aFile, aFolder, aLink, nothing, ordinaryHost } from './support/host.ts';
import type { Entry } from './support/observations.ts';

const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, ...one }));
const LONG = `${'long/'.repeat(30)}name`;

/** A tar archive by this machine's own tool. */
const tar = (...options: readonly string[]): Buffer =>
  execFileSync(
    'sh',
    [
      '-c',
      `set -e
d=$(mktemp -d)
cd "$d"
mkdir -p top/${LONG.slice(0, -5)}
printf one > top/one
chmod 4750 top/one
printf ü > 'top/ü b'
printf deep > top/${LONG}
ln -s one top/link
ln top/one top/again
tar -c "$@" --owner=dev:1000 --group=dev:1000 --mtime=@1000 --sort=name top
cd /
rm -r "$d"`,
      'sh',
      ...options,
    ],
    { maxBuffer: 1 << 24 },
  );

describe.each([['gnu'], ['pax'], ['ustar']])('members of a tar archive in the format %s', (format) => {
  const members = membersOf(Buffer.from(gzipSync(tar(`--format=${format}`)))) ?? [];
  const at = (name: string) => members.find((member) => member.path === name);
  const whose = { uid: 1000, gid: 1000, owner: 'dev', group: 'dev', mtime: 1000 };

  it('are read as they are', () => {
    expect(at('top')).toMatchObject({ type: 'directory', mode: 0o755 });
    expect([at('top/one')?.type, at('top/again')?.type].sort()).toEqual(['file', 'hard']);
    expect(at('top/ü b')).toEqual({
      path: 'top/ü b',
      type: 'file',
      mode: 0o644,
      sha256: sha256('ü'),
      ...whose,
    });
    expect(at(`top/${LONG}`)).toMatchObject({ type: 'file', sha256: sha256('deep') });
    expect(at('top/link')).toMatchObject({ type: 'link', target: 'one' });
    expect(members).toHaveLength(6 + 30);
  });
});

it('members of a zip archive are read as they are', () => {
  const zip = zipSync({
    'a/': [new Uint8Array(), { os: 3, attrs: 0o40750 << 16 }],
    'a/x': [strToU8('text'), { os: 3, attrs: 0o100755 << 16 }],
    'a/l': [strToU8('x'), { os: 3, attrs: 0o120777 << 16 }],
    'plain.txt': strToU8('plain'),
  });
  expect(membersOf(Buffer.from(zip))).toEqual([
    { path: 'a', type: 'directory', mode: 0o750 },
    { path: 'a/x', type: 'file', mode: 0o755, sha256: sha256('text') },
    { path: 'a/l', type: 'link', target: 'x' },
    { path: 'plain.txt', type: 'file', sha256: sha256('plain') },
  ]);
});

it('what is no such archive, or is cut off, is left to the host', () => {
  const whole = tar();
  for (const bytes of [
    Buffer.from('BZh91AY'),
    Buffer.from('text'),
    whole.subarray(0, 3000),
    gzipSync(whole).subarray(0, 200),
  ])
    expect(membersOf(Buffer.from(bytes))).toBeUndefined();
  expect(kindOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))).toBe('zstd');
});

it('members are chosen as tar chooses them', () => {
  const members = ['a', 'a/b', 'a/b/c.txt', 'a/d.txt'].map((name) => ({ path: name, type: 'file' as const }));
  const names = (more: object) =>
    selected(members, { exclude: [], include: [], extra_opts: [], ...more })?.map((member) => member.path);
  expect(names({ exclude: ['*.txt'] })).toEqual(['a', 'a/b']);
  expect(names({ exclude: ['b/'] })).toEqual(['a', 'a/d.txt']);
  expect(names({ exclude: ['c.tx[a-t]'] })).toEqual(['a', 'a/b', 'a/d.txt']);
  expect(names({ include: ['a/b'] })).toEqual(['a/b', 'a/b/c.txt']);
  expect(names({ extra_opts: ['--strip-components=1'] })).toEqual(['b', 'b/c.txt', 'd.txt']);
  expect(names({ extra_opts: ['--transform=s/a/z/'] })).toBeUndefined();
});

const archive = { archive: fileInput(tar(`--exclude=${LONG.slice(0, 4)}`)) };
const mine = { uid: 1000, gid: 1000, owner: 'dev', group: 'dev', mtime: 1000 };
const there: readonly Entry[] = [
  aFolder('/opt/app'),
  aFolder('/opt/app/top', mine),
  aFile('/opt/app/top/again', 'one', { ...mine, mode: 0o4750 }),
  aFile('/opt/app/top/one', 'one', { ...mine, mode: 0o4750 }),
  aFile('/opt/app/top/ü b', 'ü', mine),
  aLink('/opt/app/top/link', 'one', '/opt/app/top/one', mine),
];
const args = { src: 'app.tar', dest: '/opt/app' };
const remote = { src: '/srv/app.tar', dest: '/opt/app', remote_src: true };
const ownHands = { owner: false, group: false, mode: false };
const compared = unpacked(
  '/srv/app.tar',
  '/opt/app',
  unpackFunctions({
    dest: '/opt/app',
    keep_newer: false,
    exclude: [],
    include: [],
    extra_opts: [],
    ownHands,
  }),
);
const check = { check: true };

cases(
  unarchive,
  on([
    { name: 'all of it is there', args, inputs: archive, seen: there, expect: { verdict: 'unchanged' } },
    {
      name: 'a file is another one',
      args,
      inputs: archive,
      seen: [
        ...there.filter(([key]) => key.subject !== '/opt/app/top/ü b'),
        aFile('/opt/app/top/ü b', 'x', mine),
      ],
      expect: { verdict: 'change', changes: ['unpack top/ü b'], does: ['run'] },
    },
    {
      name: 'a file has another mode, another time, another owner',
      args,
      inputs: archive,
      seen: [
        ...there.filter(([key]) => !/one|ü|app\/top$/.test(key.subject)),
        aFolder('/opt/app/top', { ...mine, owner: 'root', uid: 0 }),
        aFile('/opt/app/top/one', 'one', { ...mine, mode: 0o750 }),
        aFile('/opt/app/top/ü b', 'ü', { ...mine, mtime: 1001 }),
      ],
      expect: { verdict: 'change' },
    },
    {
      name: 'newer files are kept',
      args: { ...args, keep_newer: true },
      inputs: archive,
      seen: [
        ...there.filter(([key]) => !/ü/.test(key.subject)),
        aFile('/opt/app/top/ü b', 'mine', { ...mine, mtime: 1001.5 }),
      ],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'only owners differ',
      args: { ...args, owner: 'www-data', mode: 'u+w' },
      inputs: archive,
      seen: there,
      expect: { verdict: 'change', does: ['run'] },
    },
    {
      name: 'it was made already',
      args: { ...args, creates: '/opt/app/done' },
      inputs: archive,
      seen: [aFile('/opt/app/done')],
      expect: { verdict: 'unchanged', result: { msg: 'skipped, since /opt/app/done exists' } },
    },
    {
      name: 'there is no such folder',
      args,
      inputs: archive,
      seen: [nothing('/opt/app')],
      otherwise: (key) => (key.subject.startsWith('/opt/app/') ? nothing('/x')[1] : ordinaryHost(key)),
      expect: { verdict: 'fails', message: "dest '/opt/app' must be an existing dir" },
    },
    {
      name: 'there is nothing in it',
      args,
      inputs: { archive: fileInput('') },
      seen: [aFolder('/opt/app')],
      expect: { verdict: 'fails', message: "Invalid archive 'app.tar', the file is 0 bytes" },
    },
    {
      name: 'an archive that only the host can read, for an empty folder',
      args,
      inputs: { archive: fileInput('BZh91AY') },
      seen: [aFolder('/opt/app')],
      context: check,
      expect: { verdict: 'change', changes: ['unpack app.tar'] },
    },
    {
      name: 'an archive that only the host can read, for a folder with something in it',
      args,
      inputs: { archive: fileInput('BZh91AY') },
      seen: [aFolder('/opt/app', { tree: [{ path: 'x' }] as never })],
      context: check,
      expect: { verdict: 'unknown', waitsFor: ['what is in app.tar'] },
    },
    {
      name: 'on the host, all of it is there',
      args: { ...remote, list_files: true },
      seen: [aFolder('/opt/app'), aFile('/srv/app.tar', 'x'), [compared, { same: true, files: ['a', 'b/'] }]],
      expect: { verdict: 'unchanged', result: { files: ['a', 'b/'] } },
    },
    {
      name: 'on the host, not all of it is there',
      args: remote,
      seen: [aFolder('/opt/app'), aFile('/srv/app.tar', 'x'), [compared, { same: false, files: ['a'] }]],
      expect: { verdict: 'change', changes: ['unpack /srv/app.tar'], does: ['run'] },
    },
    {
      name: 'on the host, it is no archive',
      args: remote,
      seen: [
        aFolder('/opt/app'),
        aFile('/srv/app.tar', 'x'),
        [compared, { same: false, files: [], trouble: 'tar: This does not look like a tar archive' }],
      ],
      expect: { verdict: 'fails', result: { details: 'tar: This does not look like a tar archive' } },
    },
    {
      name: 'on the host, it is missing',
      args: remote,
      seen: [aFolder('/opt/app'), nothing('/srv/app.tar')],
      expect: { verdict: 'fails', message: "Source '/srv/app.tar' does not exist" },
    },
    {
      name: 'from a URL',
      args: { ...remote, src: 'https://web/app.tar.gz' },
      seen: [aFolder('/opt/app'), [httpClient, 'curl']],
      expect: { verdict: 'change', does: ['run'] },
    },
    {
      name: 'from a URL, with nothing to download it',
      args: { ...remote, src: 'https://web/app.tar.gz' },
      seen: [aFolder('/opt/app'), [httpClient, 'none']],
      expect: { verdict: 'fails', message: /use get_url first/ },
    },
  ]),
);

describe('an archive that an earlier task brings', () => {
  const expecting = (tree: unknown) => ({
    get: <T>(key: Key<T>) =>
      (key.subject === '/opt/app'
        ? { ...(aFolder('/opt/app')[1] as object), tree }
        : aFile(key.subject)[1]) as T,
  });

  it('is new to an empty folder, if it is an archive', () => {
    const derived = probe.derive?.(compared, Unknown.of('it'), expecting([]));
    expect(derived?.value).toMatchObject({ same: false });
    expect(derived?.presumed).toEqual([{ text: '/srv/app.tar will be an archive that can be unpacked' }]);
  });

  it('is not known for a folder with something in it', () => {
    for (const tree of [[{ path: 'x' }], Unknown.of('what is in it'), undefined])
      expect(probe.derive?.(compared, Unknown.of('it'), expecting(tree))?.value).toBeInstanceOf(Unknown);
  });
});
