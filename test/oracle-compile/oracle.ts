import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../original/environment.ts';

const here = dirname(fileURLToPath(import.meta.url));

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

/** Loads many playbooks with the original, in one process. */
export function ask(questions: readonly Question[]): Theirs[] {
  const done = spawnSync(join(bin, 'python'), [join(here, 'oracle.py')], {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const answers = done.stdout.split('\n').filter((line) => line.startsWith('{'));
  if (answers.length !== questions.length)
    throw new Error(`the oracle stopped: ${done.stderr}\n${done.stdout}`);
  return answers.map((line) => JSON.parse(line) as Theirs);
}
