import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../original/environment.ts';

const here = dirname(fileURLToPath(import.meta.url));

export interface Question {
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What is in the file; undefined where there is none. */
  readonly content: Buffer | undefined;
}

/** What the original made of it. */
export interface Theirs {
  readonly changed: boolean | null;
  readonly failed: boolean;
  readonly msg: string | null;
  readonly found: number | null;
  readonly rc: number | null;
  /** The exception that ended it, where its author had not thought of such a case. */
  readonly crash: string | null;
  /** What is in the file afterwards, as base64; null where there is none. */
  readonly content: string | null;
}

/** Runs the original's modules on files of their own, in one process. */
export function ask(questions: readonly Question[]): Theirs[] {
  const lines = questions.map(
    ({ module, args, content }) =>
      `${JSON.stringify({ module, args, content: content?.toString('base64') ?? null })}\n`,
  );
  const done = spawnSync(join(bin, 'python'), [join(here, 'original.py')], {
    input: lines.join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const answers = done.stdout.split('\n').filter((line) => line !== '');
  if (answers.length !== questions.length) throw new Error(`the original stopped: ${done.stderr}`);
  return answers.map((line) => JSON.parse(line) as Theirs);
}

export interface Documented {
  readonly options: Readonly<
    Record<
      string,
      { readonly aliases?: readonly string[]; readonly default?: unknown; readonly choices?: unknown }
    >
  >;
}

/** The documentation of the original's modules, by name. */
export function documentation(modules: readonly string[]): Readonly<Record<string, Documented>> {
  const done = spawnSync(join(bin, 'ansible-doc'), ['-j', ...modules], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ANSIBLE_NOCOLOR: '1' },
  });
  if (done.status !== 0) throw new Error(`ansible-doc: ${done.stderr}`);
  const all = JSON.parse(done.stdout) as Record<string, { readonly doc: Documented }>;
  return Object.fromEntries(Object.entries(all).map(([name, { doc }]) => [name, doc]));
}
