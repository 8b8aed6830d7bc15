import { Unreachable } from '../core/far-end.ts';
import { ShellGone } from './far-shell/far-shell.ts';
import { NeverReachable } from './unreachable.ts';

export interface PatienceOptions {
  readonly name: string;
  readonly limitMs: number;
  /** A command may have run meanwhile: whoever gives up now leaves that open. */
  readonly undecided: boolean;
  readonly isUp: () => boolean;
  /** Nobody wants it any more. */
  readonly isOver: () => boolean;
}

/** How often and for how long a lost connection is tried again: after 0.5 s, then 1, 2, 4, 8, 8 … */
export class Patience {
  private readonly since = Date.now();
  private pause = 500;
  private first: string | undefined;

  constructor(private readonly options: PatienceOptions) {}

  /** Waits before the next try; throws where there is to be none. */
  async wait(error: unknown): Promise<void> {
    const { name, limitMs, undecided, isUp, isOver } = this.options;
    const gone = error instanceof ShellGone;
    if (!gone && !(error instanceof Unreachable)) throw error;
    // A host that never gave a shell won't give one now.
    if (gone && !error.wasUp && isUp() && !undecided) {
      throw new NeverReachable(`${name} gives no shell: ${error.message}`, {
        cause: error,
        hint: 'the login shell of that user must be able to run /bin/sh',
      });
    }
    this.first ??= gone && isUp() ? `the shell on ${name} ended` : `the connection to ${name} was lost`;
    const isTooLate = Date.now() - this.since + this.pause > limitMs;
    if (isOver() || error instanceof NeverReachable || isTooLate) this.giveUp(error);
    await new Promise((resolve) => setTimeout(resolve, this.pause));
    this.pause = Math.min(this.pause * 2, 8000);
  }

  private giveUp(error: Error): never {
    const { message } = error;
    const hint = error instanceof Unreachable ? error.hint : undefined;
    throw new Unreachable(
      this.first === undefined || this.first === message
        ? message
        : `${this.first}; trying again: ${message}`,
      { undecided: this.options.undecided, cause: error, ...(hint === undefined ? {} : { hint }) },
    );
  }
}
