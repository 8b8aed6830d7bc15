import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Question } from './question.ts';
import { encodeVariables } from './typed.ts';

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(here, '../../.cache/oracle');
const bin = join(venv, 'bin');

/** Installs the Ansible that is compared with, once. */
export function prepare(): void {
  if (existsSync(join(bin, 'passlib-installed'))) return;
  run('python3', ['-m', 'venv', venv]);
  run(join(bin, 'pip'), ['install', '--quiet', '-r', join(here, 'requirements.txt')]);
  run('touch', [join(bin, 'passlib-installed')]);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: 'inherit' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

export type Answer = { readonly ok: unknown } | { readonly error: string };

/** Asks many questions in one Python process. */
export function ask(questions: readonly Question[]): Answer[] {
  prepare();
  const done = spawnSync(join(bin, 'python'), [join(here, 'oracle.py')], {
    input: questions
      .map(
        (question) => `${JSON.stringify({ ...question, variables: encodeVariables(question.variables) })}\n`,
      )
      .join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    cwd: here,
    env: { ...process.env, PYTHONHASHSEED: '0', HOME: '/home/someone', ORACLE_WORD: 'a word', TZ: 'UTC' },
  });
  const answers = done.stdout.split('\n').filter((line) => line !== '');
  if (answers.length !== questions.length) throw new Error(`the oracle stopped: ${done.stderr}`);
  return answers.map((line) => JSON.parse(line) as Answer);
}
