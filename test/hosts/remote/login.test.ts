import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Unreachable } from '../../../src/core/far-end.ts';
import { ALICE_PASSWORD } from '../support/base-root.ts';
import { must } from '../support/command.ts';
import { read, SshHosts } from './ssh-host.ts';

let hosts: SshHosts;

beforeAll(async () => {
  hosts = await SshHosts.start(3);
});
afterAll(() => hosts?.stop());
beforeEach(() => {
  rmSync(hosts.home, { recursive: true, force: true });
  mkdirSync(path.join(hosts.home, '.ssh'), { recursive: true });
  writeFileSync(path.join(hosts.home, 'config'), '');
});
afterEach(() => hosts.closeAll());

/** Why there is no connection. */
async function refusal(connecting: Promise<unknown>): Promise<Unreachable> {
  const error = await connecting.then(
    () => new Error('it was let in'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Unreachable);
  return error as Unreachable;
}

async function makeKey(name: string, words: readonly string[]): Promise<string> {
  const file = path.join(hosts.home, '.ssh', name);
  await must(['ssh-keygen', '-q', '-C', name, '-f', file, ...words]);
  return file;
}

async function authorize(user: string, publicKeyFile: string): Promise<void> {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  await hosts.host.must(`cat >> ${home}/.ssh/authorized_keys`, {
    input: readFileSync(publicKeyFile, 'utf8'),
  });
}

describe('who one is', () => {
  test.each(['root', 'ops', 'alice'] as const)('%s, by a key', async (user) => {
    const farEnd = await hosts.connect(hosts.target(user));
    expect(await read(farEnd, 'id -un; pwd')).toBe(
      `${user}\n${user === 'root' ? '/root' : `/home/${user}`}\n`,
    );
  });

  test('by a password', async () => {
    const { privateKeyFile: _, ...target } = hosts.target('alice', { password: ALICE_PASSWORD });
    expect(await read(await hosts.connect(target), 'id -un')).toBe('alice\n');
  });

  test('by a password where the server takes it by keyboard-interactive only', async () => {
    const dropIn = '/etc/ssh/sshd_config.d/a-keyboard.conf';
    await hosts.host.must(
      `printf 'PasswordAuthentication no\nKbdInteractiveAuthentication yes\n' > ${dropIn}; systemctl restart ssh`,
    );
    await hosts.host.untilUp();
    try {
      const { privateKeyFile: _, ...target } = hosts.target('alice', { password: ALICE_PASSWORD });
      expect(await read(await hosts.connect(target), 'id -un')).toBe('alice\n');
    } finally {
      await hosts.host.must(`rm ${dropIn}; systemctl restart ssh`);
      await hosts.host.untilUp();
    }
  });

  test('a wrong password, and nothing at all', async () => {
    const { privateKeyFile: _, ...target } = hosts.target('alice');
    const wrong = await refusal(hosts.connect({ ...target, password: 'wrong' }));
    expect(wrong.message).toMatch(
      /does not let alice in: tried the password.*; the server takes publickey, password/,
    );
    const nothing = await refusal(hosts.connect(target));
    expect(nothing.message).toContain('there was nothing to try; the server takes publickey');
    expect(nothing.hint).toContain('ansible_user');
  });

  test('the usual key files are tried, and an encrypted one asks for its passphrase once', async () => {
    const file = await makeKey('id_ed25519', ['-t', 'ed25519', '-N', 'pass phrase']);
    await authorize('ops', `${file}.pub`);
    const { privateKeyFile: _, ...target } = hosts.target('ops');
    const asked: string[] = [];
    const passphrase = async (name: string) => {
      asked.push(name);
      return 'pass phrase';
    };
    expect(await read(await hosts.connect(target, { passphrase }), 'id -un')).toBe('ops\n');
    expect(asked).toEqual([file]);
    const without = await refusal(hosts.connect(target));
    expect(without.message).toContain('id_ed25519 (encrypted, and no passphrase was given)');
    expect(without.hint).toContain('ssh-add');
    const wrong = await refusal(hosts.connect(target, { passphrase: async () => 'no' }));
    expect(wrong.message).toContain('the passphrase is wrong');
    const own = { ...target, privateKeyFile: file, privateKeyPassphrase: 'pass phrase' };
    expect(await read(await hosts.connect(own), 'id -un')).toBe('ops\n');
  });

  test.each([
    ['rsa', ['-t', 'rsa', '-b', '2048', '-N', '']],
    ['old format', ['-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', '']],
    ['ecdsa', ['-t', 'ecdsa', '-N', '']],
  ])('a key of the kind %s', async (_name, words) => {
    const file = await makeKey('key', words);
    await authorize('ops', `${file}.pub`);
    expect(await read(await hosts.connect(hosts.target('ops', { privateKeyFile: file })), 'id -un')).toBe(
      'ops\n',
    );
  });

  test('an agent, whose key spares the passphrase of the file', async () => {
    const socket = path.join(hosts.home, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20));
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      const rsa = await makeKey('rsa', ['-t', 'rsa', '-b', '2048', '-N', '']);
      const file = await makeKey('id_ed25519', ['-t', 'ed25519', '-N', '']);
      await must(['ssh-add', '-q', rsa], { env });
      await must(['ssh-add', '-q', file], { env });
      await must(['ssh-keygen', '-q', '-p', '-N', 'locked', '-f', file]);
      const { privateKeyFile: _, ...target } = hosts.target('ops');
      writeFileSync(path.join(hosts.home, 'config'), `IdentityAgent ${socket}\n`);
      await authorize('ops', `${rsa}.pub`);
      expect(await read(await hosts.connect(target), 'id -un')).toBe('ops\n');
      // Only the key that was asked for, though the agent has the other one too.
      writeFileSync(
        path.join(hosts.home, 'config'),
        `IdentityAgent ${socket}\nIdentitiesOnly yes\nIdentityFile ${file}\n`,
      );
      expect((await refusal(hosts.connect(target))).message).toMatch(
        /tried \S+id_ed25519 \(agent\); the server/,
      );
      await authorize('ops', `${file}.pub`);
      expect(await read(await hosts.connect(target), 'id -un')).toBe('ops\n');
    } finally {
      agent.kill();
    }
  });

  test('a key file that is missing or is none', async () => {
    const missing = await refusal(hosts.connect(hosts.target('ops', { privateKeyFile: '/no/such/key' })));
    expect(missing.message).toContain('/no/such/key (there is no such file)');
    const wrong = await refusal(hosts.connect(hosts.target('ops', { privateKeyFile: '/etc/hostname' })));
    expect(wrong.message).toContain('/etc/hostname (not a key that can be used');
  });

  test('a login shell that gives none', async () => {
    await hosts.host.must('usermod -s /usr/sbin/nologin bob');
    try {
      const farEnd = await hosts.connect(hosts.target('bob'));
      const error = await refusal(read(farEnd, 'true'));
      expect(error.message).toContain('This account is currently not available');
    } finally {
      await hosts.host.must('usermod -s /bin/bash bob');
    }
  });

  test('a login shell that talks', async () => {
    await hosts.host.must('echo "echo Welcome; echo Mind the gap >&2" > /home/bob/.bashrc');
    const farEnd = await hosts.connect(hosts.target('bob'));
    const [output] = await farEnd.read([{ script: 'echo out; echo err >&2', timeLimit: 5 }], {
      user: null,
      method: 'sudo',
    });
    expect([output?.stdout.toString(), output?.stderr]).toEqual(['out\n', 'err\n']);
    await hosts.host.must('rm /home/bob/.bashrc');
  });
});

