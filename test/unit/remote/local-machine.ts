import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Deed, FarEnd, Reading, Target } from '../../../src/core/far-end.ts';
import { LOGIN } from '../../../src/core/identity.ts';
import type { Content, Step, StepOutput } from '../../../src/core/step.ts';
import { createConnector } from '../../../src/remote/index.ts';
import { act } from '../../support/act.ts';

/** The shells that hosts have as /bin/sh, as far as they are here. */
export function shells(): string[] {
  known ??= findShells();
  return known;
}

let known: string[] | undefined;
let made: string | undefined;

// For whichever test file uses this.
afterAll(() => {
  if (made !== undefined) rmSync(made, { recursive: true, force: true });
});

function findShells(): string[] {
  const found = ['/bin/dash', '/bin/bash'].filter((file) => existsSync(file));
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((file) => existsSync(file));
  if (busybox !== undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'jrun-busybox-'));
    made = folder;
    symlinkSync(busybox, path.join(folder, 'ash'));
    found.push(path.join(folder, 'ash'));
  }
  return found.length === 0 ? ['/bin/sh'] : found;
}

export function localTarget(more: Partial<Target> = {}): Target {
  return {
    name: 'here',
    transport: 'local',
    address: 'localhost',
    connectLimit: 10,
    checkHostKey: true,
    ...more,
  };
}

export function contentOf(data: string | Buffer): Content {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, read: () => bytes };
}

export interface ScratchFolder {
  readonly folder: string;
  at(name: string): string;
  remove(): void;
}

export function scratchFolder(): ScratchFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'jrun-test-'));
  return {
    folder,
    at: (name) => path.join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Everything of that run which lies about: run folders and temporary files. */
export function leftBy(runId: string, ...folders: readonly string[]): string[] {
  return [tmpdir(), ...folders].flatMap((folder) =>
    readdirSync(folder).filter((name) => name.startsWith(`.jrun-${runId}`)),
  );
}

let runs = 0;

/** This machine as a far end, with a few words less to say. */
export class LocalMachine {
  private constructor(
    readonly farEnd: FarEnd,
    readonly runId: string,
  ) {}

  static async open(shell = '/bin/sh'): Promise<LocalMachine> {
    runs += 1;
    const runId = `t${process.pid}x${runs}`;
    const connector = createConnector({ reconnectLimit: 5, runId });
    return new LocalMachine(await connector.connect(localTarget({ shell })), runId);
  }

  /** One for a single test, with a folder; both are gone afterwards. */
  static async with<T>(
    shell: string,
    work: (machine: LocalMachine, scratch: ScratchFolder) => Promise<T>,
  ): Promise<T> {
    const machine = await LocalMachine.open(shell);
    const scratch = scratchFolder();
    try {
      return await work(machine, scratch);
    } finally {
      await machine.close();
      scratch.remove();
    }
  }

  async read(script: string, timeLimit = 20): Promise<{ status: number; stdout: string; stderr: string }> {
    const readings: Reading[] = [{ script, timeLimit }];
    const [output] = await this.farEnd.read(readings, LOGIN);
    if (output === undefined) throw new Error('no output');
    return { ...output, stdout: output.stdout.toString('utf8') };
  }

  async all(steps: readonly Step[], more: Partial<Deed> = {}): Promise<readonly StepOutput[]> {
    return (await act(this.farEnd, { steps, readings: [], environment: {}, ...more }, LOGIN)).outputs;
  }

  async do(step: Step, more: Partial<Deed> = {}): Promise<StepOutput> {
    const [output] = await this.all([step], more);
    if (output === undefined) throw new Error('no output');
    return output;
  }

  close(): Promise<void> {
    return this.farEnd.close();
  }
}
