import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Deed, FarEnd, Reading, Target } from '../../../src/core/far-end.ts';
import { LOGIN } from '../../../src/core/identity.ts';
import type { Content, Step, StepOutput } from '../../../src/core/step.ts';
import { createConnector } from '../../../src/remote/index.ts';

/** The shells that a host may have as /bin/sh; those that are here are all tried. */
export const SHELLS = ['/bin/sh', '/bin/bash', '/usr/bin/dash'];

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
  const bytes = Buffer.from(data as string);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, read: () => bytes };
}

export function reading(script: string, timeLimit = 20): Reading {
  return { script, timeLimit };
}

export function scratchFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'jrun-test-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** This machine as a far end, with a few words less to say. */
export class LocalMachine {
  private constructor(readonly farEnd: FarEnd) {}

  static async open(shell = '/bin/sh', runId?: string): Promise<LocalMachine> {
    const connector = createConnector({ reconnectLimit: 5, ...(runId === undefined ? {} : { runId }) });
    return new LocalMachine(await connector.connect(localTarget({ shell })));
  }

  async read(script: string, timeLimit = 20): Promise<{ status: number; stdout: string; stderr: string }> {
    const [output] = await this.farEnd.read([reading(script, timeLimit)], LOGIN);
    if (output === undefined) throw new Error('no output');
    return { ...output, stdout: output.stdout.toString('utf8') };
  }

  async all(steps: readonly Step[], more: Partial<Deed> = {}): Promise<readonly StepOutput[]> {
    return (await this.farEnd.act({ steps, readings: [], environment: {}, ...more }, LOGIN)).outputs;
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
