import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALICE_PASSWORD } from './support/base-root.ts';
import { run } from './support/command.ts';
import { HostFleet } from './support/host-fleet.ts';
import { describeChange, diffSnapshots } from './support/snapshot-diff.ts';
import type { TestHost } from './support/test-host.ts';

let fleet: HostFleet;
let hosts: readonly TestHost[];

beforeAll(async () => {
  fleet = await HostFleet.open();
  hosts = await fleet.startHosts(3);
});

afterAll(async () => {
  await fleet?.stop();
});

function host(order: number): TestHost {
  const found = hosts[order];
  if (found === undefined) throw new Error(`no host ${order}`);
  return found;
}

async function ssh(
  to: TestHost,
  user: 'root' | 'ops' | 'alice' | 'bob',
  command: string,
  input = '',
): Promise<string> {
  const result = await run(['ssh', ...fleet.sshArgs(to, user), command], { input });
  return `${result.status} ${result.stdout}`.trim();
}

test('hosts differ in what makes them one of many', async () => {
  const identities = await Promise.all(
    hosts.map((each) => each.must('hostname; cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub')),
  );
  expect(new Set(identities).size).toBe(3);
  expect(new Set(hosts.map((each) => each.address)).size).toBe(3);
});

test('a host has no Python, and its systemd is content', async () => {
  expect((await host(0).exec('command -v python3')).status).toBe(127);
  expect((await host(0).exec('systemctl is-system-running --wait')).stdout.trim()).toBe('running');
});

test('a host keeps its processes to itself', async () => {
  const server = 'systemctl show --property=MainPID,NRestarts,ActiveState ssh';
  const before = await host(1).must(server);
  await host(0).must('systemctl restart ssh');
  expect(await host(1).must(server)).toBe(before);
  // All that the unit's control group holds would be killed with it; 0 would stand for a process of another host.
  const group = 'system.slice/ssh.service/cgroup.procs';
  const held = await host(1).must(`cd /sys/fs/cgroup; cat systemd/${group} 2>/dev/null || cat ${group}`);
  expect(held).toMatch(/^[1-9]\d*\n$/);
});

test('each user logs in with the key, under the host key that known_hosts has', async () => {
  for (const user of ['root', 'ops', 'alice', 'bob'] as const) {
    expect(await ssh(host(1), user, 'id -un')).toBe(`0 ${user}`);
  }
});

test('ops may sudo, alice with her password, bob not at all', async () => {
  expect(await ssh(host(1), 'ops', 'sudo -n id -un')).toBe('0 root');
  expect(await ssh(host(1), 'alice', 'sudo -n id -un')).toBe('1');
  expect(await ssh(host(1), 'alice', "sudo -S -p '' id -un", `${ALICE_PASSWORD}\n`)).toBe('0 root');
  expect(await ssh(host(1), 'bob', 'sudo -n id -un')).toBe('1');
});

test('a difference of snapshots is what was changed, and no more', async () => {
  const before = await host(0).snapshot();
  expect(diffSnapshots(before, await host(0).snapshot()).map(describeChange)).toEqual([]);

  expect(await ssh(host(0), 'ops', 'sudo chmod 0600 /etc/issue && sudo touch /srv/new && true')).toBe('0');
  await host(0).must('rm /etc/motd; echo x >> /etc/issue.net; useradd carol');
  await host(0).must('systemctl mask --now getty@tty1.service');
  const changes = diffSnapshots(before, await host(0).snapshot()).map(describeChange);
  expect(changes.filter((line) => line.includes(' files /etc/issue'))).toEqual([
    'changed files /etc/issue (mode)',
    'changed files /etc/issue.net (size, mtime, content)',
  ]);
  expect(changes).toContain('removed files /etc/motd');
  expect(changes).toContain('added files /srv/new');
  expect(changes).toContain('added users carol');
  expect(changes).toContain('added groups carol');
  expect(changes.filter((line) => line.includes('files') && !/\/etc\/|\/srv\/new/.test(line))).toEqual([]);
});

test('it comes back from a reboot with what was on its disk', async () => {
  const boot = 'cat /proc/sys/kernel/random/boot_id; systemctl show --property=UserspaceTimestampMonotonic';
  const before = await host(2).must(boot);
  await host(2).must('echo kept > /srv/kept');
  await host(2).reboot();
  expect(await host(2).must(boot)).not.toBe(before);
  expect(await ssh(host(2), 'bob', 'cat /srv/kept')).toBe('0 kept');
});

test('it comes back when it reboots itself', async () => {
  const before = await host(2).leader();
  await ssh(host(2), 'ops', 'sudo systemctl reboot');
  await expect.poll(() => host(2).leader(), { timeout: 20_000 }).not.toBe(before);
  await host(2).untilUp();
  expect(await ssh(host(2), 'bob', 'cat /srv/kept')).toBe('0 kept');
});

test('a power cut ends it at once, and it starts again', async () => {
  await host(2).powerCut();
  expect(await host(2).isRunning()).toBe(false);
  await host(2).start();
  expect(await ssh(host(2), 'bob', 'cat /srv/kept')).toBe('0 kept');
});

test('a new host starts from the state of another', async () => {
  const state = await host(2).freeze();
  const copy = await fleet.startHost({ name: 'copy', from: state });
  expect(await ssh(copy, 'bob', 'cat /srv/kept; hostname')).toBe('0 kept\ncopy');
  await fleet.stopHost(copy);
  expect(await ssh(host(2), 'bob', 'true')).toBe('0');
});

test('of a process that was killed nothing remains', async () => {
  const program = fileURLToPath(new URL('./support/abandoned-fleet.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { number, folder } = JSON.parse(line.toString()) as { number: number; folder: string };
  expect(existsSync(`/sys/class/net/jrun${number}`)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => existsSync(`/run/jrun-hosts/${number}.json`), { timeout: 20_000 }).toBe(false);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(`/sys/class/net/jrun${number}`)).toBe(false);
  expect((await run(['ip', 'netns'])).stdout).not.toContain(`jrun-${number}-`);
  expect((await run(['find', '/sys/fs/cgroup', '-name', `jrun-${number}-*`])).stdout).toBe('');
  expect((await run(['cat', '/proc/mounts'])).stdout).not.toContain(folder);
  expect((await run(['iptables-save'])).stdout).not.toContain(`jrun${number} `);
  expect((await run(['pgrep', '-f', '--', folder])).stdout).toBe('');
});
