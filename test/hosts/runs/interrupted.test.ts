import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HostFleet } from '../support/host-fleet.ts';
import { type Login, play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';
import { leftBehind } from './left-behind.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
});

afterAll(() => fleet?.stop());

beforeEach(() => host.must('rm -rf /srv/*'));

const TASKS = `
- name: before
  file: { path: /srv/before, state: directory }
- name: patient
  shell: echo $$ > /srv/pid; echo began >> /srv/lines; until [ -e /srv/go ]; do sleep 0.05; done; echo done >> /srv/lines
  args: { creates: /srv/end }
- name: end
  copy: { content: end, dest: /srv/end }
`;

const lines = async (): Promise<string> => (await host.exec('cat /srv/lines')).stdout;
const isRunning = async (): Promise<boolean> => (await host.exec('kill -0 "$(cat /srv/pid)"')).status === 0;

const request = (login: Login) => ({ tasks: TASKS, hosts: { it: variablesFor(fleet, host, login) } });

test.each(['root', 'ops', 'alice'] as const)(
  'a run of %s that is interrupted leaves nothing, and the next one finishes',
  async (login) => {
    const interrupt = new AbortController();
    const first = play({ ...request(login), signal: interrupt.signal });
    await expect.poll(lines, { timeout: 20_000 }).toBe('began\n');
    interrupt.abort();
    const { events, summary, endings } = await first;
    expect(summary.interrupted).toBe(true);
    // The command was ended, which is no failure of it; nothing was begun after it.
    expect(endings).toEqual(['it: before → changed']);
    expect(summary.recap).toMatchObject([{ ok: 1, changed: 1, failed: 0 }]);
    expect(events.filter((event) => event.event === 'host-ended')).toMatchObject([
      { host: 'it', how: 'interrupted', task: { name: 'patient' }, notBegun: [{ name: 'end' }] },
    ]);
    await expect.poll(isRunning, { timeout: 10_000 }).toBe(false);
    expect(await lines()).toBe('began\n');
    expect(await leftBehind(host)).toEqual([]);

    await host.must('touch /srv/go');
    expect((await play(request(login))).endings).toEqual([
      'it: before → ok',
      'it: patient → changed',
      'it: end → changed',
    ]);
    expect(await lines()).toBe('began\nbegan\ndone\n');
    expect(await leftBehind(host)).toEqual([]);
  },
);

test('what a run that was killed left is swept by the next', async () => {
  const program = fileURLToPath(new URL('./killed-run.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, JRUN_TEST_RUN: JSON.stringify(request('ops')) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await expect.poll(lines, { timeout: 30_000 }).toBe('began\n');
  child.kill('SIGKILL');
  await once(child, 'exit');
  // The command is the host's now, with the folder that notes how it ends.
  expect(await isRunning()).toBe(true);
  expect(await leftBehind(host)).not.toEqual([]);

  await host.must('touch /srv/go');
  await expect.poll(isRunning, { timeout: 10_000 }).toBe(false);
  expect(await lines()).toBe('began\ndone\n');
  await host.must('touch /srv/end');
  expect((await play(request('ops'))).endings).toEqual([
    'it: before → ok',
    'it: patient → ok',
    'it: end → changed',
  ]);
  expect(await leftBehind(host)).toEqual([]);
});
