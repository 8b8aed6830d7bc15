import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseJumps } from './jump-hosts.ts';
import { sshSettings } from './ssh-config.ts';

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-config-'));
  file = path.join(folder, 'config');
  mkdirSync(path.join(folder, 'more'));
  writeFileSync(path.join(folder, 'more/a.conf'), 'Host included\n  Port 2201\n  User from-a\n');
  writeFileSync(path.join(folder, 'more/b.conf'), 'Host included *.b\n  Port 2202\n  HostName b-%h\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settings(text: string, host: string, given: { user?: string; port?: number } = {}) {
  writeFileSync(file, text);
  // ssh takes ~ from the user database, not from HOME.
  return sshSettings(host, given, { home: homedir(), userFile: file, systemFile: null });
}

/** What ssh itself makes of the same file. */
function oracle(host: string, given: { user?: string; port?: number } = {}): Map<string, string[]> {
  const words = ['-G', '-F', file];
  if (given.user !== undefined) words.push('-l', given.user);
  if (given.port !== undefined) words.push('-p', `${given.port}`);
  const found = new Map<string, string[]>();
  for (const line of execFileSync('ssh', [...words, host])
    .toString()
    .split('\n')) {
    const [, keyword, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (keyword !== undefined && value !== undefined)
      found.set(keyword, [...(found.get(keyword) ?? []), value]);
  }
  return found;
}

const EXAMPLE = `
# a comment
Port 2022
Host web* !webmail
  HostName %h.example.org
  User=deploy
  IdentityFile ~/.ssh/%h-%r
  IdentityFile "~/.ssh/with space"
Host web1 webmail
  User second
  Port 9
  IdentityFile /keys/%n
  IdentitiesOnly yes
  Compression yes
  ConnectTimeout 1m
  ServerAliveInterval 30
  StrictHostKeyChecking accept-new
  UserKnownHostsFile ~/known-a /dev/null
  HostKeyAlias the-alias
Match host inner.example.org user root
  ProxyJump ops@gate:2200,second
Host inner
  HostName inner.example.org
  User root
Match host inner.example.org
  ProxyJump ops@gate:2200,second
Match originalhost command,other
  ProxyCommand nc --user %r %h %p
Match all
  HashKnownHosts yes
Host *
  User everyone
  ServerAliveCountMax 7
  AddressFamily inet
`;

describe('against ssh -G', () => {
  test.each([
    ['web1', {}],
    ['web2', {}],
    ['webmail', {}],
    ['inner', {}],
    ['inner', { user: 'bob' }],
    ['command', {}],
    ['other', { port: 77 }],
    ['elsewhere', { user: 'me', port: 23 }],
  ])('%s %j', (host, given) => {
    const ours = settings(EXAMPLE, host, given);
    const theirs = oracle(host, given);
    const one = (keyword: string) => theirs.get(keyword)?.[0];
    expect(ours.hostName).toBe(one('hostname'));
    expect(`${ours.port}`).toBe(one('port'));
    expect(ours.user).toBe(one('user'));
    expect(ours.identitiesOnly ? 'yes' : 'no').toBe(one('identitiesonly'));
    expect(ours.proxyJump).toBe(one('proxyjump'));
    expect(`${ours.connectTimeout ?? 'none'}`).toBe(one('connecttimeout'));
    expect(`${ours.serverAliveInterval ?? 0}`).toBe(one('serveraliveinterval'));
    expect(`${ours.serverAliveCountMax}`).toBe(one('serveralivecountmax'));
    expect(ours.addressFamily).toBe(one('addressfamily'));
    expect(ours.compression ? 'yes' : 'no').toBe(one('compression'));
    expect(ours.hostKeyAlias).toBe(one('hostkeyalias'));
    expect(ours.strictHostKeyChecking).toBe(
      one('stricthostkeychecking') === 'accept-new' ? 'accept-new' : 'yes',
    );
    const expand = (text: string) =>
      text
        .replace(/^~/, homedir())
        .replaceAll('%h', ours.hostName)
        .replaceAll('%r', ours.user)
        .replaceAll('%n', host)
        .replaceAll('%p', `${ours.port}`);
    // ssh -G shows the default list where none is set.
    if (ours.identityFiles !== undefined)
      expect(ours.identityFiles).toEqual((theirs.get('identityfile') ?? []).map(expand));
    expect(ours.userKnownHostsFiles).toEqual((one('userknownhostsfile') ?? '').split(' ').map(expand));
    const command = one('proxycommand');
    expect(ours.proxyCommand).toBe(command === undefined ? undefined : expand(command));
  });

  test('included files, by a pattern and under a condition', () => {
    const text = `Host included\n  Include ${folder}/more/*.conf\nHost *\n  Port 5\n`;
    for (const host of ['included', 'x.b']) {
      const ours = settings(text, host);
      const theirs = oracle(host);
      expect([ours.hostName, `${ours.port}`, ours.user]).toEqual(
        ['hostname', 'port', 'user'].map((keyword) => theirs.get(keyword)?.[0]),
      );
    }
  });

  test('Host and Match blocks end where the included file ends', () => {
    const text = `Include ${folder}/more/a.conf\nPort 7\n`;
    const ours = settings(text, 'elsewhere');
    expect(`${ours.port}`).toBe(oracle('elsewhere').get('port')?.[0]);
  });
});

test('a criterion that is not supported leaves its block out, and says so', () => {
  const ours = settings('Match exec "true"\n  Port 99\nHost *\n  Port 23\n', 'web');
  expect(ours.port).toBe(23);
  expect(ours.warnings).toEqual([expect.stringContaining("config:1: 'Match exec' is not supported")]);
});

test('without any file there are defaults', () => {
  const ours = sshSettings('web', { user: 'me' }, { home: '/home/me', userFile: null, systemFile: null });
  expect(ours).toMatchObject({
    hostName: 'web',
    port: 22,
    user: 'me',
    identityFiles: undefined,
    strictHostKeyChecking: 'yes',
    userKnownHostsFiles: ['/home/me/.ssh/known_hosts', '/home/me/.ssh/known_hosts2'],
  });
});

test.each([
  ['gate', [{ host: 'gate' }]],
  ['ops@gate:2200,second', [{ host: 'gate', user: 'ops', port: 2200 }, { host: 'second' }]],
  ['a@b@[::1]:23', [{ host: '::1', user: 'a@b', port: 23 }]],
  ['ssh://me@gate:22/', [{ host: 'gate', user: 'me', port: 22 }]],
])('jump hosts %s', (text, hops) => {
  expect(parseJumps(text)).toEqual(hops);
});

test('what is no jump host is refused', () => {
  expect(() => parseJumps('gate,:22')).toThrow("':22' is no jump host");
});
