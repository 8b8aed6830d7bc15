import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cost } from './figures.ts';

/** A command as a tool's user would type it. */
export interface Invocation {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Metered extends Cost {
  readonly status: number;
  /** It was ended because it took longer than allowed. */
  readonly over: boolean;
  readonly printed: string;
}

interface Measured {
  readonly status: number;
  readonly over: boolean;
  readonly wall: number;
  readonly user: number;
  readonly system: number;
  readonly peak: number;
}

/** Runs a command to its end, or for `limit` seconds, and measures it with all its processes; `scratch` is a folder. */
export async function meter(
  { argv, cwd, env }: Invocation,
  limit: number,
  scratch: string,
): Promise<Metered> {
  const [result, log] = [path.join(scratch, 'result.json'), path.join(scratch, 'printed.txt')];
  const output = openSync(log, 'w');
  const meterProgram = path.join(import.meta.dirname, 'meter.py');
  const child = spawn('python3', [meterProgram, result, String(limit), ...argv], {
    cwd,
    env: { ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const [status] = await once(child, 'close');
  const printed = readFileSync(log, 'utf8');
  if (status !== 0) throw new Error(`${argv.join(' ')} could not be measured:\n${printed.slice(-2000)}`);
  const { user, system, ...measured } = JSON.parse(readFileSync(result, 'utf8')) as Measured;
  return { ...measured, cpu: user + system, printed };
}
