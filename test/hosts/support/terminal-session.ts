import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { quoteAll } from '../../../src/core/quote.ts';
import { cacheFolder } from './cache-folder.ts';
import { must } from './command.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
/** The program as it is shipped, built from what is there now; `remove` takes it away again. */
export async function buildJrun(): Promise<{ readonly words: readonly string[]; remove(): void }> {
  const folder = mkdtempSync(path.join(cacheFolder('builds'), 'jrun-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  await must([process.execPath, path.join(REPOSITORY, 'scripts/build.mjs'), folder]).catch(
    (error: unknown) => {
      remove();
      throw error;
    },
  );
  return { words: [process.execPath, path.join(folder, 'jrun.js')], remove };
}

export interface SessionOptions {
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program on a terminal of its own (made by script(1)), and a person who reads and types there. */
export class TerminalSession {
  private shown = '';
  private readonly child: ChildProcessWithoutNullStreams;
  private waiting: (() => void) | undefined;
  readonly exitCode: Promise<number>;

  constructor(words: readonly string[], { cwd, columns = 100, rows = 30, env = {} }: SessionOptions) {
    const command = `stty cols ${columns} rows ${rows}; exec ${quoteAll(words)}`;
    this.child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.shown += text;
        this.waiting?.();
      });
    this.exitCode = once(this.child, 'close').then(([code]) => {
      this.waiting?.();
      return code as number;
    });
  }

  /** Everything the terminal was sent, control sequences and all. */
  get raw(): string {
    return this.shown;
  }

  /** Without control sequences: what was to be read at one time or another. */
  get text(): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of a terminal
    let text = this.shown.replace(/\x1b\[[?0-9;]*[a-zA-Z]|\x1b[=>]|\x07|\r/g, '');
    // A line editor goes back over what it wrote, and writes it again.
    for (let before = ''; before !== text; ) {
      before = text;
      text = text.replace(/[^\n\b][\b]/g, '');
    }
    return text;
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** Resolves once the text was shown behind what was seen before. */
  async until(text: string, limit = 60_000): Promise<void> {
    const deadline = setTimeout(() => this.waiting?.(), limit);
    const began = Date.now();
    try {
      while (!this.text.includes(text, this.seen)) {
        if (Date.now() - began >= limit || this.child.exitCode !== null)
          throw new Error(`'${text}' was never shown:\n${this.text}`);
        await new Promise<void>((resolve) => {
          this.waiting = resolve;
        });
      }
      this.seen = this.text.indexOf(text, this.seen) + text.length;
    } finally {
      clearTimeout(deadline);
    }
  }

  private seen = 0;

  /** Ends the program, if it still runs. */
  async end(): Promise<void> {
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
    await this.exitCode;
  }
}
