import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PlaybookRun, runPlaybook } from '../../support/run-playbook.ts';
import { DelayProxy } from '../support/delay-proxy.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { type Login, testConnector, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;
let folder: string;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
});

afterAll(() => fleet?.stop());

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-due-'));
  await host.must('rm -rf /srv/* /var/lib/jrun; mkdir -m 777 /srv/all');
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Puts a playbook into the folder; answers with its path. */
function written(text: string, name = 'site.yaml'): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A change that notifies; then something that waits, or fails; then the handler. */
const playbook = (later: string, more = ''): string => `
- hosts: all
  gather_facts: false
  ${more}
  tasks:
    - name: change
      copy: { content: new, dest: /srv/all/it }
      notify: restart
    - name: later
      ${later}
      changed_when: false
  handlers:
    - name: restart
      shell: echo ran >> /srv/all/ran
`;

const FAILS = 'command: test -e /srv/all/go';
const WAITS = 'shell: echo $$ > /srv/all/pid; until [ -e /srv/all/go ]; do sleep 0.05; done';

type More = Partial<Parameters<typeof runPlaybook>[0]> & { readonly login?: Login };

function run(playbookFile: string, { login = 'root', ...more }: More = {}): Promise<PlaybookRun> {
  return runPlaybook({
    playbook: playbookFile,
    hosts: { it: variablesFor(fleet, host, login) },
    connector: testConnector(),
    ...more,
  });
}

const ran = async (): Promise<string> => (await host.exec('cat /srv/all/ran')).stdout;
const began = async (): Promise<number> => (await host.exec('test -s /srv/all/pid')).status;
const kept = (): Promise<string> =>
  host.must('find /var/lib/jrun /root/.local/state/jrun /home/*/.local/state/jrun 2>/dev/null || :');
const frames = ({ summary }: PlaybookRun): number | undefined => summary.recap[0]?.traffic?.frames;
const saysDue = ({ events }: PlaybookRun): string[] =>
  events.flatMap((event) =>
    event.event === 'warning' && event.diagnostic.code === 'handler-due' ? [event.diagnostic.summary] : [],
  );

/** The run that died left the handler due: a check says so, the next run runs it once, the one after that not at all. */
async function isMadeUpFor(file: string, more: More = {}): Promise<void> {
  expect(await ran()).toBe('');
  await host.must('touch /srv/all/go');
  const checked = await run(file, { ...more, check: true });
  expect(checked.endings).toEqual(['it: change → ok', 'it: later → ok', 'it: restart → changed']);
  expect(saysDue(checked)).toEqual([
    "the handler 'restart' is due: an earlier run was over before it: it runs now",
  ]);
  expect(await ran()).toBe('');
  const next = await run(file, more);
  expect(next.endings).toEqual(['it: change → ok', 'it: later → ok', 'it: restart → changed']);
  expect(saysDue(next)).toHaveLength(1);
  expect(await ran()).toBe('ran\n');
  expect(await kept()).toBe('');
  const last = await run(file, more);
  expect(last.endings).toEqual(['it: change → ok', 'it: later → ok']);
  expect(saysDue(last)).toEqual([]);
}

describe.each(['root', 'ops', 'bob'] as const)('as %s, a handler outlives', (login) => {
  test('a later task that fails', async () => {
    const file = written(playbook(FAILS));
    const first = await run(file, { login });
    expect(first.endings).toEqual(['it: change → changed', 'it: later → failed']);
    const place = login === 'bob' ? '/home/bob/.local/state/jrun/due' : '/var/lib/jrun/due';
    expect(await host.must(`stat -c '%a %U' ${place} ${place}/*`)).toBe(
      `700 ${login === 'bob' ? 'bob' : 'root'}\n600 ${login === 'bob' ? 'bob' : 'root'}\n`,
    );
    await isMadeUpFor(file, { login });
  });
});

test('a connection that is cut and does not come back', async () => {
  const proxy = await DelayProxy.start(host);
  try {
    const file = written(playbook(WAITS));
    const through = {
      hosts: { it: variablesFor(fleet, host, 'root', proxy) },
      connector: testConnector({ reconnectLimit: 1 }),
    };
    const running = run(file, through);
    await expect.poll(began, { timeout: 20_000 }).toBe(0);
    proxy.refuse();
    proxy.cut();
    expect((await running).endings).toEqual(['it: change → changed', 'it → unreachable']);
    await isMadeUpFor(file);
  } finally {
    await proxy.stop();
  }
});

