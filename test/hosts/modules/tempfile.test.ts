import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;
beforeAll(async () => {
  fleet = await HostFleet.open();
  [host] = (await fleet.startHosts(1)) as [TestHost];
});
afterAll(() => fleet?.stop());

// Every run chooses other names, so that runs can't be compared with each other as those of other modules are.
test('temporary files and folders are made, for the one who makes them alone', async () => {
  const run = await play({
    hosts: { web: variablesFor(fleet, host) },
    tasks: `
- tempfile: { path: /srv, suffix: .txt }
  register: made
- tempfile: { path: /srv, state: directory, prefix: build- }
  register: folder
- copy: { content: "{{ made.path }}", dest: "{{ folder.path }}/inside" }
- assert:
    that: made.mode == '0600' and folder.mode == '0700' and folder.state == 'directory' and made.path != folder.path
`,
  });
  expect(
    run.events.filter((event) => event.event === 'task-ended').map((event) => event.outcome.status),
  ).toEqual(['changed', 'changed', 'changed', 'ok']);
  const { status, stderr } = await host.exec(`set -eux
cd /srv
[ "$(stat -c '%a %s %U' ansible.*.txt)" = '600 0 root' ]
[ "$(stat -c %a build-*)" = 700 ]
[ "$(cat build-*/inside)" = "$(echo /srv/ansible.*.txt)" ]
`);
  expect(status, stderr).toBe(0);
});
