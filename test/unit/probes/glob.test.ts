import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import probe, { glob } from '../../../src/probes/glob.ts';
import { observe, SHELLS } from './support/shells.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jrun-glob-'));
  mkdirSync(`${folder}/a b`);
  for (const name of ['x1.jar', 'x2.jar', 'y.jar', 'a b/line\nbreak', '$z'])
    writeFileSync(`${folder}/${name}`, '');
  symlinkSync('none', `${folder}/dangling`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(SHELLS)('patterns in %s', (shell) => {
  it('match as the shell has it', () => {
    const patterns = ['x?.jar', '[!x]*.jar', 'a b/*', '$*', 'dang*', 'none*', "'*"];
    expect(
      observe(
        shell,
        probe,
        patterns.map((p) => glob(`${folder}/${p}`)),
      ),
    ).toEqual(
      [['x1.jar', 'x2.jar'], ['y.jar'], ['a b/line\nbreak'], ['$z'], ['dangling'], [], []].map((names) =>
        names.map((n) => `${folder}/${n}`),
      ),
    );
  });
});

it('rests on everything below its folder', () => {
  expect(probe.restsOn?.(glob('/srv/app-*/bin'))).toEqual([{ kind: 'path', subject: '/srv', below: true }]);
});
