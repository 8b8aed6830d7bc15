import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Unknown } from '../../../src/core/unknown.ts';
import defaultsProbe, { accountDefaults } from '../../../src/probes/account-defaults.ts';
import groupProbe, { group } from '../../../src/probes/group.ts';
import homeProbe, { home } from '../../../src/probes/home.ts';
import selfProbe, { self } from '../../../src/probes/self.ts';
import sshKeyProbe, { sshKey } from '../../../src/probes/ssh-key.ts';
import userProbe, { type Account, user } from '../../../src/probes/user.ts';
import { observe, SHELLS } from './support/shells.ts';

const id = (...words: string[]) => execFileSync('id', words, { encoding: 'utf8' }).trim();

describe.each(SHELLS)('accounts in %s', (shell) => {
  it('tells users from names that are none', () => {
    const [root, none, odd, byId] = observe(shell, userProbe, [
      user('root'),
      user('no-such-user'),
      user('-x; rm'),
      user('0'),
    ]);
    expect(root).toMatchObject({ exists: true, uid: 0, gid: 0, home: '/root', local: true });
    expect(root).not.toHaveProperty('groups');
    expect(none).toEqual({ exists: false });
    expect(odd).toEqual({ exists: false });
    expect(byId).toMatchObject({ exists: true, name: 'root' });
  });

  it('tells groups and passwords where they are asked for', () => {
    const [root, none] = observe(shell, userProbe, [
      user('root', 'groups', 'shadow'),
      user('nobody-here', 'groups'),
    ]);
    expect(root).toMatchObject({ group: 'root', groups: id('-Gn', 'root').split(' ').slice(1).sort() });
    if (process.getuid?.() === 0) expect((root as Account).shadow).toHaveProperty('password');
    expect(none).toEqual({ exists: false });
  });

  it('tells groups', () => {
    const [root, none, byId] = observe(shell, groupProbe, [
      group('root'),
      group('no-such-group'),
      group('0'),
    ]);
    expect(root).toMatchObject({ exists: true, name: 'root', gid: 0 });
    expect(none).toEqual({ exists: false });
    expect(byId).toMatchObject({ name: 'root' });
  });

  it('tells homes', () => {
    expect(observe(shell, homeProbe, [home('root'), home('no-such-user'), home(), home("a'b")])).toEqual([
      '/root',
      null,
      process.env['HOME'],
      null,
    ]);
  });

  it('tells who it is', () => {
    expect(observe(shell, selfProbe, [self()])).toMatchObject([
      {
        user: id('-un'),
        uid: Number(id('-u')),
        group: id('-gn'),
        groups: id('-Gn').split(' '),
        umask: process.umask(),
        folder: process.cwd(),
      },
    ]);
  });
});

it.each([
  [
    'uid=1001(DOM\\jane doe) gid=10513(domain users) groups=10513(domain users),10520(a, b (c)),30000',
    { user: 'DOM\\jane doe', uid: 1001, group: 'domain users', gid: 10513 },
    ['domain users', 'a, b (c)', '30000'],
  ],
  ['uid=4000 gid=4000 groups=4000', { user: '4000', uid: 4000, group: '4000', gid: 4000 }, ['4000']],
  ['uid=501(ann) gid=20(staff)', { user: 'ann', uid: 501, group: 'staff', gid: 20 }, ['staff']],
  [
    'uid=501(ann) gid=20(staff) euid=0(root) egid=0(wheel) groups=0(wheel),20(staff) context=u:r:t:s0-s0:c0.c1023',
    { user: 'root', uid: 0, group: 'wheel', gid: 0 },
    ['wheel', 'staff'],
  ],
])('reads what id prints: %s', (line, who, groups) => {
  const stdout = Buffer.from(`${line}\n0022\n/home/x\n/\n`);
  expect(selfProbe.parse({ status: 0, stdout, stderr: '' }, [self()])).toEqual([
    { ...who, groups, umask: 0o22, home: '/home/x', folder: '/' },
  ]);
});

describe('what is expected of accounts', () => {
  const dev: Account = {
    exists: true,
    name: 'dev',
    uid: 1000,
    gid: 1000,
    comment: '',
    home: '/home/dev',
    shell: '/bin/sh',
    local: true,
    groups: ['docker', 'sudo'],
  };
  const expecting = (of: (kind: string, subject: string) => unknown) => ({
    get: <T>(k: { kind: string; subject: string }) => of(k.kind, k.subject) as T,
  });

  it('a user leaves groups that go', () => {
    const derive = (gone: unknown) =>
      userProbe.derive?.(
        user('dev', 'groups'),
        dev,
        expecting((_, name) => (name === 'docker' ? gone : { exists: true })),
      ).value;
    expect(derive({ exists: false })).toMatchObject({ groups: ['sudo'] });
    expect(derive({ exists: true })).toMatchObject({ groups: ['docker', 'sudo'] });
    expect(derive(Unknown.of('x'))).toMatchObject({ groups: expect.any(Unknown) });
  });

  it('a home is that of the user who will be', () => {
    const derive = (state: unknown) =>
      homeProbe.derive?.(
        home('dev'),
        null,
        expecting(() => state),
      ).value;
    expect(derive(dev)).toBe('/home/dev');
    expect(derive({ exists: false })).toBe(null);
  });

  it('compares what was expected of a user, and says no password', () => {
    const actual = { ...dev, shell: '/bin/bash', shadow: { password: 'x' } };
    expect(userProbe.differences?.({ ...dev, shadow: { password: 'y' } }, actual)).toEqual([
      'shell "/bin/sh" expected, "/bin/bash" found',
    ]);
  });
});

describe.each(SHELLS)('what new accounts are given, in %s', (shell) => {
  it('is read from the files of useradd', () => {
    expect(observe(shell, defaultsProbe, [accountDefaults()])).toMatchObject([
      {
        homes: expect.stringMatching(/^\//),
        skeleton: expect.stringMatching(/^\//),
        homeMode: expect.any(Number),
      },
    ]);
  });

  it('is read as it is written there', () => {
    const stdout = Buffer.from(
      '# c\nHOME=/people\nSHELL=/bin/bash\n\nlogin.defs\n# UMASK 077\nUMASK\t\t027\nUSERGROUPS_ENAB yes\n',
    );
    expect(defaultsProbe.parse({ status: 0, stdout, stderr: '' }, [accountDefaults()])).toEqual([
      {
        homes: '/people',
        shell: '/bin/bash',
        ownGroup: true,
        group: '100',
        homeMode: 0o750,
        skeleton: '/etc/skel',
      },
    ]);
  });

  it('tells ssh keys', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jrun-key-'));
    try {
      writeFileSync(`${folder}/id`, 'private');
      writeFileSync(`${folder}/id.pub`, 'ssh-rsa AAAA me\n');
      expect(observe(shell, sshKeyProbe, [sshKey(`${folder}/none`), sshKey(`${folder}/id`)])).toMatchObject([
        { exists: false, publicExists: false },
        { exists: true, publicExists: true, publicKey: 'ssh-rsa AAAA me' },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
