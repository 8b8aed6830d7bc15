import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Value } from '../../../src/core/value.ts';
import { run } from '../support/command.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { variablesFor } from '../support/playbook.ts';
import { buildJrun } from '../support/terminal-session.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;
let built: Awaited<ReturnType<typeof buildJrun>>;
let folder: string;

beforeAll(async () => {
  fleet = await HostFleet.open();
  [host, built] = await Promise.all([fleet.startHost(), buildJrun()]);
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-refused-'));
});
afterAll(async () => {
  built?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  await fleet?.stop();
});

const SITE = `- name: Application
  hosts: all
  gather_facts: false
  tasks:
    - name: Who am I
      command: id -un
      changed_when: false
`;
beforeEach(() => writeFileSync(path.join(folder, 'site.yml'), SITE));

type Variables = Record<string, Value | undefined>;

/** What hosts and what stands before them refuse, and what a person reads about it. */
const CASES: readonly { name: string; variables: () => Variables; words?: readonly string[] }[] = [
  { name: 'unreachable-refused', variables: () => ({ ansible_port: 9 }) },
  { name: 'unreachable-unknown-name', variables: () => ({ ansible_host: 'web1.invalid' }) },
  {
    name: 'unreachable-unknown-host-key',
    variables: () => {
      writeFileSync(path.join(folder, 'nobody'), '');
      return { ansible_ssh_known_hosts_file: path.join(folder, 'nobody') };
    },
  },
  {
    name: 'unreachable-wrong-host-key',
    variables: () => {
      const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIHKt0gKnYvL0mTq7T7kVqGq7m1mO6vG5rF0o7O5yqQ9V';
      writeFileSync(path.join(folder, 'other'), `${host.address} ssh-ed25519 ${key}\n`);
      return { ansible_ssh_known_hosts_file: path.join(folder, 'other') };
    },
  },
  { name: 'unreachable-wrong-user', variables: () => ({ ansible_user: 'nobody-here' }) },
  {
    name: 'unreachable-missing-key',
    variables: () => ({ ansible_private_key_file: path.join(folder, 'id_gone') }),
  },
  {
    name: 'unreachable-broken-key',
    variables: () => {
      writeFileSync(path.join(folder, 'id_broken'), 'no key\n', { mode: 0o600 });
      return { ansible_private_key_file: path.join(folder, 'id_broken') };
    },
  },
  { name: 'sudo-password-needed', variables: () => ({ ansible_user: 'alice' }), words: ['-b'] },
  {
    name: 'sudo-password-wrong',
    variables: () => ({ ansible_user: 'alice', ansible_become_password: 'wrong-one' }),
    words: ['-b'],
  },
  { name: 'sudo-not-allowed', variables: () => ({ ansible_user: 'bob' }), words: ['-b'] },
  {
    name: 'become-unknown-user',
    variables: () => ({ ansible_user: 'ops' }),
    words: ['-b', '--become-user', 'nobody-here'],
  },
];

test.each(CASES)('$name', async ({ name, variables, words = [] }) => {
  const all = { ...variablesFor(fleet, host, 'root'), ...variables() };
  writeFileSync(path.join(folder, 'hosts.json'), JSON.stringify({ all: { hosts: { web1: all } } }));
  const argv = [
    'sh',
    '-c',
    'cd "$0" && exec "$@"',
    folder,
    ...built.words,
    'site.yml',
    '-i',
    'hosts.json',
    ...words,
  ];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const { stdout, stderr, status } = await run(argv, { env });
  const text = `$ jrun site.yml -i hosts.json ${words.join(' ')}`.trimEnd();
  const golden = `${text}\n${stderr}${stdout}exit code ${status}\n`
    .replaceAll(folder, '$FOLDER')
    .replaceAll(fleet.folder, '$FLEET')
    .replaceAll(host.address, '192.0.2.1')
    .replace(/in [\d.]+s/g, 'in 0.0s')
    .replace(/SHA256:[\w+/]+/g, 'SHA256:…');
  expect(golden).not.toMatch(/wrong-one|^\s+at .*\.[tj]s:\d+/m);
  await expect(golden).toMatchFileSnapshot(`./golden/${name}.txt`);
});
