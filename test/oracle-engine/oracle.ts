import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../original/environment.ts';
import type { Case } from './case-files.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '../../.cache/oracle-engine');

/** What the original told while it ran a playbook. */
export interface Told {
  readonly events: readonly TheirEvent[];
  readonly code: number;
}

export type TheirEvent =
  | {
      readonly event: 'task' | 'item';
      readonly host: string;
      readonly task: string;
      readonly action: string;
      readonly status: string;
      readonly ignored: boolean;
      readonly item: string | null;
      readonly delegate: string | null;
      readonly result: Readonly<Record<string, unknown>>;
    }
  | { readonly event: 'include'; readonly host: string; readonly task: string; readonly file: string }
  | { readonly event: 'retry'; readonly host: string; readonly task: string }
  | { readonly event: 'notify'; readonly host: string; readonly handler: string }
  | { readonly event: 'play'; readonly name: string }
  | { readonly event: 'error'; readonly message: string }
  | { readonly event: 'stats'; readonly recap: Readonly<Record<string, Readonly<Record<string, number>>>> };

/**
 * Runs the cases with the original, each in its folder (where its files stand). What it answered is kept: the same
 * files and the same version give the same answer.
 */
export function askOriginal(cases: readonly Case[], folderOf: (one: Case) => string): Map<Case, Told> {
  const told = new Map<Case, Told>();
  const open: { one: Case; kept: string }[] = [];
  for (const one of cases) {
    const kept = join(cache, 'answers', `${keyOf(one)}.json`);
    if (existsSync(kept)) told.set(one, JSON.parse(readFileSync(kept, 'utf8')) as Told);
    else open.push({ one, kept });
  }
  if (open.length === 0) return told;
  mkdirSync(join(cache, 'answers'), { recursive: true });
  const done = spawnSync(join(bin, 'python'), [join(here, 'oracle.py')], {
    input: open
      .map(({ one }) => `${JSON.stringify({ dir: folderOf(one), options: one.options })}\n`)
      .join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const answers = done.stdout.split('\n').filter((line) => line !== '');
  if (answers.length !== open.length) throw new Error(`the oracle stopped: ${done.stderr}`);
  open.forEach(({ one, kept }, index) => {
    const text = (answers[index] ?? '').replaceAll(folderOf(one), '$DIR');
    writeFileSync(kept, text);
    told.set(one, JSON.parse(text) as Told);
  });
  return told;
}

function keyOf(one: Case): string {
  const hash = createHash('sha256');
  for (const file of ['oracle.py', '../original/requirements.txt'])
    hash.update(readFileSync(join(here, file)));
  return hash
    .update(JSON.stringify([[...one.files], one.options]))
    .digest('hex')
    .slice(0, 32);
}

/** What runs playbooks with the original, for tests that have hosts for it. */
export function originalProgram(): { readonly python: string; readonly script: string } {
  return { python: join(bin, 'python'), script: join(here, 'oracle.py') };
}
