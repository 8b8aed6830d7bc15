import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';
import { leftBehind } from './left-behind.ts';

let fleet: HostFleet;
let hosts: readonly TestHost[];
let run: PlaybookRun;

const TASKS = `
- name: first
  file: { path: /srv/first, state: directory }
- name: some fail
  command: test {{ inventory_hostname }} != failing
  changed_when: false
- name: last
  copy: { content: "{{ inventory_hostname }} of {{ ansible_play_hosts_all | length }}", dest: /srv/first/last }
`;

beforeAll(async () => {
  fleet = await HostFleet.open();
  hosts = await fleet.startHosts(10);
  const [failing, down, closed, ...fine] = hosts;
  if (!failing || !down || !closed) throw new Error('there are too few hosts');
  const inventory = {
    failing: variablesFor(fleet, failing),
    down: { ...variablesFor(fleet, down), ansible_timeout: 2 },
    closed: variablesFor(fleet, closed, 'root', { address: closed.address, port: 9 }),
    ...Object.fromEntries(fine.map((host) => [host.name, variablesFor(fleet, host, 'ops')])),
  };
  await fleet.stopHost(down);
  run = await play({ tasks: TASKS, hosts: inventory, forks: 10 });
});

afterAll(() => fleet?.stop());

test('hosts that fail or are down keep nobody else from the end', async () => {
  const fine = hosts.slice(3);
  expect(fine).toHaveLength(7);
  const last = await Promise.all(fine.map((host) => host.must('cat /srv/first/last')));
  expect(last).toEqual(fine.map((host) => `${host.name} of 10`));
});

test('the recap has a line for each, with what became of it', () => {
  const counts = Object.fromEntries(
    run.summary.recap.map(({ host, ok, changed, failed, unreachable }) => [
      host,
      { ok, changed, failed, unreachable },
    ]),
  );
  const fine = hosts.slice(3).map((host) => host.name);
  expect(counts).toEqual({
    failing: { ok: 1, changed: 1, failed: 1, unreachable: 0 },
    down: { ok: 0, changed: 0, failed: 0, unreachable: 1 },
    closed: { ok: 0, changed: 0, failed: 0, unreachable: 1 },
    ...Object.fromEntries(fine.map((name) => [name, { ok: 3, changed: 2, failed: 0, unreachable: 0 }])),
  });
  expect(run.summary.interrupted).toBe(false);
});

test('what went wrong is said for each', () => {
  const unreachable = run.events.flatMap((event) =>
    event.event === 'unreachable' ? [`${event.host}: ${event.message}`] : [],
  );
  expect(unreachable.sort()).toEqual([
    expect.stringMatching(/^closed: .* refuses connections on port 9$/),
    expect.stringMatching(/^down: .*(does not answer|no route)/i),
  ]);
  const failures = run.events.flatMap((event) =>
    event.event === 'task-ended' && event.outcome.failure
      ? [{ host: event.host, ...event.outcome.failure }]
      : [],
  );
  expect(failures).toEqual([
    expect.objectContaining({ host: 'failing', command: "test failing '!=' failing", status: 1 }),
  ]);
});

test('the failed host did what came before, and nothing after', async () => {
  const [failing, , closed] = hosts;
  expect((await failing?.exec('ls /srv /srv/first'))?.stdout).toBe('/srv:\nfirst\n\n/srv/first:\n');
  expect((await closed?.exec('ls /srv'))?.stdout).toBe('');
});

test('none of them keeps anything of the run', async () => {
  for (const host of [hosts[0], ...hosts.slice(3)]) {
    if (host) expect(await leftBehind(host)).toEqual([]);
  }
});
