import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Value } from '../../../src/core/value.ts';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { ALICE_PASSWORD } from '../support/base-root.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { type Login, play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
});

afterAll(() => fleet?.stop());

const run = (
  login: Login,
  tasks: string,
  variables: Readonly<Record<string, Value>> = {},
): Promise<PlaybookRun> =>
  play({ tasks, hosts: { it: { ...variablesFor(fleet, host, login), ...variables } } });

const failures = ({ events }: PlaybookRun): string[] =>
  events.flatMap((event) =>
    event.event === 'task-ended' && event.outcome.failure ? [event.outcome.failure.message] : [],
  );

test('with a password, and to several users in one play', async () => {
  const { endings } = await run(
    'alice',
    `
- name: as root
  copy: { content: root, dest: /srv/by-root }
- name: as another
  copy: { content: bob, dest: /home/bob/by-bob }
  become_user: bob
- name: as oneself
  copy: { content: alice, dest: ~/by-alice }
  vars: { ansible_become: false }
`,
  );
  expect(endings).toEqual(['it: as root → changed', 'it: as another → changed', 'it: as oneself → changed']);
  expect(await host.must('stat -c %U /srv/by-root /home/bob/by-bob /home/alice/by-alice')).toBe(
    'root\nbob\nalice\n',
  );
});

const TASK = '- name: never\n  file: { path: /srv/never, state: directory }';

test.each([
  ['a wrong one', 'alice', { ansible_become_password: 'wonderland' }, /password is wrong/],
  ['none', 'alice', { ansible_become_password: null }, /asks for a password, and none was given/],
  ['a user who may not', 'bob', { ansible_become: true, ansible_become_password: 'bob' }, /sudo to root/],
] as const)(
  '%s: the task fails and says so, the host counts as reachable',
  async (_, login, variables, message) => {
    const done = await run(login, TASK, variables);
    expect(failures(done)).toEqual([expect.stringMatching(message)]);
    expect(done.summary.recap).toMatchObject([{ failed: 1, unreachable: 0, changed: 0 }]);
    expect((await host.exec('ls /srv/never')).status).toBe(2);
  },
);

test('the password is told to nobody', async () => {
  const { events } = await run(
    'alice',
    '- name: environment\n  shell: env; tr "\\\\0" " " < /proc/*/cmdline || true',
  );
  expect(JSON.stringify(events)).not.toContain(ALICE_PASSWORD);
  const logs = await host.must(`journalctl -o cat; grep -r '${ALICE_PASSWORD}' /tmp /var/log /home || true`);
  expect(logs).not.toContain(ALICE_PASSWORD);
});
