import { isatty, type ReadStream, type WriteStream } from 'node:tty';
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
  // Node opens each of the streams when it is first looked at, which takes milliseconds.
  const interactive = isatty(0) && isatty(2);
  return {
    workingDirectory: process.cwd(),
    environment: process.env,
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    interactive,
    question: (text, hidden) => {
      if (interactive) {
        return ask(text, hidden, {
          input: process.stdin as ReadStream,
          output: process.stderr as WriteStream,
        });
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
