import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../../src/core/value.ts';
import { runPlaybook } from '../../support/run-playbook.ts';
import { HostFleet } from '../support/host-fleet.ts';
import type { TestHost } from '../support/test-host.ts';

/** A hundred tasks of five kinds, none of which has anything to do once they were done. */
const TASKS = Array.from(
  { length: 20 },
  (_, i) =>
    `
    - file: path=/srv/app${i} state=directory mode=0755
    - copy: content="setting ${i}" dest=/srv/app${i}/settings mode=0644
    - template: src=page.j2 dest=/srv/app${i}/page mode=0644
      vars: { number: ${i} }
    - file: path=/srv/app${i}/link src=/srv/app${i}/page state=link
    - service: name=${['ssh', 'dbus', 'systemd-journald'][i % 3]} state=started`,
).join('');

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost({ name: 'web1' });
});
afterAll(() => fleet?.stop());

function run(user: 'root' | 'ops') {
  const variables: Record<string, Value> = {
    ansible_host: host.address,
    ansible_user: user,
    ansible_ssh_private_key_file: fleet.keyFile,
    ansible_ssh_known_hosts_file: fleet.knownHostsFile,
    ansible_become: user !== 'root',
  };
  return runPlaybook({
    playbook: `- hosts: all\n  gather_facts: false\n  tasks:${TASKS}\n`,
    files: { 'templates/page.j2': 'page {{ number }} of {{ inventory_hostname }}\n' },
    hosts: { web1: variables },
  });
}

describe('a hundred tasks with nothing to do', () => {
  it.each(['root', 'ops'] as const)('cost a handful of round trips as %s', async (user) => {
    const first = await run(user);
    expect(
      first.events.flatMap((e) => (e.event === 'task-ended' && e.outcome.failure ? [e.outcome.failure] : [])),
    ).toEqual([]);
    const converged = await run(user);
    const [recap] = converged.summary.recap;
    expect(recap).toMatchObject({ ok: 100, changed: 0, failed: 0 });
    // Attributes and hashes of all files, and all units, in one frame.
    expect(recap?.traffic?.frames).toBe(1);
  });
});
