import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostFleet } from '../support/host-fleet.ts';
import { type Login, play, variablesFor } from '../support/playbook.ts';
import { ProcessCount } from '../support/process-count.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;

const numbers = Array.from({ length: 24 }, (_, number) => number);

/** A hundred tasks, none of them in a loop. */
const TASKS = [
  '- name: folder\n  file: { path: /srv/many, state: directory, mode: "0755" }',
  ...numbers.flatMap((n) => [
    `- name: folder ${n}\n  file: { path: /srv/many/${n}, state: directory, owner: bob, mode: "0750" }`,
    `- name: text ${n}\n  copy: { content: "number ${n}\\n", dest: /srv/many/${n}/text, owner: bob }`,
    `- name: template ${n}\n  template: { src: t.j2, dest: /srv/many/${n}/rendered, mode: "0640" }\n  vars: { number: ${n} }`,
    `- name: link ${n}\n  file: { src: text, dest: /srv/many/${n}/link, state: link }`,
  ]),
  ...['ssh', 'systemd-journald', 'systemd-logind'].map(
    (unit) => `- name: service ${unit}\n  service: { name: ${unit}, state: started }`,
  ),
].join('\n');
const files = { 'templates/t.j2': '{% for i in range(20) %}\n{{ i * number }}\n{% endfor %}\n' };

const run = (login: Login, more: Partial<Parameters<typeof play>[0]> = {}) =>
  play({ tasks: TASKS, files, hosts: { it: variablesFor(fleet, host, login) }, ...more });

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  const { summary } = await run('root');
  // What is there is read, 97 changes travel together, and the services behind them are as they should be.
  expect(summary.recap).toMatchObject([{ ok: 100, changed: 97, failed: 0, traffic: { frames: 2 } }]);
});

afterAll(() => fleet?.stop());

test.each(['root', 'ops', 'alice'] as const)(
  'a hundred converged tasks as %s take one round trip',
  async (login) => {
    const { summary } = await run(login);
    expect(summary.recap).toMatchObject([{ ok: 100, changed: 0, failed: 0, traffic: { frames: 1 } }]);
  },
);

test('a batch of observations is a handful of processes, however many they are', async () => {
  const count = await ProcessCount.on(host);
  const hosts = { it: { ...variablesFor(fleet, host, 'root'), ...count.variables } };
  await run('root', { hosts });
  const few = TASKS.slice(0, TASKS.indexOf('- name: folder 2\n'));
  const services = TASKS.slice(TASKS.indexOf('- name: service'));
  await run('root', { hosts, tasks: `${few}${services}` });
  // What the shell itself needs, and for each kind of observation the tools that tell all of its things at once.
  expect(await count.take()).toEqual([16, 16]);
});

test('a change is a handful of processes', async () => {
  await host.must('rm -r /srv/many');
  const count = await ProcessCount.on(host);
  const hosts = { it: { ...variablesFor(fleet, host, 'root'), ...count.variables } };
  const { summary } = await run('root', { hosts });
  expect(summary.recap).toMatchObject([{ changed: 97, traffic: { frames: 2 } }]);
  expect(await count.take()).toEqual([433]);
});

test('a loop of a thousand items that change something takes six round trips, and one where nothing is left to do', async () => {
  const tasks = `
- name: each
  file: { path: "/srv/loop{{ item }}", state: directory }
  loop: "{{ range(1000) | list }}"`;
  const frames: number[] = [];
  for (const changed of [1000, 0]) {
    const { summary, events } = await run('ops', { tasks });
    expect(
      events.filter((event) => event.event === 'item-ended' && event.outcome.status === 'changed'),
    ).toHaveLength(changed);
    frames.push(summary.recap[0]?.traffic?.frames ?? 0);
  }
  expect(frames).toEqual([6, 1]);
});

test('so does checking them', async () => {
  const { summary } = await run('ops', { check: true });
  expect(summary.recap).toMatchObject([{ ok: 100, changed: 0, failed: 0, traffic: { frames: 1 } }]);
});

test('without looking ahead there are as many as tasks, and the same comes out', async () => {
  const { summary } = await run('ops', { lookAhead: false });
  const [recap] = summary.recap;
  expect(recap).toMatchObject({ ok: 100, changed: 0, failed: 0 });
  expect(recap?.traffic?.frames).toBeGreaterThanOrEqual(100);
});

test('one task that changes something adds one', async () => {
  await host.must('rm /srv/many/12/text');
  const { summary } = await run('ops');
  expect(summary.recap).toMatchObject([{ ok: 100, changed: 1, failed: 0, traffic: { frames: 2 } }]);
});

test('a user, and what is to be its own, are made in one round trip', async () => {
  const tasks = `
- user: { name: carol, home: /srv/carol, system: true }
- file: { path: /srv/carol, state: directory, owner: carol, mode: "0750" }
- copy: { content: hers, dest: /srv/hers, owner: carol }`;
  const { summary } = await run('ops', { tasks });
  expect(summary.recap).toMatchObject([{ changed: 3, failed: 0, notConverged: 0, traffic: { frames: 2 } }]);
  expect(await host.must('stat -c "%U %G %a" /srv/carol /srv/hers')).toBe(
    'carol carol 750\ncarol root 644\n',
  );
  const again = await run('ops', { tasks });
  expect(again.summary.recap).toMatchObject([{ ok: 3, changed: 0, traffic: { frames: 1 } }]);
});

test('but who gets another group has a new shell for what follows', async () => {
  const tasks = `
- group: { name: helpers, system: true }
  become: true
- user: { name: ops, groups: helpers, append: true }
  become: true
- shell: id -nG
  become: false
  register: r
- assert: { that: "'helpers' in r.stdout" }`;
  const { ansible_become: _, ...variables } = variablesFor(fleet, host, 'ops');
  const { summary } = await run('ops', { tasks, hosts: { it: variables } });
  expect(summary.recap).toMatchObject([{ changed: 3, failed: 0, notConverged: 0 }]);
});
