import { expect, test } from 'vitest';
import { drift } from '../../../src/plan-file/compare.ts';
import { hostPlan, taskPlan } from './plan-notes.ts';

const plan = {
  sources: { 'site.yaml': 'a', 'hosts.ini': 'b' },
  hosts: [hostPlan([taskPlan({ digest: '1' })], { 'path:/etc/x?hash': { type: 'absent' } })],
};

test('nothing changed, nothing to say', () => {
  expect(drift(plan, structuredClone(plan))).toEqual([]);
});

test('files of the control machine', () => {
  const now = { ...plan, sources: { 'site.yaml': 'A', 'new.yaml': 'c' } };
  expect(drift(plan, now)).toEqual([
    { host: undefined, subject: 'hosts.ini', difference: 'is no longer read' },
    { host: undefined, subject: 'new.yaml', difference: 'is new' },
    { host: undefined, subject: 'site.yaml', difference: 'has changed' },
  ]);
});

test('hosts', () => {
  expect(drift(plan, { ...plan, hosts: [] })).toMatchObject([{ difference: 'is no longer among the hosts' }]);
  const second = { ...hostPlan([]), host: 'web2' };
  expect(drift(plan, { ...plan, hosts: [...plan.hosts, second] })).toMatchObject([
    { host: 'web2', difference: 'is a new host' },
  ]);
});

test('observations come before the tasks that rest on them', () => {
  const hosts = [
    hostPlan([taskPlan({ verdict: 'unchanged', changes: [], steps: [], digest: '2' })], {
      'path:/etc/x?hash': { type: 'file', mode: '0644' },
    }),
  ];
  expect(drift(plan, { ...plan, hosts })).toEqual([
    { host: 'web1', subject: 'path:/etc/x?hash', difference: 'was "absent", is now "file"' },
    {
      host: 'web1',
      subject: '«A task» (site.yaml:3)',
      difference: 'was: create; is now: unchanged',
    },
  ]);
});

test('the same verdict with other steps, with other contents, and tasks that come and go', () => {
  const one = (more: object) => ({ ...plan, hosts: [hostPlan([taskPlan({ digest: '2', ...more })])] });
  expect(drift(plan, one({}))[0]?.difference).toBe('would do the same with other contents');
  expect(drift(plan, one({ steps: ['remove /etc/x'] }))[0]?.difference).toBe(
    'would have done: write /etc/x (2 bytes); would now do: remove /etc/x',
  );
  expect(drift(plan, one({ id: 't2' })).map((d) => d.difference)).toEqual([
    'is gone; it was: create',
    'is new: create',
  ]);
});

test('items, and a task that is met twice, are told apart', () => {
  const items = (...digests: string[]) => ({
    ...plan,
    hosts: [
      hostPlan(digests.map((digest, index) => taskPlan({ digest, item: { index, label: `i${index}` } }))),
    ],
  });
  expect(drift(items('1', '2'), items('1', '3')).map((d) => d.subject)).toEqual([
    '«A task» (site.yaml:3, item i1)',
  ]);
  const twice = (...digests: string[]) => ({
    ...plan,
    hosts: [hostPlan(digests.map((digest) => taskPlan({ digest })))],
  });
  expect(drift(twice('1', '2'), twice('1', '2'))).toEqual([]);
  expect(drift(twice('1', '2'), twice('1', '3'))).toHaveLength(1);
});
