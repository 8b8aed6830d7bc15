import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { becomes } from '../../../src/core/effect.ts';
import { defineModule } from '../../../src/core/module.ts';
import { path } from '../../../src/probes/path.ts';
import { exitCode } from '../../../src/report/index.ts';
import type { PlaybookRun, Registry } from '../../support/run-playbook.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
});

afterAll(() => fleet?.stop());

beforeEach(() => host.must('rm -rf /srv/*'));

/** `hopeful: path=…`: says that it sets a mode, and does nothing. */
const hopeful = defineModule<{ path: string }>({
  name: 'hopeful',
  description: 'Hopes for a mode.',
  schema: {
    type: 'object',
    properties: { path: { 'x-type': 'path', description: 'Which.' } },
    required: ['path'],
  },
  examples: [],
  observe: (args) => [path(args.path)],
  plan: (args, seen) => {
    const before = seen.get(path(args.path));
    return {
      verdict: 'change',
      changes: ['mode'],
      steps: [{ do: 'run', argv: ['true'] }],
      effects: [becomes(path(args.path), { ...before, mode: 0o600 } as typeof before)],
      result: {},
    };
  },
});

const withHopeful = ({ modules, probes }: Registry): Registry => ({
  modules: new Map([...modules, ['hopeful', hopeful]]),
  probes,
});

const run = (tasks: string, more: Partial<Parameters<typeof play>[0]> = {}) =>
  play({ tasks, hosts: { it: variablesFor(fleet, host) }, registry: withHopeful, ...more });

/** `task: line`, wherever something was changed and is not so. */
const left = ({ events }: PlaybookRun): string[] =>
  events.flatMap((event) =>
    event.event === 'task-ended'
      ? event.outcome.notConverged.map((line) => `${event.task.name}: ${line.replace(/\(.*\/(?=site)/, '(')}`)
      : [],
  );

const codes = ({ summary }: PlaybookRun): number[] =>
  [false, true].map((strict) => exitCode(summary.recap, false, { strict, detailedExitcode: false }));

test('a change that does not take is told, and fails where one is strict', async () => {
  await host.must('touch /srv/it');
  const hoped = await run('- name: hope\n  hopeful: { path: /srv/it }');
  expect(hoped.endings).toEqual(['it: hope → changed']);
  expect(left(hoped)).toEqual([expect.stringMatching(/^hope: path \/srv\/it: mode .*0?600/)]);
  expect(hoped.summary.recap).toMatchObject([{ changed: 1, failed: 0, notConverged: 1 }]);
  expect(codes(hoped)).toEqual([0, 2]);
});

/** Makes a unit of systemd on the host. */
const unit = (name: string, text: string): string =>
  `cat > /etc/systemd/system/${name} <<'UNIT'\n${text}\nUNIT\nsystemctl daemon-reload\n`;

describe('a host that undoes a change is found out', () => {
  test('by whoever waits for something afterwards', async () => {
    // A path unit puts the old content back, and then says so.
    const undo = `grep -q old /srv/it || { echo old >/srv/it; touch /srv/undone; }`;
    await host.must(
      `echo old >/srv/it\n${unit('undo.service', `[Service]\nType=oneshot\nExecStart=/bin/sh -c '${undo}'`)}
${unit('undo.path', '[Path]\nPathModified=/srv/it')}systemctl start undo.path`,
    );
    const undone = await run(`
- name: change
  copy: { content: "new\\n", dest: /srv/it }
- name: wait
  wait_for: { path: /srv/undone, timeout: 60 }
- name: after
  file: { path: /srv/after, state: directory }
`);
    await host.must('systemctl stop undo.path');
    // The change itself may have been read before it was undone; whoever waited until then sees it.
    expect(left(undone)).toEqual([expect.stringMatching(/path \/srv\/it: /)]);
    expect(codes(undone)).toEqual([0, 2]);
  });

  test('by the handler whose service does it', async () => {
    const meddle = "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'echo mine >/srv/it'";
    await host.must(unit('meddling.service', meddle));
    const undone = await run(
      '- name: change\n  copy: { content: "new\\n", dest: /srv/it }\n  notify: restart',
      { handlers: '- name: restart\n  service: { name: meddling, state: restarted }' },
    );
    expect(undone.endings).toEqual(['it: change → changed', 'it: restart → changed']);
    expect(left(undone)).not.toEqual([]);
    for (const line of left(undone)) {
      expect(line).toMatch(
        /^restart: what «change» \(site\.yaml:\d+:\d+\) made did not last: path \/srv\/it: /,
      );
    }
    expect(codes(undone)).toEqual([0, 2]);
  });
});

test('who changes the same thing on purpose convicts nobody', async () => {
  const changed = await run(
    `
- name: one
  copy: { content: one, dest: /srv/it }
- name: two
  copy: { content: two, dest: /srv/it, mode: "0600" }
- name: folder
  file: { path: /srv/folder, state: directory }
- name: file in it
  copy: { content: x, dest: /srv/folder/x }
- name: link
  file: { path: /srv/link, src: /srv/it, state: link }
- name: gone
  file: { path: /srv/link, state: absent }
- name: wait
  wait_for: { path: /srv/it }
  notify: handler
  changed_when: true
- name: command
  command: rm -r /srv/folder
`,
    { handlers: '- name: handler\n  service: { name: ssh, state: restarted }' },
  );
  expect(changed.summary.recap).toMatchObject([{ failed: 0, notConverged: 0 }]);
  expect(left(changed)).toEqual([]);
  expect(codes(changed)).toEqual([0, 0]);
});
