import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(here, '../../.cache/oracle-compile');

export interface TheirTask {
  readonly name: string;
  readonly action: string;
  readonly tags: readonly string[];
  readonly when: readonly unknown[];
  readonly environment: readonly unknown[];
  readonly vars: Readonly<Record<string, unknown>>;
  readonly notify: readonly string[] | null;
  readonly role: string | null;
  readonly search: readonly string[];
  readonly [keyword: string]: unknown;
}

export interface TheirPlay {
  readonly name: string;
  readonly tags: readonly string[];
  readonly vars: Readonly<Record<string, unknown>>;
  readonly tasks: readonly TheirTask[];
  readonly handlers: readonly TheirTask[];
  readonly selected: readonly (readonly [string, readonly string[]])[];
}

export type Theirs = { readonly plays: readonly TheirPlay[] } | { readonly error: string };

export interface Question {
  readonly dir: string;
  readonly tags?: readonly string[];
  readonly skip?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Installs the Ansible that is compared with, once. */
function prepare(): void {
  if (existsSync(join(venv, 'bin/ansible-playbook'))) return;
  run('python3', ['-m', 'venv', venv]);
  run(join(venv, 'bin/pip'), ['install', '--quiet', '-r', join(here, 'requirements.txt')]);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: 'inherit' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** Loads many playbooks with the original, in one process. */
export function ask(questions: readonly Question[]): Theirs[] {
  prepare();
  const done = spawnSync(join(venv, 'bin/python'), [join(here, 'oracle.py')], {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const answers = done.stdout.split('\n').filter((line) => line.startsWith('{'));
  if (answers.length !== questions.length)
    throw new Error(`the oracle stopped: ${done.stderr}\n${done.stdout}`);
  return answers.map((line) => JSON.parse(line) as Theirs);
}
