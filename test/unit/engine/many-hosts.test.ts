import { expect, onTestFinished, test } from 'vitest';
import { InventoryHosts } from '../../../src/cli/inventory-hosts.ts';
import { ControlFiles } from '../../../src/engine/control-files.ts';
import { Templar } from '../../../src/template/index.ts';
import { runOnMany } from '../../support/many-hosts.ts';

// What a host costs must not depend on how many there are. Times would say so on a quiet machine only; these are counts.

const TASKS = `
- hosts: all
  gather_facts: false
  vars: { title: "{{ greeting }} {{ number }}" }
  tasks:
    - set_fact: { label: "{{ title }}", peers: "{{ groups['web'] | length }}" }
    - assert: { that: ["peers | int > 0", "hostvars[inventory_hostname].label == label"] }
    - set_fact: { for_all: "{{ ansible_play_hosts_all | length }}" }
      run_once: true
    - command: echo said
      changed_when: false
      register: said
    - debug: { msg: "{{ said.stdout }} {{ item }} {{ for_all }}" }
      loop: [one, two]
      when: "'web' in group_names"
    - debug: { msg: "{{ label }}" }
      run_once: true
`;

const SAME = `
- hosts: all
  gather_facts: false
  vars:
    settings: { port: 8080, workers: 4, names: [a, b, c] }
  tasks:
    - template: { src: settings.j2, dest: /tmp/settings }
    - copy: { content: "the same for all\\n", dest: /tmp/content }
`;

/** Ways to go through an array. */
const WALKS = ['every', 'some', 'filter', 'find', 'includes', 'indexOf', 'map'] as const;

type Method = (...words: unknown[]) => unknown;

/** Tells of each call, and keeps nothing of it, until the test is over. */
function onCall(holder: object, name: string, told: (self: unknown) => void): void {
  const methods = holder as Record<string, Method>;
  const original = methods[name] as Method;
  methods[name] = function (this: unknown, ...words) {
    told(this);
    return original.apply(this, words);
  };
  onTestFinished(() => {
    methods[name] = original;
  });
}

test('what a host costs does not grow with the number of hosts', { timeout: 120_000 }, async () => {
  const counts = { groups: 0, asked: 0, rendered: 0, conditions: 0, walks: 0 };
  let long = Number.POSITIVE_INFINITY;
  onCall(InventoryHosts.prototype, 'groups', () => counts.groups++);
  onCall(InventoryHosts.prototype, 'host', () => counts.asked++);
  onCall(Templar.prototype, 'renderData', () => counts.rendered++);
  onCall(Templar.prototype, 'condition', () => counts.conditions++);
  for (const name of WALKS) {
    onCall(Array.prototype, name, (array) => {
      if ((array as unknown[]).length >= long) counts.walks++;
    });
  }
  const costs = async (hosts: number) => {
    for (const name of Object.keys(counts)) counts[name as keyof typeof counts] = 0;
    // No list is longer than that but those of hosts.
    long = Math.max(200, hosts / 2);
    const { heapBytes, frames, failed } = await runOnMany(hosts, { playbook: TASKS, groupsOfAll: 40 });
    expect(failed).toBe(0);
    const each = (total: number) => Math.round(total / hosts);
    return {
      ofEach: {
        frames: frames / hosts,
        asked: each(counts.asked),
        rendered: each(counts.rendered),
        conditions: each(counts.conditions),
      },
      ...counts,
      heap: heapBytes / hosts,
    };
  };
  await costs(10);
  const few = await costs(50);
  const many = await costs(500);
  expect(many.ofEach).toEqual(few.ofEach);
  expect(many.groups).toBe(few.groups);
  // Lists of all hosts are gone through for the play, not for each host.
  expect(many.walks).toBeLessThan(250);
  expect(many.heap).toBeLessThan(1.5 * few.heap);
});

test('a file that is the same for many hosts is read, rendered and hashed once', {
  timeout: 120_000,
}, async () => {
  const counts = { read: 0, rendered: 0, hashed: 0 };
  onCall(ControlFiles.prototype, 'readWhole', () => counts.read++);
  onCall(ControlFiles.prototype, 'digests', () => counts.hashed++);
  onCall(Templar.prototype, 'renderText', () => counts.rendered++);
  const { failed } = await runOnMany(50, {
    playbook: SAME,
    template: '{{ settings.names }} {{ settings.port }}\\n',
  });
  expect(failed).toBe(0);
  // The template as it is written is hashed too.
  expect(counts).toEqual({ read: 1, rendered: 1, hashed: 3 });
});
