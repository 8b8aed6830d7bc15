import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isSymbolicMode, symbolicMode } from '../../../src/modules/symbolic-mode.ts';

const MODES = [
  'u=rwX,go=rX',
  'a+x',
  '+x',
  'o-rwx',
  'g=u',
  'g=u,o=g',
  'ug+s',
  '+t',
  'a=',
  '=rw',
  'u+x-w',
  'go=',
  'u=rw,g=r,o=',
  'a-s',
  'g+X',
  'u-x,g+X',
];

it('agrees with chmod for all but the special bits of folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jrun-mode-'));
  const umask = process.umask();
  try {
    for (const mode of MODES) {
      for (const start of [0o644, 0o755, 0o600, 0o4750, 0o777, 0]) {
        for (const isDirectory of [false, true]) {
          // GNU chmod leaves these bits to folders; Ansible, whose modes these are, takes them away.
          if (isDirectory && (start & 0o6000) !== 0) continue;
          const name = join(folder, 'x');
          if (isDirectory) mkdirSync(name);
          else writeFileSync(name, '');
          chmodSync(name, start);
          execFileSync('chmod', [mode, name], { stdio: 'ignore' });
          const wanted = statSync(name).mode & 0o7777;
          rmSync(name, { recursive: true });
          expect([mode, start, isDirectory, symbolicMode(mode, start, isDirectory, umask)]).toEqual([
            mode,
            start,
            isDirectory,
            wanted,
          ]);
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('tells symbolic modes from other text', () => {
  for (const mode of MODES) expect([mode, isSymbolicMode(mode)]).toEqual([mode, true]);
  for (const text of ['0644', 'rwx', 'u=rwz', '', 'u=rw;', 'x+u'])
    expect([text, isSymbolicMode(text)]).toEqual([text, false]);
});
