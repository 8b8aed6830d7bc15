import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Float, isDict, Unsafe, type Value, VaultText } from '../../src/core/value.ts';
import { bin } from '../original/environment.ts';

const here = dirname(fileURLToPath(import.meta.url));

export type Answer = { readonly ok: unknown } | { readonly error: string };

/** Asks many questions in one Python process. */
export function ask(questions: readonly Record<string, unknown>[]): Answer[] {
  const done = spawnSync(join(bin, 'python'), [join(here, 'oracle.py')], {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const answers = done.stdout.split('\n').filter((line) => line !== '');
  if (answers.length !== questions.length) throw new Error(`the oracle stopped: ${done.stderr}`);
  return answers.map((line) => JSON.parse(line) as Answer);
}

/** A value in the form in which oracle.py answers. */
export function encode(value: Value): unknown {
  if (value === null) return ['none'];
  if (typeof value === 'boolean') return ['bool', value];
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'number') return Number.isInteger(value) ? ['int', String(value)] : ['float', value];
  if (value instanceof Float) return ['float', value.value];
  if (typeof value === 'string') return ['str', value];
  if (value instanceof VaultText) return ['vault', value.ciphertext];
  if (value instanceof Unsafe) return ['unsafe', value.text];
  if (Array.isArray(value)) return ['list', value.map(encode)];
  if (isDict(value)) return ['dict', [...value].map(([key, item]) => [encode(key), encode(item)])];
  return ['other', String(value)];
}

/** Floats come as Python writes them; dates stay text here, so any text will do for one. */
export function sameAs(ours: unknown, theirs: unknown): boolean {
  if (!Array.isArray(ours) || !Array.isArray(theirs)) return ours === theirs;
  if (theirs[0] === 'date') return ours[0] === 'str';
  if (theirs[0] === 'float' && ours[0] === 'float') return Object.is(ours[1], pythonFloat(String(theirs[1])));
  return ours.length === theirs.length && ours.every((item, index) => sameAs(item, theirs[index]));
}

function pythonFloat(text: string): number {
  if (text === 'inf') return Number.POSITIVE_INFINITY;
  if (text === '-inf') return Number.NEGATIVE_INFINITY;
  return text === 'nan' ? Number.NaN : Number(text);
}