test('an interrupt', async () => {
  const file = written(playbook(WAITS));
  const interrupt = new AbortController();
  const running = run(file, { signal: interrupt.signal });
  await expect.poll(began, { timeout: 20_000 }).toBe(0);
  interrupt.abort();
  expect((await running).summary.interrupted).toBe(true);
  await isMadeUpFor(file);
});

test('an interrupt in the middle of the change itself', async () => {
  const file = written(`
- hosts: all
  gather_facts: false
  tasks:
    - name: change
      shell: echo new > /srv/all/it; ${WAITS.slice('shell: '.length)}
      args: { creates: /srv/all/it }
      notify: restart
    - name: later
      command: "true"
      changed_when: false
  handlers:
    - name: restart
      shell: echo ran >> /srv/all/ran
`);
  const interrupt = new AbortController();
  const running = run(file, { signal: interrupt.signal });
  await expect.poll(began, { timeout: 20_000 }).toBe(0);
  interrupt.abort();
  await running;
  await isMadeUpFor(file);
});

test('a run that is killed', async () => {
  const file = written(playbook(WAITS));
  const program = fileURLToPath(new URL('./killed-playbook.ts', import.meta.url));
  const request = { playbook: file, hosts: { it: variablesFor(fleet, host, 'ops') } };
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, JRUN_TEST_RUN: JSON.stringify(request) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await expect.poll(began, { timeout: 120_000 }).toBe(0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await isMadeUpFor(file, { login: 'ops' });
});

describe('what is kept', () => {
  test('is one file of one line, and names no secret', async () => {
    await run(written(playbook(FAILS)));
    const files = await host.must('find /var/lib/jrun -type f');
    expect(files.trim().split('\n')).toHaveLength(1);
    const [heading = '', line = '', end] = (await host.must('cat /var/lib/jrun/due/*')).split('\n');
    expect(heading).toMatch(/^# /);
    expect(JSON.parse(line)).toMatchObject({ play: 'all', name: 'restart', handlers: [expect.any(String)] });
    expect(end).toBe('');
  });

  test('is heeded only by the playbook it is of', async () => {
    const one = written(playbook(FAILS), 'one/site.yaml');
    const other = written(playbook('command: "true"').replaceAll('ran', 'other'), 'other/site.yaml');
    await run(one);
    expect((await run(other)).endings).toEqual(['it: change → ok', 'it: later → ok']);
    expect((await host.exec('ls /srv/all')).stdout).toBe('it\n');
    await isMadeUpFor(one);
  });

  test('is heeded by a copy of the playbook elsewhere, where the handler is the same', async () => {
    await run(written(playbook(FAILS), 'one/site.yaml'));
    await isMadeUpFor(written(playbook(FAILS), 'two/site.yaml'));
  });

  test('holds when the playbook is mended', async () => {
    await run(written(playbook(FAILS)));
    const mended = playbook('command: "true"').replace(
      '    - name: change',
      '    - name: before\n      command: "true"\n      changed_when: false\n    - name: change',
    );
    const next = await run(written(mended.replace('echo ran', 'echo mended; echo ran')));
    expect(next.endings.slice(1)).toEqual(['it: change → ok', 'it: later → ok', 'it: restart → changed']);
    expect(await ran()).toBe('ran\n');
    expect(await kept()).toBe('');
  });
});

test('a handler that failed is due again, and those that ran are not', async () => {
  const file = written(`
- hosts: all
  gather_facts: false
  tasks:
    - name: change
      copy: { content: new, dest: /srv/all/it }
      notify: topic
  handlers:
    - name: first
      shell: echo first >> /srv/all/ran
      listen: topic
    - name: second
      shell: echo second >> /srv/all/ran; test -e /srv/all/go
      listen: topic
    - name: third
      shell: echo third >> /srv/all/ran
      listen: topic
`);
  await run(file);
  expect(await ran()).toBe('first\nsecond\n');
  await host.must('touch /srv/all/go');
  expect((await run(file)).endings).toEqual([
    'it: change → ok',
    'it: second → changed',
    'it: third → changed',
  ]);
  expect(await ran()).toBe('first\nsecond\nsecond\nthird\n');
  expect(await kept()).toBe('');
});

test('handlers that are forced after a failure are not due', async () => {
  const file = written(playbook(FAILS));
  expect((await run(file, { forceHandlers: true })).endings).toEqual([
    'it: change → changed',
    'it: later → failed',
    'it: restart → changed',
  ]);
  expect(await kept()).toBe('');
  await host.must('touch /srv/all/go');
  expect((await run(file)).endings).toEqual(['it: change → ok', 'it: later → ok']);
});

test('handlers that are flushed before the failure are not due', async () => {
  const file = written(
    playbook(FAILS).replace('    - name: later', '    - meta: flush_handlers\n    - name: later'),
  );
  expect((await run(file)).endings.slice(1)).toEqual(['it: restart → changed', 'it: later → failed']);
  expect(await kept()).toBe('');
});

test('a handler waits until the play has come to what notified it', async () => {
  const file = written(`
- hosts: all
  gather_facts: false
  pre_tasks:
    - name: early
      copy: { content: early, dest: /srv/all/early }
  tasks:
    - name: change
      copy: { content: new, dest: /srv/all/it }
      notify: restart
    - name: mended
      copy: { content: mended, dest: /srv/all/mended }
    - name: later
      ${FAILS}
      changed_when: false
  post_tasks:
    - name: last
      command: cat /srv/all/ran
      changed_when: false
  handlers:
    - name: restart
      shell: cat /srv/all/mended >> /srv/all/ran
`);
  await run(file);
  await host.must('touch /srv/all/go; rm /srv/all/mended');
  expect((await run(file)).endings).toEqual([
    'it: early → ok',
    'it: change → ok',
    'it: mended → changed',
    'it: later → ok',
    'it: restart → changed',
    'it: last → ok',
  ]);
  expect(await ran()).toBe('mended');
});

test('what a task of another identity left is found though it is skipped', async () => {
  const file = written(`
- hosts: all
  gather_facts: false
  tasks:
    - name: first
      copy: { content: new, dest: /srv/all/first }
      register: first
    - name: change
      copy: { content: new, dest: /srv/all/it }
      become: true
      become_user: bob
      when: first is changed
      notify: restart
    - name: later
      ${FAILS}
      changed_when: false
  handlers:
    - name: restart
      shell: echo ran >> /srv/all/ran
`);
  await run(file);
  expect(await kept()).toContain('/home/bob/.local/state/jrun/due/');
  await host.must('touch /srv/all/go');
  expect((await run(file)).endings.slice(1)).toEqual([
    'it: change → skipped',
    'it: later → ok',
    'it: restart → changed',
  ]);
  expect(await kept()).toBe('');
});

test('it costs no round trip', async () => {
  const text = `
- hosts: all
  gather_facts: false
  tasks:
    - name: change
      copy: { content: new, dest: /srv/all/it }
      notify: restart
    - name: other
      copy: { content: new, dest: /srv/all/other }
      notify: restart
  handlers:
    - name: restart
      file: { path: /srv/all/ran, state: touch, mode: "0600" }
`;
  const file = written(text);
  // What is read, two changes, what is read for the handler, the handler.
  expect(frames(await run(file))).toBe(4);
  expect(await kept()).toBe('');
  expect(frames(await run(file))).toBe(1);
  await host.must('rm /srv/all/it');
  expect(frames(await run(file, { check: true }))).toBe(2);
  expect(frames(await run(file))).toBe(4);
});

test('what a loop notified stays due, though a later task fails with more behind it', async () => {
  const file = written(`
- hosts: all
  gather_facts: false
  tasks:
    - name: each
      copy: { content: new, dest: "/srv/all/{{ item }}" }
      loop: [a, b, c]
      notify: restart
    - name: fails
      copy: { content: new, dest: /srv/all/it, validate: /bin/false %s }
    - name: behind
      copy: { content: new, dest: /srv/all/other }
      notify: never
  handlers:
    - name: restart
      file: { path: /srv/all/ran, state: touch, mode: "0600" }
    - name: never
      file: { path: /srv/all/never, state: touch, mode: "0600" }
`);
  expect((await run(file)).endings.slice(-2)).toEqual(['it: each → changed', 'it: fails → failed']);
  const left = await host.must('cat /var/lib/jrun/due/*');
  expect(left).toContain('"restart"');
  expect(left).not.toContain('"never"');
  await host.must('test ! -e /srv/all/other');
});
