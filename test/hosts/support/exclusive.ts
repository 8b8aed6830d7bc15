import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Holds a lock on a file while `work` runs, against every other process of the machine.
 * flock(1) holds it for us and ends when its input ends: however this process dies, the lock goes with it.
 */
export async function exclusively<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(lockFile), { recursive: true });
  const holder = spawn('flock', ['--exclusive', '--no-fork', lockFile, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(holder, 'close');
  const held = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!held) throw new Error(`no lock to be had on ${lockFile}`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
