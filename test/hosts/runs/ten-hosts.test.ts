import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Recap, RunEvent } from '../../../src/core/event.ts';
import { Secrets } from '../../../src/core/secrets.ts';
import type { Value } from '../../../src/core/value.ts';
import { exitCode } from '../../../src/report/index.ts';
import { type PlaybookRun, runPlaybook } from '../../support/run-playbook.ts';
import { HostFleet } from '../support/host-fleet.ts';
import type { TestHost } from '../support/test-host.ts';

/** Ten hosts at once, of which one is down and one can't do what it is told in the middle of the play. */
const PLAYBOOK = `
- hosts: all
  gather_facts: false
  become: true
  tasks:
    - name: a folder
      file: path=/srv/app state=directory mode=0750
    - name: ours
      copy: content="{{ inventory_hostname }}\\n" dest=/srv/app/name
      notify: tell
    - name: the marker may not be there
      command: test ! -e /srv/marked
      changed_when: false
    - name: the last
      copy: content=done dest=/srv/app/done
  handlers:
    - name: tell
      copy: content=told dest=/srv/app/told
`;

const DOWN = 'web04';
const FAILING = 'web07';

let fleet: HostFleet;
let hosts: readonly TestHost[];
let run: PlaybookRun;

beforeAll(async () => {
  fleet = await HostFleet.open();
  hosts = await Promise.all(
    Array.from({ length: 10 }, (_, i) => fleet.startHost({ name: `web${String(i + 1).padStart(2, '0')}` })),
  );
  await hostNamed(FAILING).must('touch /srv/marked');
  await hostNamed(DOWN).shutdown();
  const inventory: Record<string, Record<string, Value>> = {};
  for (const host of hosts) {
    inventory[host.name] = {
      ansible_host: host.address,
      ansible_user: 'ops',
      ansible_ssh_private_key_file: fleet.keyFile,
      ansible_ssh_known_hosts_file: fleet.knownHostsFile,
      ansible_timeout: 3,
    };
  }
  run = await runPlaybook({ playbook: PLAYBOOK, hosts: inventory, secrets: new Secrets() });
});
afterAll(() => fleet?.stop());

function hostNamed(name: string): TestHost {
  const host = hosts.find((one) => one.name === name);
  if (!host) throw new Error(`there is no host ${name}`);
  return host;
}

function recapOf(name: string): Recap {
  const recap = run.summary.recap.find((one) => one.host === name);
  if (!recap) throw new Error(`there is no recap of ${name}`);
  return recap;
}

function eventsOf<E extends RunEvent['event']>(kind: E): Extract<RunEvent, { event: E }>[] {
  return run.events.filter((event): event is Extract<RunEvent, { event: E }> => event.event === kind);
}

describe('ten hosts, one down and one failing midway', () => {
  it('finishes on the other eight, handlers included', async () => {
    for (const host of hosts) {
      if (host.name === DOWN || host.name === FAILING) continue;
      expect(recapOf(host.name)).toMatchObject({ ok: 5, changed: 4, failed: 0, unreachable: 0 });
      expect(await host.must('cat /srv/app/name /srv/app/done /srv/app/told')).toBe(`${host.name}\ndonetold`);
    }
  });

  it('says that the one could not be reached, and why', () => {
    expect(recapOf(DOWN)).toMatchObject({ ok: 0, failed: 0, unreachable: 1 });
    const [event, ...others] = eventsOf('unreachable');
    expect(others).toEqual([]);
    expect(event?.host).toBe(DOWN);
    expect(event?.message).toMatch(/refuses connections|no answer|no route|took more than/i);
  });

  it('says which command failed on the other, and stops there', async () => {
    expect(recapOf(FAILING)).toMatchObject({ ok: 2, changed: 2, failed: 1, unreachable: 0 });
    const failures = eventsOf('task-ended').filter((event) => event.outcome.status === 'failed');
    expect(failures.map((event) => [event.host, event.task.name])).toEqual([
      [FAILING, 'the marker may not be there'],
    ]);
    expect(failures[0]?.outcome.failure).toMatchObject({ command: "test '!' -e /srv/marked", status: 1 });
    expect((await hostNamed(FAILING).exec('ls /srv/app')).stdout).toBe('name\n');
  });

  it('ends with the exit code for both', () => {
    expect(
      exitCode(run.summary.recap, run.summary.interrupted, { strict: false, detailedExitcode: false }),
    ).toBe(6);
  });
});
