import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { type PlaybookRun, runPlaybook } from '../../support/run-playbook.ts';
import { agreement } from '../../support/verdicts.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { JupyterClient } from '../support/jupyter-client.ts';
import type { TestHost } from '../support/test-host.ts';

const PLAYBOOK = path.resolve(import.meta.dirname, '../../../playbooks/jupyterlab.yaml');
const PASSWORD = 'kernel panic at the disco';

let fleet: HostFleet;
let host: TestHost;
let inventory: string;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost({ name: 'lab1' });
  inventory = path.join(fleet.folder, 'inventory.yaml');
  const variables = {
    ansible_host: host.address,
    ansible_user: 'ops',
    ansible_ssh_private_key_file: fleet.keyFile,
    ansible_ssh_known_hosts_file: fleet.knownHostsFile,
    jupyterlab_password: PASSWORD,
    jupyterlab_server_name: 'lab1.example.org',
  };
  writeFileSync(inventory, JSON.stringify({ jupyterlab: { hosts: { lab1: variables } } }));
});
afterAll(() => fleet?.stop());

function run(more: { check?: boolean; lookAhead?: boolean } = {}): Promise<PlaybookRun> {
  return runPlaybook({
    playbook: PLAYBOOK,
    inventory,
    diff: true,
    ...more,
  });
}

const client = () => new JupyterClient({ url: `https://${host.address}`, serverName: 'lab1.example.org' });

/** What went wrong, so that a failing test says it rather than only that something did. */
function troubles(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.event === 'unreachable') return [event.message];
    if (event.event !== 'task-ended' || event.outcome.status !== 'failed') return [];
    const { message, command, stdout, stderr } = event.outcome.failure ?? { message: '' };
    return [[event.task.name, message, command, stdout, stderr].filter((part) => part).join('\n')];
  });
}

describe('the JupyterLab playbook on a fresh Debian host', () => {
  let check: PlaybookRun;
  let first: PlaybookRun;

  it('foretells the whole run', async () => {
    check = await run({ check: true });
    expect(troubles(check.events)).toEqual([]);
  });

  it('runs', async () => {
    first = await run();
    expect(troubles(first.events)).toEqual([]);
    expect(first.summary.recap[0]).toMatchObject({ failed: 0, unreachable: 0, notConverged: 0 });
  });

  it('did what was foretold, task by task, item by item, handler by handler', () => {
    const compared = agreement(check.events, first.events);
    expect(compared).toMatchObject({ wrong: [], presumedWrong: [], unforetold: [] });
    expect(compared.definite).toBeGreaterThan(0);
  });

  it('has nothing to do the second time, in a handful of round trips', async () => {
    const second = await run();
    expect(troubles(second.events)).toEqual([]);
    expect(second.endings.filter((line) => line.endsWith('changed'))).toEqual([]);
    expect(second.summary.recap[0]?.traffic?.frames).toBeLessThanOrEqual(6);
  });

  it('foretells that there is nothing to do', async () => {
    const converged = await run({ check: true });
    expect(converged.endings.filter((line) => line.endsWith('changed') || line.endsWith('unknown'))).toEqual(
      [],
    );
  });

  it('lets in who knows the password, and nobody else', async () => {
    expect((await client().login('not the password')).status).toBe(401);
    expect((await client().login(PASSWORD)).status).toBe(302);
  });

  it('executes code in a kernel', async () => {
    const jupyter = client();
    await jupyter.login(PASSWORD);
    const kernel = await jupyter.startKernel();
    expect(await jupyter.execute(kernel, '1+1')).toMatchObject({ status: 'ok', result: '2' });
    await jupyter.stopKernel(kernel);
  });

  it('comes back when it is killed', async () => {
    const pid = (await host.must('systemctl show -P MainPID jupyterlab')).trim();
    expect(Number(pid)).toBeGreaterThan(0);
    await host.must(`kill -9 ${pid}`);
    // systemd starts it again; until then nginx answers that nobody is there.
    while ((await client().login(PASSWORD)).status !== 302)
      await new Promise((wait) => setTimeout(wait, 200));
    expect((await host.must('systemctl show -P MainPID jupyterlab')).trim()).not.toBe(pid);
  });

  it('keeps its password to itself', async () => {
    const found = await host.exec(
      `grep -rlF '${PASSWORD}' /etc /srv /var /root /home /tmp /run 2>/dev/null; journalctl | grep -cF '${PASSWORD}'`,
    );
    expect(found.stdout.trim()).toBe('0');
  });
});
