import { afterAll, beforeAll, expect, it } from 'vitest';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  await host.must(`apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y acl >/dev/null
    for f in copied written edited; do echo old > /srv/$f; chmod 640 /srv/$f; setfacl -m u:www-data:r /srv/$f; done`);
});
afterAll(() => fleet?.stop());

const TASKS = `
- copy: { content: "new\\n", dest: /srv/copied }
- copy: { content: "new\\n", dest: /srv/written, backup: true, validate: "test -s %s" }
- lineinfile: { path: /srv/edited, line: more }
`;

it('who else may read a file stays so when its content is replaced', async () => {
  const request = { tasks: TASKS, hosts: { it: variablesFor(fleet, host, 'ops') } };
  const before = await host.must('cd /srv; getfacl copied written edited');
  expect(before).toContain('user:www-data:r--');
  const run = await play(request);
  expect(run.endings.filter((line) => line.endsWith('changed'))).toHaveLength(3);
  expect(run.summary.recap).toMatchObject([{ failed: 0, notConverged: 0 }]);
  expect(await host.must('cd /srv; getfacl copied written edited')).toBe(before);
  expect(await host.must('cat /srv/copied /srv/written /srv/edited')).toBe('new\nnew\nold\nmore\n');
  expect((await play(request)).endings.filter((line) => line.endsWith('changed'))).toEqual([]);
});
