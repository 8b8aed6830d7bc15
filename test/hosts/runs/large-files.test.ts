import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { must } from '../support/command.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';
import type { MeasuredRun } from './measured-run.ts';

// Gigabytes, on machines that may have other things to do.
vi.setConfig({ testTimeout: 900_000 });

const GB = 1024 ** 3;
const MB = 1024 ** 2;
/** What a run may need more for a file a thousand times as large. */
const MORE = 100 * MB;

let fleet: HostFleet;
let host: TestHost;
let folder: string;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  folder = mkdtempSync('/var/tmp/jrun-large-');
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < 4 * GB) throw new Error(`this test needs 4 GB free in ${folder}`);
  sparse('large', GB);
  sparse('small', MB);
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await fleet?.stop();
});

/** A file that takes no room here; not the same everywhere, and no multiple of anything. */
function sparse(name: string, size: number): void {
  const file = openSync(path.join(folder, name), 'w');
  ftruncateSync(file, size - 7);
  for (let at = 3; at < size - 100; at += size / 16) writeSync(file, `here is ${at}\n`, Math.floor(at));
  closeSync(file);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(file).on('data', (bytes) => hash.update(bytes));
  await once(stream, 'close');
  return hash.digest('hex');
}

async function run(...tasks: readonly string[]): Promise<MeasuredRun> {
  const text = tasks.map((task) => `- name: it\n  ${task}\n`).join('');
  const request = { tasks: text, hosts: { it: variablesFor(fleet, host, 'ops') } };
  const program = path.join(import.meta.dirname, 'measured-run.ts');
  const heap = '--max-old-space-size=128';
  const env = { ...process.env, JRUN_TEST_RUN: JSON.stringify(request) };
  const said = await must([process.execPath, heap, '--import', 'tsx', program], { env });
  const told = JSON.parse(said) as MeasuredRun;
  expect(told.failures).toEqual([]);
  return told;
}

test('a file of 1 GB goes to a host in constant memory, told how far it is; once there, it costs its hash', async () => {
  const small = await run(`copy: { src: ${folder}/small, dest: /srv/small }`);
  const large = await run(`copy: { src: ${folder}/large, dest: /srv/large, mode: "0640" }`);
  expect(large.recap).toMatchObject([{ changed: 1, failed: 0, notConverged: 0 }]);
  expect(large.memory - small.memory).toBeLessThan(MORE);
  expect(large.progress.filter((line) => /^\d+ MB of 1\.1 GB$/.test(line)).length).toBeGreaterThan(50);
  const [sum, mode] = (await host.must('sha256sum </srv/large; stat -c %a /srv/large')).split('\n');
  expect([sum?.split(' ')[0], mode]).toEqual([await sha256(path.join(folder, 'large')), '640']);
  const again = await run(`copy: { src: ${folder}/large, dest: /srv/large, mode: "0640" }`);
  expect(again.recap).toMatchObject([{ ok: 1, changed: 0 }]);
  const [{ traffic }] = again.recap as [{ traffic: { bytesSent: number; bytesReceived: number } }];
  expect(traffic.bytesSent + traffic.bytesReceived).toBeLessThan(64 * 1024);
});

test('and comes from one', async () => {
  const small = await run(`fetch: { src: /srv/small, dest: ${folder}/got }`);
  const large = await run(`fetch: { src: /srv/large, dest: ${folder}/got }`);
  expect(large.recap).toMatchObject([{ changed: 1, failed: 0 }]);
  expect(large.memory - small.memory).toBeLessThan(MORE);
  expect(large.progress.filter((line) => /^\d+ MB of 1\.1 GB$/.test(line)).length).toBeGreaterThan(50);
  const got = path.join(folder, 'got/it/srv/large');
  expect(statSync(got).size).toBe(GB - 7);
  expect(await sha256(got)).toBe(await sha256(path.join(folder, 'large')));
  const again = await run(`fetch: { src: /srv/large, dest: ${folder}/got }`);
  expect(again.recap).toMatchObject([{ ok: 1, changed: 0 }]);
});

test.each([
  ['the login user', '/home/ops', 'become: false'],
  ['root, by sudo', '/srv', 'become: true'],
])('one for a coming task is on its way while a command runs: %s', async (_who, dest, become) => {
  sparse('coming', 30 * MB);
  const unless =
    'i=0; until ls -A | grep -q .jrun-; do sleep 0.1; i=$((i+1)); [ $i -lt 600 ] || exit 9; done';
  const told = await run(
    `shell: { cmd: "${unless}", chdir: ${dest} }\n  ${become}`,
    `copy: { src: ${folder}/coming, dest: ${dest}/coming, mode: "0640" }\n  ${become}`,
  );
  expect(told.recap).toMatchObject([{ changed: 2, failed: 0, notConverged: 0 }]);
  const [{ traffic }] = told.recap as [{ traffic: { bytesSent: number } }];
  expect(traffic.bytesSent).toBeLessThan(40 * MB);
  const [sum, mode, ...left] = (
    await host.must(`cd ${dest}; sha256sum <coming; stat -c %a coming; ls -A . /tmp | grep jrun || true`)
  ).split('\n');
  expect([sum?.split(' ')[0], mode]).toEqual([await sha256(path.join(folder, 'coming')), '640']);
  expect(left.join('')).toBe('');
});
