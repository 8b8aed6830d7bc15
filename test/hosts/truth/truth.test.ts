import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { runPlaybook } from '../../support/run-playbook.ts';
import { cacheFolder } from '../support/cache-folder.ts';
import { condaParts } from '../support/conda/conda-parts.ts';
import type { FrozenState } from '../support/host-disk.ts';
import { HostFleet } from '../support/host-fleet.ts';
import type { TestHost } from '../support/test-host.ts';
import { type Measured, measure, total } from './measure.ts';
import { type Theirs, theirCheck } from './original.ts';
import { table } from './table.ts';

const FOLDER = path.join(import.meta.dirname, 'playbooks');
const PLAYBOOKS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

/** Of modules that the original doesn't bring with it. */
const NOT_THEIRS = new Set(['conda.yaml', 'supervised.yaml']);

let fleet: HostFleet;
/** A host with what the original needs on it. */
let withPython: FrozenState;
const rows: (Measured & { theirs?: Theirs | undefined })[] = [];

beforeAll(async () => {
  fleet = await HostFleet.open();
  const host = await fleet.startHost({ name: 'python' });
  await host.must(
    'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy python3-minimal python3-apt',
  );
  withPython = await host.freeze();
  await fleet.stopHost(host);
});

afterAll(async () => {
  const text = `${table([...rows, total(rows)])}\n`;
  writeFileSync(path.join(cacheFolder('reports'), 'truth.txt'), text);
  process.stdout.write(`\n${text}\n`);
  await fleet?.stop();
});

function login(host: TestHost) {
  return {
    ansible_host: host.address,
    ansible_user: 'ops',
    ansible_ssh_private_key_file: fleet.keyFile,
    ansible_ssh_known_hosts_file: fleet.knownHostsFile,
  };
}

async function original(name: string, playbook: string, run: readonly RunEvent[]): Promise<Theirs> {
  const host = await fleet.startHost({ name: `${name}2`, from: withPython });
  try {
    const { address } = host;
    const { keyFile, knownHostsFile } = fleet;
    return await theirCheck(playbook, { address, keyFile, knownHostsFile }, fleet.folder, run);
  } finally {
    await fleet.stopHost(host);
  }
}

async function foretoldAndDone(file: string): Promise<Measured & { theirs?: Theirs }> {
  const name = file.replace('.yaml', '');
  const playbook = path.join(FOLDER, file);
  const kind = file === 'conda.yaml' ? { over: (await condaParts()).conda } : {};
  const host = await fleet.startHost({ name: `${name}1`, ...kind });
  try {
    const request = { playbook, hosts: { it: login(host) } };
    const check = await runPlaybook({ ...request, check: true });
    const run = await runPlaybook(request);
    expect(run.summary.recap).toMatchObject([{ failed: 0, unreachable: 0, notConverged: 0 }]);
    const measured = measure(name, check.events, run.events);
    if (NOT_THEIRS.has(file)) return measured;
    return { ...measured, theirs: await original(name, playbook, run.events) };
  } finally {
    await fleet.stopHost(host);
  }
}

describe('what check mode says on a fresh host is what the run does', () => {
  it.each(PLAYBOOKS)('%s', async (file) => {
    const row = await foretoldAndDone(file);
    rows.push(row);
    expect(row.mistakes).toEqual([]);
  });

  it('of all of them together', () => {
    const all = total(rows);
    expect(rows.length).toBe(PLAYBOOKS.length);
    expect(rows.length).toBeGreaterThanOrEqual(20);
    expect(all.definiteRight).toBe(all.definite);
    expect(all.foretold / all.changed).toBeGreaterThanOrEqual(0.95);
    expect(all.presumedRight / all.presumed).toBeGreaterThanOrEqual(0.95);
    expect((all.definite + all.presumed) / all.all).toBeGreaterThanOrEqual(0.95);
  });
});
