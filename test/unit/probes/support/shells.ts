import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Key } from '../../../../src/core/key.ts';
import type { ReadFailure } from '../../../../src/core/observation.ts';
import type { Probe, ProbeOutput } from '../../../../src/core/probe.ts';

/** The shells a host may have, as far as this machine has them too. */
export const SHELLS = ['dash', 'bash --posix', 'busybox sh'].filter((shell) => {
  const [program = '', ...flags] = shell.split(' ');
  return spawnSync(program, [...flags, '-c', ':']).status === 0;
});

/** Runs a probe's script on this machine, as the far shell would. */
export function run(shell: string, script: string): ProbeOutput {
  const [program = '', ...flags] = shell.split(' ');
  const { status, stdout, stderr } = spawnSync(
    program,
    [...flags, '-c', program === 'busybox' ? `PATH=${busyboxTools()}\n${script}` : script],
    {
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return { status: status ?? 1, stdout, stderr: stderr.toString('utf8') };
}

export function observe<T>(
  shell: string,
  probe: Probe<T>,
  keys: readonly Key<T>[],
): readonly (T | ReadFailure)[] {
  return probe.parse(run(shell, probe.script(keys)), keys);
}

let tools: string | undefined;

/** A folder in which every tool is busybox, so that not only its shell is tried. */
function busyboxTools(): string {
  if (tools === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'jrun-busybox-'));
    spawnSync('busybox', ['--install', '-s', folder]);
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    tools = folder;
  }
  return tools;
}
