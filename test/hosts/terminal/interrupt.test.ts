import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { leftBehind } from '../runs/left-behind.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { variablesFor } from '../support/playbook.ts';
import { buildJrun, TerminalSession } from '../support/terminal-session.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;
let built: Awaited<ReturnType<typeof buildJrun>>;
let folder: string;
let session: TerminalSession;

beforeAll(async () => {
  fleet = await HostFleet.open();
  [host, built] = await Promise.all([fleet.startHost(), buildJrun()]);
});
afterAll(async () => {
  built?.remove();
  await fleet?.stop();
});

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-terminal-'));
  await host.must('rm -rf /srv/*');
  const hosts = { all: { hosts: { web1: variablesFor(fleet, host, 'ops') } } };
  writeFileSync(path.join(folder, 'hosts.json'), JSON.stringify(hosts));
  writeFileSync(path.join(folder, 'site.yml'), SITE);
  session = new TerminalSession([...built.words, 'site.yml', '-i', 'hosts.json'], { cwd: folder });
});
afterEach(async () => {
  await session.end();
  rmSync(folder, { recursive: true, force: true });
});

const SITE = `- name: Application
  hosts: all
  gather_facts: false
  tasks:
    - name: Make the folder
      file: {path: /srv/app, state: directory}
      notify: Restart it
    - name: Wait for a sign
      shell: echo begun > /srv/begun; until [ -e /srv/go ]; do sleep 0.05; done
      args: {creates: /srv/never}
    - name: Say so
      copy: {content: done, dest: /srv/app/done}
    - name: And again
      copy: {content: done, dest: /srv/app/again}
  handlers:
    - name: Restart it
      command: touch /srv/restarted
- name: Databases
  hosts: all
  tasks: []
`;

const begun = async (): Promise<string> => (await host.exec('cat /srv/begun')).stdout;
const hasBegun = () => expect.poll(begun, { timeout: 60_000 }).toBe('begun\n');

test('Ctrl-C ends what runs, leaves nothing, and says what was done and what was not', async () => {
  await hasBegun();
  session.type('\x03');
  expect(await session.exitCode).toBe(130);
  const { text } = session;
  expect(text).toContain('changed: [web1] Make the folder');
  expect(text).toContain('Interrupted: ending what runs on the hosts. Ctrl-C again stops at once.');
  expect(text.slice(text.indexOf('PLAY RECAP')).replace(/in [\d.]+s/, 'in 0.0s')).toMatchInlineSnapshot(`
    "PLAY RECAP
    web1 : ok=1   changed=1   unreachable=0   failed=0   skipped=0   rescued=0   ignored=0

    Interrupted:
      [web1] in the middle of Wait for a sign site.yml:8
        not begun: Say so, And again
        notified, not run: Restart it
      not begun: the play Databases site.yml:18

    1 host in 0.0s, 1 changed
    "
  `);
  expect(text).not.toMatch(/143|cancelled|failed:/);
  expect(await leftBehind(host)).toEqual([]);
  expect((await host.exec("pgrep -f 'srv/[g]o'")).stdout).toBe('');
});

test('a second Ctrl-C stops at once', async () => {
  await hasBegun();
  // A host that doesn't answer any more: what runs on it can't be ended.
  await host.must('pkill -STOP sshd');
  session.type('\x03');
  await session.until('Ctrl-C again stops at once.');
  session.type('\x03');
  expect(await session.exitCode).toBe(130);
  expect(session.text).not.toContain('PLAY RECAP');
  await host.must('pkill -CONT sshd');
});
