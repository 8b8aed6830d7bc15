import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BecomeRefused, type FarEnd } from '../../../src/core/far-end.ts';
import { type Identity, LOGIN } from '../../../src/core/identity.ts';
import { ALICE_PASSWORD } from '../support/base-root.ts';
import { act, outcomes, read, SshHosts, sudo } from './ssh-host.ts';

let hosts: SshHosts;

beforeAll(async () => {
  hosts = await SshHosts.start();
});
afterAll(() => hosts?.stop());
afterEach(() => hosts.closeAll());

async function refused(farEnd: FarEnd, as: Identity): Promise<BecomeRefused> {
  const error = await read(farEnd, 'id -un', as).then(
    (said) => new Error(`not refused: ${said}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BecomeRefused);
  return error as BecomeRefused;
}

const su = (user: string, more: Partial<Identity> = {}): Identity => ({ user, method: 'su', ...more });
const WHO = 'id -un; echo $HOME';

describe('sudo', () => {
  test('without a password, to root and to others', async () => {
    const farEnd = await hosts.connect(hosts.target('ops'));
    expect(await read(farEnd, WHO, sudo())).toBe('root\n/root\n');
    expect(await read(farEnd, WHO, sudo('bob'))).toBe('bob\n/home/bob\n');
    expect(await read(farEnd, WHO)).toBe('ops\n/home/ops\n');
  });

  test('it is paid once, not for each frame', async () => {
    const farEnd = await hosts.connect(hosts.target('ops'));
    for (let i = 0; i < 5; i += 1) await read(farEnd, 'true', sudo());
    const said = await hosts.host.must(
      'journalctl -q --no-pager _COMM=sudo -o cat | grep -c "USER=root ; COMMAND"',
    );
    for (let i = 0; i < 5; i += 1) await read(farEnd, 'true', sudo());
    expect(
      await hosts.host.must('journalctl -q --no-pager _COMM=sudo -o cat | grep -c "USER=root ; COMMAND"'),
    ).toBe(said);
  });

  test('with a password; the lecture and what else is said disturb nobody', async () => {
    await hosts.host.must('rm -rf /run/sudo/ts/alice /var/lib/sudo/lectured/alice');
    const farEnd = await hosts.connect(hosts.target('alice'));
    const [output] = await farEnd.read(
      [{ script: 'id -un; echo err >&2', timeLimit: 5 }],
      sudo('root', { password: ALICE_PASSWORD }),
    );
    expect([output?.stdout.toString(), output?.stderr]).toEqual(['root\n', 'err\n']);
    const list = await hosts.host.must('ps -A -o args');
    expect(list).not.toContain(ALICE_PASSWORD);
  });

  test('a wrong password, none, no entry in sudoers, no such user, a terminal required', async () => {
    await hosts.host.must('rm -rf /run/sudo/ts/*');
    const alice = await hosts.connect(hosts.target('alice'));
    const began = Date.now();
    const wrong = await refused(alice, sudo('root', { password: 'wrong' }));
    expect(wrong.message).toContain('the password is wrong');
    expect(Date.now() - began).toBeLessThan(6000);
    const none = await refused(alice, sudo());
    expect(none.message).toContain('asks for a password, and none was given');
    expect(none.hint).toContain('-K');
    const never = await refused(alice, sudo('root', { flags: '-n', password: ALICE_PASSWORD }));
    expect(never.message).toContain('asks for a password');
    // Refused once is not refused for ever.
    expect(await read(alice, 'id -un', sudo('root', { password: ALICE_PASSWORD }))).toBe('root\n');
    await hosts.host.must("echo 'bob:bobs' | chpasswd");
    const bob = await hosts.connect(hosts.target('bob'));
    expect((await refused(bob, sudo('root', { password: 'bobs' }))).message).toContain(
      'not in the sudoers file',
    );
    const ops = await hosts.connect(hosts.target('ops'));
    expect((await refused(ops, sudo('nosuch'))).message).toMatch(/unknown user/);
    await hosts.host.must("echo 'Defaults:ops requiretty' > /etc/sudoers.d/tty");
    const tty = await hosts.connect(hosts.target('ops'));
    expect((await refused(tty, sudo())).hint).toContain('requiretty');
    await hosts.host.must('rm /etc/sudoers.d/tty');
  });

  test('a host without sudo: root is root already, and others are told', async () => {
    await hosts.host.must('mv /usr/bin/sudo /usr/bin/sudo.away');
    try {
      const root = await hosts.connect(hosts.target('root'));
      expect(await read(root, WHO, sudo())).toBe('root\n/root\n');
      const error = await refused(root, sudo('bob'));
      expect(error.message).toBe('sudo to bob: there is no sudo on the host');
      expect(error.hint).toContain('become_method');
    } finally {
      await hosts.host.must('mv /usr/bin/sudo.away /usr/bin/sudo');
    }
  });

  test('flags and another program', async () => {
    const farEnd = await hosts.connect(hosts.target('ops'));
    const script = 'echo "[$KEPT]$(id -gn)"';
    expect(await read(farEnd, script, sudo('bob', { flags: '-g sudo' }))).toBe('[]sudo\n');
    await hosts.host.must(
      `printf '#!/bin/sh\\nKEPT=yes exec sudo --preserve-env=KEPT "$@"\\n' > /usr/local/bin/my-sudo; chmod +x /usr/local/bin/my-sudo`,
    );
    expect(await read(farEnd, script, sudo('bob', { exe: '/usr/local/bin/my-sudo' }))).toBe('[yes]bob\n');
  });
});

describe('su', () => {
  test('as root without a password, also to a user without a login shell', async () => {
    const farEnd = await hosts.connect(hosts.target('root'));
    expect(await read(farEnd, WHO, su('bob'))).toBe('bob\n/home/bob\n');
    expect(await read(farEnd, 'id -un', su('www-data'))).toBe('www-data\n');
  });

  test('with the password of the other user, a wrong one, and none', async () => {
    const farEnd = await hosts.connect(hosts.target('ops'));
    expect(await read(farEnd, WHO, su('alice', { password: ALICE_PASSWORD }))).toBe('alice\n/home/alice\n');
    expect((await refused(farEnd, su('bob', { password: 'wrong' }))).message).toContain(
      'the password is wrong',
    );
    expect((await refused(farEnd, su('root'))).message).toContain('asks for a password');
  });
});

test('doas that is not there is told about', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  expect((await refused(farEnd, { user: 'root', method: 'doas' })).message).toContain(
    'there is no doas on the host',
  );
});

test('an identity acts with its own folder and rights, and leaves nothing', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  const outputs = await act(
    farEnd,
    [
      { do: 'run', argv: ['id', '-un'] },
      {
        do: 'write',
        path: '/root/by-sudo',
        content: { sha256: '', size: 2, read: () => Buffer.from('x\n') },
        mode: 0o600,
      },
    ],
    sudo(),
  );
  expect(outcomes(outputs)).toEqual(['done', 'done']);
  expect(outputs[0]?.stdout.toString()).toBe('root\n');
  expect(
    outcomes(
      await act(farEnd, [
        { do: 'write', path: '/root/by-ops', content: { sha256: '', size: 0, read: () => Buffer.alloc(0) } },
      ]),
    ),
  ).toEqual(['failed']);
  expect(await hosts.host.must('stat -c "%a %U %n" /root/by-* /tmp/.jrun-*')).toMatch(
    /^600 root \/root\/by-sudo\n700 (?:ops|root) \/tmp\/\S+\n700 (?:ops|root) \/tmp\/\S+\n$/,
  );
  await farEnd.close();
  expect(await hosts.host.must('ls -A /tmp | grep jrun || true')).toBe('');
  expect(await hosts.host.must('pgrep -u ops -l || true')).toBe('');
});

describe('groups that change', () => {
  test('a shell opened again has them, one that is kept has not', async () => {
    await hosts.host.must('groupadd -f crew; gpasswd -d bob crew; gpasswd -d ops crew; true');
    const farEnd = await hosts.connect(hosts.target('ops'));
    const groups = (as: Identity) => read(farEnd, 'id -Gn', as);
    await Promise.all([groups(sudo('bob')), groups(LOGIN)]);
    await hosts.host.must('usermod -aG crew bob; usermod -aG crew ops');
    expect([await groups(sudo('bob')), await groups(LOGIN)].join()).not.toContain('crew');
    farEnd.reopen('bob');
    expect(await groups(sudo('bob'))).toContain('crew');
    expect(await groups(LOGIN)).not.toContain('crew');
    // The login user gets his groups with the connection.
    farEnd.reopen('ops');
    expect(await groups(LOGIN)).toContain('crew');
    expect(await groups(sudo('bob'))).toContain('crew');
  });
});
