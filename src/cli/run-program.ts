import { spawnSync } from 'node:child_process';
import type { RunProgram } from '../load/index.ts';

/** Programs that print an inventory or a vault password; they may ask at the terminal. */
export const runProgram: RunProgram = (command, args) => {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  return { status, stdout: stdout ?? '', stderr: error?.message ?? stderr ?? '' };
};