describe('who the host is', () => {
  test('an unknown one is refused, with its fingerprint and what to do', async () => {
    const error = await refusal(
      hosts.connect(hosts.target('root', { knownHostsFile: path.join(hosts.home, 'none') })),
    );
    const printed = await hosts.host.must('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    expect(error.message).toContain(printed.split(' ')[1]);
    expect(error.message).toContain('is not a known host');
    expect(error.hint).toContain(`ssh-keyscan ${hosts.host.address}`);
  });

  test('it is let in where the check is off, or new hosts are accepted, who are remembered', async () => {
    const file = path.join(hosts.home, 'deep/known_hosts');
    const target = hosts.target('root', { knownHostsFile: file });
    await hosts.connect({ ...target, checkHostKey: false });
    expect(existsSync(file)).toBe(false);
    writeFileSync(path.join(hosts.home, 'config'), 'StrictHostKeyChecking accept-new\n');
    await hosts.connect(target);
    expect(readFileSync(file, 'utf8').trim()).toBe(hosts.host.knownHostsLine);
    writeFileSync(path.join(hosts.home, 'config'), '');
    await hosts.connect(target);
  });

  test('a changed key is refused, with both fingerprints and the line of the old one', async () => {
    const other = await makeKey('other', ['-t', 'ed25519', '-N', '']);
    const file = path.join(hosts.home, 'known');
    writeFileSync(file, `# mine\n${hosts.host.address} ${readFileSync(`${other}.pub`, 'utf8')}`);
    const error = await refusal(hosts.connect(hosts.target('root', { knownHostsFile: file })));
    const old = await must(['ssh-keygen', '-lf', `${other}.pub`]);
    const now = await hosts.host.must('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    expect(error.message).toContain('has changed');
    expect(error.message).toContain(old.split(' ')[1]);
    expect(error.message).toContain(now.split(' ')[1]);
    expect(error.message).toContain(`${file}:2`);
    expect(error.hint).toContain(`ssh-keygen -R '${hosts.host.address}' -f ${file}`);
  });

  test('a host with several keys is asked for the one that is known', async () => {
    await hosts.host.must(
      'ssh-keygen -q -t rsa -b 2048 -N "" -f /etc/ssh/ssh_host_rsa_key; systemctl restart ssh',
    );
    const rsa = await hosts.host.must('cat /etc/ssh/ssh_host_rsa_key.pub');
    const file = path.join(hosts.home, 'known');
    writeFileSync(file, `${hosts.host.address} ${rsa}`);
    expect(await read(await hosts.connect(hosts.target('root', { knownHostsFile: file })), 'id -un')).toBe(
      'root\n',
    );
  });
});

describe('what keeps one from it', () => {
  test('nobody listens; no such name; silence', async () => {
    expect((await refusal(hosts.connect(hosts.target('root', { port: 2 })))).message).toContain(
      'refuses connections on port 2',
    );
    expect(
      (await refusal(hosts.connect(hosts.target('root', { address: 'no.such.name.invalid' })))).message,
    ).toMatch(/no address is known|cannot be looked up/);
    const { proxy, target } = await hosts.throughProxy('root');
    proxy.stall();
    const began = Date.now();
    const silent = await refusal(hosts.connect({ ...target, connectLimit: 1 }));
    expect(silent.message).toContain('said nothing for 1 s');
    expect(Date.now() - began).toBeLessThan(3000);
  });

  test('a connection that is cut during the handshake', async () => {
    const { proxy, target } = await hosts.throughProxy('root');
    proxy.refuse();
    expect((await refusal(hosts.connect(target))).message).toMatch(
      /closed the connection (?:during the handshake|as soon as it was made)/,
    );
  });

  test('connecting can be given up', async () => {
    const { proxy, target } = await hosts.throughProxy('root');
    proxy.stall();
    const { createConnector } = await import('../../../src/remote/index.ts');
    const began = Date.now();
    const error = await refusal(
      createConnector({ home: hosts.home }).connect(target, AbortSignal.timeout(300)),
    );
    expect(error.message).toContain('cancelled');
    expect(Date.now() - began).toBeLessThan(2000);
  });
});

describe('by way of others', () => {
  test('a jump host, which is one connection for all behind it and whose key counts too', async () => {
    const [gate, inner, further] = hosts.hosts;
    if (gate === undefined || inner === undefined || further === undefined) throw new Error('three hosts');
    writeFileSync(
      path.join(hosts.home, 'config'),
      `Host gate
         HostName ${gate.address}
         User bob
         IdentityFile ${hosts.fleet.keyFile}
         UserKnownHostsFile ${hosts.fleet.knownHostsFile}
       Host inner
         HostName ${inner.address}
         ProxyJump gate
       Host further
         HostName ${further.address}
         ProxyJump gate\n`,
    );
    const { createConnector } = await import('../../../src/remote/index.ts');
    const connector = createConnector({
      home: hosts.home,
      sshConfig: { user: path.join(hosts.home, 'config'), system: null },
    });
    const target = hosts.target('ops', { address: 'inner', name: 'inner' });
    const [one, two, three] = await Promise.all([
      connector.connect(target),
      connector.connect({ ...target, user: 'root' }),
      connector.connect({ ...target, address: 'further', name: 'further' }),
    ]);
    expect(await read(one, 'echo $SSH_CLIENT')).toContain(gate.address);
    expect(await read(two, 'hostname; id -un')).toBe(`${inner.name}\nroot\n`);
    expect(await read(three, 'echo $SSH_CLIENT; hostname')).toMatch(
      new RegExp(`^${gate.address} .*\n${further.name}\n$`),
    );
    const sessions = 'ps -A -o args | grep -c "^sshd: bob$"';
    expect((await gate.must(sessions)).trim()).toBe('1');
    await one.close();
    await three.close();
    expect(await read(two, 'hostname')).toBe(`${inner.name}\n`);
    await two.close();
    await expect.poll(async () => (await gate.exec(sessions)).stdout.trim()).toBe('0');
  });

  test('a chain of them from -J; a jump host that is unknown, or refuses, is named', async () => {
    const [gate, inner] = hosts.hosts;
    if (gate === undefined || inner === undefined) throw new Error('two hosts');
    writeFileSync(
      path.join(hosts.home, 'config'),
      `IdentityFile ${hosts.fleet.keyFile}\nUserKnownHostsFile ${hosts.fleet.knownHostsFile}\n`,
    );
    const chain = `bob@${inner.address},alice@${gate.address}:22`;
    const farEnd = await hosts.connect(hosts.target('ops', { address: inner.address, proxyJump: chain }));
    expect(await read(farEnd, 'echo $SSH_CLIENT; hostname')).toMatch(
      new RegExp(`^${gate.address} .*\n${inner.name}\n$`),
    );
    const nobody = await refusal(
      hosts.connect(hosts.target('ops', { proxyJump: `nobody@${inner.address}` })),
    );
    expect(nobody.message).toMatch(new RegExp(`^jump host ${inner.address}: .* does not let nobody in`));
    const closed = await refusal(
      hosts.connect(hosts.target('ops', { port: 3, proxyJump: `bob@${inner.address}` })),
    );
    expect(closed.message).toContain(
      `the jump host ${inner.address} cannot reach ${hosts.host.address}:3: cannot connect`,
    );
    writeFileSync(path.join(hosts.home, 'config'), `IdentityFile ${hosts.fleet.keyFile}\n`);
    const unknown = await refusal(hosts.connect(hosts.target('ops', { proxyJump: `bob@${inner.address}` })));
    expect(unknown.message).toContain(`jump host ${inner.address}: ${inner.address} is not a known host`);
  });

  test('jump hosts that lead in a circle are told about', async () => {
    writeFileSync(path.join(hosts.home, 'config'), 'Host a\nProxyJump b\nHost b\nProxyJump a\n');
    expect((await refusal(hosts.connect(hosts.target('ops', { address: 'a' })))).message).toContain(
      'more than once',
    );
  });

  test('a proxy command, and one that fails says why', async () => {
    const ssh = hosts.fleet.sshArgs(hosts.host, 'bob').slice(0, -1).join(' ');
    writeFileSync(
      path.join(hosts.home, 'config'),
      `Host by-command
         HostName ${hosts.host.address}
         ProxyCommand ssh ${ssh} -W %h:%p bob@%h
       Host broken
         ProxyCommand sh -c 'exec >&-; cat >/dev/null; sleep 0.1; echo no way out >&2; exit 1'\n`,
    );
    expect(await read(await hosts.connect(hosts.target('ops', { address: 'by-command' })), 'id -un')).toBe(
      'ops\n',
    );
    // Its output ends first, and what it says comes last.
    const broken = await refusal(hosts.connect(hosts.target('ops', { address: 'broken' })));
    expect(broken.message).toContain('no way out');
  });
});

test('what is sent is compressed where the SSH configuration says so', async () => {
  const script = `: ${'the same again and again '.repeat(2000)}`;
  const sent: number[] = [];
  for (const compression of ['no', 'yes']) {
    writeFileSync(path.join(hosts.home, 'config'), `Compression ${compression}\n`);
    const farEnd = await hosts.connect(hosts.target('ops'));
    expect(await read(farEnd, `${script}\nid -un`)).toBe('ops\n');
    sent.push(farEnd.traffic.bytesSent);
  }
  const [plain = 0, compressed = 0] = sent;
  expect(plain).toBeGreaterThan(40_000);
  expect(compressed).toBeLessThan(10_000);
});

test('connecting takes four round trips, opening a shell one', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  expect(farEnd.traffic.handshake).toBe(4);
  await read(farEnd, 'true');
  expect(farEnd.traffic.handshake).toBe(5);
  expect(farEnd.traffic.frames).toBe(1);
  await read(farEnd, 'true');
  expect(farEnd.traffic).toMatchObject({ frames: 2 });
  expect(farEnd.traffic.bytesSent).toBeLessThan(6000);
});
