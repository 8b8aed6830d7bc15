import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WriteStream } from 'node:tty';
import { readCommandLine } from '../../../src/cli/command-line.ts';
import { perform } from '../../../src/cli/perform.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Around {
  readonly environment?: Readonly<Record<string, string>>;
  /** Off a terminal there is nobody to ask. */
  readonly interactive?: boolean;
  /** What a person answers to each question. */
  readonly answer?: (question: string) => string;
}

/** A folder with files, and jrun run in it as a shell would, without a process of its own. */
export class Workplace {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'jrun-cli-'));

  write(files: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return this;
  }

  async jrun(words: readonly string[], around: Around = {}): Promise<Said> {
    const before = process.cwd();
    process.chdir(this.folder);
    try {
      return await this.run(words, around);
    } finally {
      process.chdir(before);
    }
  }

  private async run(words: readonly string[], around: Around): Promise<Said> {
    const out: string[] = [];
    const err: string[] = [];
    const request = readCommandLine(words, '0', {
      write: (text) => void out.push(text),
      writeError: (text) => void err.push(text),
      width: 100,
    });
    const code = await perform(request, {
      workingDirectory: this.folder,
      environment: around.environment ?? {},
      stdout: stream(out),
      stderr: stream(err),
      interactive: around.interactive ?? true,
      question: async (question) => around.answer?.(question) ?? 'answer',
    });
    return { code, out: out.join(''), err: err.join('') };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function stream(into: string[]): WriteStream {
  return { isTTY: false, write: (text: string) => into.push(text) > 0 } as unknown as WriteStream;
}
