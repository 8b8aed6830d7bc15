import type { ReadStream, WriteStream } from 'node:tty';
import { Mistakes } from '../core/diagnostic.ts';
import { ask } from './terminal-question.ts';

/** The program's own streams and surroundings, in one place. */
export interface Terminal {
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  /** Whether somebody is there to answer. */
  readonly interactive: boolean;
  /** Asks; throws `Mistakes` where nobody can answer. */
  question(text: string, hidden: boolean): Promise<string>;
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const interactive = stdin.isTTY === true && stderr.isTTY === true;
  return {
    workingDirectory: process.cwd(),
    environment: env,
    stdout,
    stderr,
    interactive,
    question: (text, hidden) => {
      if (interactive) {
        return ask(text, hidden, { input: stdin as ReadStream, output: stderr as WriteStream });
      }
      throw new Mistakes([
        {
          code: 'no-terminal',
          severity: 'error',
          summary: `there is no terminal to ask at: ${text.trim()}`,
          hint: 'passwords can come from files (--connection-password-file, --become-password-file, --vault-password-file), other answers from -e',
        },
      ]);
    },
  };
}
