import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Key } from '../../src/core/key.ts';
import type { Plan } from '../../src/core/plan.ts';
import stat from '../../src/modules/stat.ts';
import probe, { path } from '../../src/probes/path.ts';
import { decide } from '../unit/modules/support/decide.ts';
import { observe } from '../unit/probes/support/shells.ts';
import { original } from './original.ts';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'jrun-stat-')));
  writeFileSync(join(folder, 'file'), 'hello\n', { mode: 0o4750 });
  mkdirSync(join(folder, 'sub'));
  symlinkSync('file', join(folder, 'link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What our module returns, with what the probe sees on this machine. */
function ours(args: Record<string, unknown>): unknown {
  // Looked at once: looking changes when a file was last read.
  const seen = new Map<string, unknown>();
  const otherwise = (key: Key) => {
    const wide = path(key.subject, 'sha1', 'sha512', 'mime', 'flags');
    if (!seen.has(key.subject)) seen.set(key.subject, observe('dash', probe, [wide])[0]);
    return seen.get(key.subject);
  };
  const decided = decide(stat, args, { otherwise });
  return ((decided as { decision: Plan }).decision.result as { stat: unknown }).stat;
}

it.each([
  ['file', {}],
  ['file', { checksum_algorithm: 'sha512', get_attributes: false }],
  ['sub', {}],
  ['link', {}],
  // Ansible follows for all but these.
  ['link', { follow: true, get_mime: false, get_attributes: false }],
  ['none', {}],
] as const)('tells of %s what Ansible tells', (name, options) => {
  const args = { path: join(folder, name), ...options };
  const answer = original('stat', args);
  const theirs = answer['stat'] as Record<string, unknown>;
  expect(theirs, JSON.stringify(answer)).toBeDefined();
  const { atime: _, mtime: theirModified, ctime: theirChanged, ...theirRest } = theirs;
  const { atime: __, mtime, ctime, ...rest } = ours(args) as Record<string, unknown>;
  expect(rest).toEqual(theirRest);
  // A float keeps fewer digits of a time than the host tells.
  for (const [our, their] of [
    [mtime, theirModified],
    [ctime, theirChanged],
  ]) {
    if (their === undefined) expect(our).toBeUndefined();
    else expect(our).toBeCloseTo(their as number, 5);
  }
});
