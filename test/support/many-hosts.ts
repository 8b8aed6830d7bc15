import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RecordedShells } from './recorded-shells.ts';
import { runPlaybook } from './run-playbook.ts';

/** What a run over that many hosts took. */
export interface Measured {
  readonly hosts: number;
  readonly milliseconds: number;
  /** Of this process, user and system. */
  readonly cpuMilliseconds: number;
  /** What is kept at the end of the run, when it still knows all of its hosts. */
  readonly heapBytes: number;
  readonly frames: number;
  /** Of them, those that a real shell answered. */
  readonly recorded: number;
  readonly tasks: number;
  readonly failed: number;
}

/** An INI inventory: two groups by what hosts do, ten by where they stand; and groups that all of them are in. */
export function inventoryOf(count: number, groupsOfAll: number): string {
  const names = Array.from({ length: count }, (_, number) => `host${String(number).padStart(5, '0')}`);
  const zones = Array.from({ length: 10 }, (_, zone) => names.filter((__, number) => number % 10 === zone));
  return [
    '[web]',
    ...names.flatMap((name, number) => (number % 2 === 0 ? [`${name} number=${number}`] : [])),
    '[db]',
    ...names.flatMap((name, number) => (number % 2 === 1 ? [`${name} number=${number}`] : [])),
    ...zones.flatMap((hosts, zone) => [`[zone${zone}]`, ...hosts]),
    ...Array.from({ length: groupsOfAll }, (_, number) => [`[all${number}:children]`, 'web', 'db']).flat(),
    '[prod:children]',
    'web',
    'db',
    '[prod:vars]',
    'greeting="{{ word }} from {{ inventory_hostname }}"',
    'word=hello',
    '',
  ].join('\n');
}

/** Twenty tasks: facts, variables, templates, loops, a block, a command and what hangs on its result. */
const PLAYBOOK = `
- hosts: all
  vars:
    folders: [bin, etc, lib, log, run]
    settings: { port: 8080, workers: "{{ 4 if 'web' in group_names else 2 }}", names: [a, b, c] }
    root: "{{ base }}/{{ 'web' if 'web' in group_names else 'db' }}"
  tasks:
    - name: root
      file: { path: "{{ root }}", state: directory, mode: "0755" }
    - name: folders
      file: { path: "{{ root }}/{{ item }}", state: directory }
      loop: "{{ folders }}"
    - name: settings
      template: { src: settings.j2, dest: "{{ root }}/etc/settings" }
    - name: facts of its own
      set_fact: { label: "{{ inventory_hostname }}-{{ number }}", size: "{{ settings.workers * 2 }}" }
    - name: content
      copy: { content: "{{ size }} workers\\n", dest: "{{ root }}/etc/workers" }
    - name: link
      file: { src: settings, dest: "{{ root }}/etc/link", state: link }
    - name: said
      command: echo said
      changed_when: false
      register: said
    - name: what was said
      copy: { content: "{{ said.stdout }}\\n", dest: "{{ root }}/etc/said" }
    - name: only on some
      file: { path: "{{ root }}/web", state: directory }
      when: "'web' in group_names and ansible_facts.os_family is defined"
    - name: never
      file: { path: "{{ root }}/never", state: directory }
      when: number | int < 0
    - name: line
      lineinfile: { path: "{{ root }}/etc/workers", line: "{{ item }}" }
      loop: [one, two, three]
    - name: groups
      set_fact: { others: "{{ groups['web'] | length }}", mine: "{{ group_names | join(',') }}" }
    - name: block
      block:
        - name: in the block
          template: { src: settings.j2, dest: "{{ root }}/etc/other" }
        - name: asserted
          assert: { that: ["label is match('host')", "others | int > 0"] }
      rescue:
        - name: rescued
          debug: { msg: no }
    - name: shown
      debug: { msg: "{{ greeting }}: {{ hostvars[inventory_hostname].number }}" }
    - name: for all
      set_fact: { everywhere: "{{ ansible_play_hosts_all | length }}" }
      run_once: true
    - name: mode
      file: { path: "{{ root }}/etc/settings", mode: "0640" }
    - name: service
      file: { path: "{{ root }}/run/{{ everywhere | int > 0 }}", state: directory }
    - name: status
      stat: { path: "{{ root }}/etc/settings" }
      register: status
    - name: from the status
      file: { path: "{{ root }}/log/{{ status.stat.exists }}", state: directory }
`;

const TEMPLATE = `{% for name in settings.names %}
{{ name }} = {{ loop.index * (settings.workers | int) }} {{ ansible_facts.os_family }}
{% endfor %}
port = {{ settings.port }}
`;

export interface ManyHosts {
  readonly forks?: number;
  readonly playbook?: string;
  /** The text of templates/settings.j2. */
  readonly template?: string;
  readonly groupsOfAll?: number;
}

/** Runs tasks (twenty, where none are given) on that many hosts that are alike, and measures. */
export async function runOnMany(
  count: number,
  { forks = 50, playbook = PLAYBOOK, template = TEMPLATE, groupsOfAll = 0 }: ManyHosts = {},
): Promise<Measured> {
  const folder = mkdtempSync(path.join(tmpdir(), 'jrun-many-'));
  const shells = new RecordedShells();
  try {
    mkdirSync(path.join(folder, 'templates'));
    mkdirSync(path.join(folder, 'there'));
    writeFileSync(path.join(folder, 'templates/settings.j2'), template);
    writeFileSync(path.join(folder, 'site.yaml'), playbook);
    writeFileSync(path.join(folder, 'hosts'), inventoryOf(count, groupsOfAll));
    const before = heapBytes();
    const start = performance.now();
    const cpu = process.cpuUsage();
    let heap = 0;
    let tasks = 0;
    let took = 0;
    let used = cpu;
    const { summary } = await runPlaybook({
      playbook: path.join(folder, 'site.yaml'),
      inventory: path.join(folder, 'hosts'),
      extraVars: { base: path.join(folder, 'there') },
      connector: shells,
      keepsEvents: false,
      forks,
      onEvent: ({ event }) => {
        if (event === 'task-ended') tasks += 1;
        if (event !== 'play-ended') return;
        took = performance.now() - start;
        used = process.cpuUsage(cpu);
        heap = heapBytes() - before;
      },
    });
    return {
      hosts: count,
      milliseconds: took,
      cpuMilliseconds: (used.user + used.system) / 1000,
      heapBytes: heap,
      frames: shells.counts.frames,
      recorded: shells.recorded,
      tasks,
      failed: summary.recap.filter(({ failed, unreachable }) => failed > 0 || unreachable).length,
    };
  } finally {
    await shells.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
