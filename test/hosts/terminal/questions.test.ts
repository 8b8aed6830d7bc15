import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Secrets } from '../../../src/core/secrets.ts';
import { Vault } from '../../../src/load/index.ts';
import { buildJrun, TerminalSession } from '../support/terminal-session.ts';

let folder: string;
let session: TerminalSession;
let built: Awaited<ReturnType<typeof buildJrun>>;

beforeAll(async () => {
  built = await buildJrun();
});
afterAll(() => built?.remove());

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-terminal-'));
  writeFileSync(path.join(folder, 'hosts'), 'web1 ansible_connection=local\n');
});
afterEach(async () => {
  await session.end();
  rmSync(folder, { recursive: true, force: true });
});

function jrun(playbook: string, ...words: string[]): TerminalSession {
  writeFileSync(path.join(folder, 'site.yml'), playbook);
  session = new TerminalSession([...built.words, 'site.yml', '-i', 'hosts', ...words], { cwd: folder });
  return session;
}

const SAY = (text: string, more = '') =>
  `- hosts: web1\n  gather_facts: false\n${more}  tasks:\n    - debug: {msg: "${text}"}\n`;

test('vars_prompt asks what -e does not say; what is private is neither echoed nor shown', async () => {
  const prompts = `  vars_prompt:
    - {name: version, prompt: Which version, private: false, default: "1.0"}
    - {name: token, prompt: The token, confirm: true}
    - {name: given, prompt: Never asked}
`;
  jrun(SAY('{{ version }} {{ token }} {{ token | length }} {{ given }}', prompts), '-e', 'given=here');
  await session.until('Which version [1.0]: ');
  session.type('\n');
  await session.until('The token: ');
  session.type('one-secret\n');
  await session.until('Again: The token: ');
  session.type('another\n');
  await session.until('They differ. The token: ');
  session.type('hidden-treasure\n');
  await session.until('Again: The token: ');
  session.type('hidden-treasure\n');
  expect(await session.exitCode).toBe(0);
  expect(session.text).toContain('1.0 ******** 15 here');
  expect(session.text).not.toMatch(/one-secret|another|treasure|Never asked/);
});

test('the passwords that -J, -k and -K ask for are not echoed', async () => {
  const vault = new Vault([{ id: 'default', password: 'open sesame' }], new Secrets());
  writeFileSync(path.join(folder, 'secret.yml'), vault.encrypt('word: treasure\n'));
  jrun(SAY('{{ word | length }}', '  vars_files: [secret.yml]\n'), '-JkK');
  await session.until('Vault password: ');
  session.type('open sesame\n');
  await session.until('SSH password: ');
  session.type('first-password\n');
  await session.until('Become password (Enter: the SSH password): ');
  session.type('second-password\n');
  expect(await session.exitCode).toBe(0);
  expect(session.text).toContain('=> 8');
  expect(session.text).not.toMatch(/sesame|first-password|second-password|treasure/);
});

test('Ctrl-C at a question ends with 130', async () => {
  jrun(SAY('{{ token }}', '  vars_prompt: [{name: token, prompt: The token}]\n'));
  await session.until('The token: ');
  session.type('half\x03');
  expect(await session.exitCode).toBe(130);
  expect(session.text).not.toMatch(/half|defect|\.ts:/);
});

const THREE = `- hosts: web1
  gather_facts: false
  tasks:
    - {name: one, debug: {msg: did one}}
    - {name: two, debug: {msg: did two}}
    - {name: three, debug: {msg: did three}}
    - {name: four, debug: {msg: did four}}
`;

test('--step asks before each task: no, yes, continue', async () => {
  jrun(THREE, '--step');
  await session.until('Perform task: TASK: one (N)o/(y)es/(c)ontinue: ');
  session.type('y\n');
  await session.until('did one');
  await session.until('Perform task: TASK: two (N)o/(y)es/(c)ontinue: ');
  session.type('\n');
  await session.until('Perform task: TASK: three (N)o/(y)es/(c)ontinue: ');
  session.type('c\n');
  expect(await session.exitCode).toBe(0);
  expect(session.text).toContain('did three');
  expect(session.text).toContain('did four');
  expect(session.text).not.toContain('did two');
  expect(session.text).not.toContain('TASK: four');
  expect(session.text).toContain('ok=3');
});

test('Ctrl-C at a question of --step interrupts the run, which tells what was not begun', async () => {
  jrun(THREE, '--step');
  await session.until('TASK: one (N)o/(y)es/(c)ontinue: ');
  session.type('y\n');
  await session.until('TASK: two (N)o/(y)es/(c)ontinue: ');
  session.type('\x03');
  expect(await session.exitCode).toBe(130);
  expect(session.text).toContain('[web1] between two tasks');
  expect(session.text).toMatch(/not begun: (two, )?three, four/);
});
