import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Unknown } from '../../../src/core/unknown.ts';
import probe, { existence } from '../../../src/probes/existence.ts';
import { NOTHING } from '../../../src/probes/path.ts';
import { observe, SHELLS } from './support/shells.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jrun-existence-'));
  writeFileSync(join(folder, "it's here"), '');
  symlinkSync('/nowhere', join(folder, 'link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(SHELLS)('in %s', (shell) => {
  it('a file, a link to nothing and a folder are there', () => {
    const keys = ["it's here", 'link', '', 'none', 'none/below'].map((name) => existence(join(folder, name)));
    expect(observe(shell, probe, keys)).toEqual([true, true, true, false, false]);
  });
});

it('follows from what the path is expected to be', () => {
  const derive = (value: unknown) =>
    probe.derive?.(existence('/srv/x'), true, { get: () => value as never }).value;
  expect(derive(NOTHING)).toBe(false);
  expect(derive({ type: 'directory' })).toBe(true);
  expect(derive(Unknown.of('that'))).toBeInstanceOf(Unknown);
});
