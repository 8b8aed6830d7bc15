import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { DelayProxy } from '../support/delay-proxy.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { play, testConnector, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';
import { leftBehind } from './left-behind.ts';

let fleet: HostFleet;
let host: TestHost;
let proxy: DelayProxy;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  await host.must('apt-get -qq update');
});

afterAll(async () => {
  await proxy?.stop();
  await fleet?.stop();
});

beforeEach(async () => {
  await proxy?.stop();
  proxy = await DelayProxy.start(host);
  await host.must('rm -rf /srv/*');
});

/** Runs the tasks as `ops`, over a connection that can be cut. */
function through(tasks: string, reconnectLimit = 20): Promise<PlaybookRun> {
  return play({
    tasks,
    hosts: { it: variablesFor(fleet, host, 'ops', proxy) },
    connector: testConnector({ reconnectLimit }),
  });
}

/** It says that it has begun, and goes on when it is told to. */
const PATIENT = `
- name: before
  file: { path: /srv/before, state: directory }
- name: patient
  shell: echo began >> /srv/lines; until [ -e /srv/go ]; do sleep 0.05; done; echo done >> /srv/lines
  args: { creates: /srv/end }
- name: end
  copy: { content: end, dest: /srv/end }
`;

const lines = async (): Promise<string> => (await host.exec('cat /srv/lines')).stdout;

test('a command that runs when the connection is cut runs once, and the run goes on', async () => {
  const running = through(PATIENT);
  await expect.poll(lines, { timeout: 20_000 }).toBe('began\n');
  proxy.cut();
  await expect.poll(() => proxy.counts.connections, { timeout: 20_000 }).toBe(2);
  await host.must('touch /srv/go');
  expect((await running).endings).toEqual([
    'it: before → changed',
    'it: patient → changed',
    'it: end → changed',
  ]);
  expect(await lines()).toBe('began\ndone\n');
  expect(await leftBehind(host)).toEqual([]);
  expect((await through(PATIENT)).endings).toEqual(['it: before → ok', 'it: patient → ok', 'it: end → ok']);
});

test('where the host does not come back it says what it cannot know, and the next run does not repeat it', async () => {
  const running = through(PATIENT, 2);
  await expect.poll(lines, { timeout: 20_000 }).toBe('began\n');
  proxy.refuse();
  proxy.cut();
  const { events, summary, endings } = await running;
  expect(endings).toEqual(['it: before → changed', 'it → unreachable']);
  expect(summary.recap).toMatchObject([{ changed: 1, unreachable: 1, failed: 0 }]);
  expect(events.find((event) => event.event === 'unreachable')).toMatchObject({
    task: { name: 'patient' },
    message: expect.stringMatching(/lost/),
  });
  // The command goes on without anybody: it is the host's.
  await host.must('touch /srv/go');
  await expect.poll(lines, { timeout: 20_000 }).toBe('began\ndone\n');
  proxy.refuse(false);
  await host.must('touch /srv/end');
  const next = await through(PATIENT);
  expect(next.endings).toEqual(['it: before → ok', 'it: patient → ok', 'it: end → changed']);
  expect(await lines()).toBe('began\ndone\n');
  expect(await leftBehind(host)).toEqual([]);
});

test('apt that is installing when the connection is cut installs once, and the run goes on', async () => {
  // dpkg waits at a named pipe until the test has cut the connection.
  await host.must(
    `mkfifo /srv/gate; echo 'DPkg::Pre-Invoke { "read x < /srv/gate"; };' > /etc/apt/apt.conf.d/gate`,
  );
  const tasks = `
- name: packages
  apt: { name: [bc, tree] }
- name: after
  command: tree --version
  changed_when: false
`;
  const running = through(tasks);
  const waits = async (): Promise<string> =>
    (await host.exec(`pgrep -fx 'sh -c read x < /srv/gate' | wc -l`)).stdout.trim();
  await expect.poll(waits, { timeout: 60_000 }).toBe('1');
  proxy.cut();
  await expect.poll(() => proxy.counts.connections, { timeout: 20_000 }).toBe(2);
  await host.must('rm /etc/apt/apt.conf.d/gate; echo > /srv/gate');
  expect((await running).endings).toEqual(['it: packages → changed', 'it: after → ok']);
  expect(await host.must(`dpkg --audit; grep -c ' install \\(bc\\|tree\\):' /var/log/dpkg.log`)).toBe('2\n');
  expect((await through(tasks)).endings).toEqual(['it: packages → ok', 'it: after → ok']);
  expect(await leftBehind(host)).toEqual([]);
});
