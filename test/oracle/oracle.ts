import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../original/environment.ts';
import type { Question } from './question.ts';
import { encodeVariables } from './typed.ts';

const here = dirname(fileURLToPath(import.meta.url));

export type Answer = { readonly ok: unknown } | { readonly error: string };

/** Asks many questions in one Python process. */
export function ask(questions: readonly Question[]): Answer[] {
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
