import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../support/command.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { variablesFor } from '../support/playbook.ts';
import { buildJrun } from '../support/terminal-session.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;
let built: Awaited<ReturnType<typeof buildJrun>>;
let folder: string;

beforeAll(async () => {
  fleet = await HostFleet.open();
  [host, built] = await Promise.all([fleet.startHost(), buildJrun()]);
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-profile-'));
  const hosts = { all: { hosts: { it: variablesFor(fleet, host, 'ops') } } };
  writeFileSync(path.join(folder, 'hosts.json'), JSON.stringify(hosts));
  writeFileSync(
    path.join(folder, 'site.yml'),
    `- hosts: all
  gather_facts: false
  tasks:
    - name: Quick
      file: { path: /tmp, state: directory }
    - name: Slow
      command: sleep 2
      changed_when: false
    - name: Pause
      pause: { seconds: 1 }
`,
  );
});
afterAll(async () => {
  built?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  await fleet?.stop();
});

interface ProfileRecord {
  readonly total_ms: number;
  readonly phases_ms: Readonly<Record<string, number>>;
  readonly tasks: readonly { task: { name: string }; longest_ms: number }[];
  readonly hosts: readonly Readonly<Record<string, number | string>>[];
  readonly cpu_user_ms: number;
  readonly peak_memory_bytes: number;
}

function profiled(...words: readonly string[]): Promise<string> {
  const [playbook, inventory] = ['site.yml', 'hosts.json'].map((name) => path.join(folder, name));
  return must([...built.words, `${playbook}`, '-i', `${inventory}`, '--profile', ...words]);
}

test('a profile adds up, and names what took its time', async () => {
  const out = await profiled('--json');
  const records = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { record: string });
  const end = records.find(({ record }) => record === 'end') as unknown as {
    recap: Record<string, number>[];
  };
  const profile = records.at(-1) as unknown as ProfileRecord;
  const { phases_ms: phases, tasks, hosts } = profile;

  // Each of the seven is rounded.
  const sum = Object.values(phases).reduce((before, phase) => before + phase, 0);
  expect(Math.abs(sum - profile.total_ms)).toBeLessThanOrEqual(4);
  // While the host sleeps and while nobody does anything, this machine has nothing to do.
  expect(phases['hosts']).toBeGreaterThanOrEqual(1900);
  expect(phases['waiting']).toBeGreaterThanOrEqual(900);
  expect(phases['connecting']).toBeGreaterThan(0);

  expect(tasks.map(({ task }) => task.name)).toEqual(['Slow', 'Pause', 'Quick']);
  expect(tasks[0]?.longest_ms).toBeGreaterThanOrEqual(2000);

  const [it = {}] = hosts;
  const number = (name: string) => Number(it[name]);
  expect(it['host']).toBe('it');
  expect(number('steps_ms')).toBeGreaterThanOrEqual(2000);
  expect(number('at_work_ms')).toBeGreaterThanOrEqual(number('steps_ms'));
  expect(number('quickest_ms')).toBeLessThan(number('steps_ms'));
  const parts = number('connecting_ms') + number('at_work_ms') + number('otherwise_ms');
  expect(Math.abs(parts - number('elapsed_ms'))).toBeLessThanOrEqual(4);
  const [recap = {}] = end.recap;
  expect(it).toMatchObject({
    round_trips: recap['round_trips'],
    bytes_sent: recap['bytes_sent'],
    bytes_received: recap['bytes_received'],
  });
  expect(number('handshake_round_trips')).toBeGreaterThan(0);
  expect(profile.cpu_user_ms).toBeGreaterThan(0);
  expect(profile.peak_memory_bytes).toBeGreaterThan(20_000_000);
});

test('for people it stands behind the recap', async () => {
  const out = await profiled();
  const said = out.slice(out.indexOf('PLAY RECAP'));
  expect(said).toMatch(/\n\nPROFILE \d/);
  expect(said).toMatch(/% {2}hosts at work, and the way there and back\n/);
  expect(said).toMatch(/\n +\S+ +\S+ +1 {2}Slow .*site\.yml:6 \[it\]\n/);
  expect(said).toMatch(/\njrun itself: .+ CPU \(.+ user, .+ system\), \d+ MiB at most\n$/);
});
