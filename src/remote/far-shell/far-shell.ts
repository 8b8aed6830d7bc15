import { randomBytes } from 'node:crypto';
import { quote } from '../../core/quote.ts';
import type { Wire } from '../wire.ts';
import { ACTING_PROGRAM } from './acting-program.ts';
import { BATCH_PROGRAM } from './batch-program.ts';
import { CONTENT_PROGRAM } from './content-program.ts';
import { FETCH_PROGRAM } from './fetch-program.ts';
import { FILE_PROGRAM } from './file-program.ts';
import { JOB_PROGRAM } from './job-program.ts';
import { NOTE_PROGRAM } from './note-program.ts';
import { READING_PROGRAM } from './reading-program.ts';
import { RECOVERY_PROGRAM } from './recovery-program.ts';
import { type Fetched, type FrameAnswer, type Hello, ShellAnswer } from './shell-answer.ts';
import { type Sent, TURN } from './staging.ts';
import { TRANSACTION_PROGRAM } from './transaction-program.ts';

/** The shell ended, or the connection under it. */
export class ShellGone extends Error {
  override readonly name = 'ShellGone';
  constructor(
    readonly said: string,
    readonly status: number | undefined,
    /** It had answered before. */
    readonly wasUp: boolean,
  ) {
    super(said === '' ? 'the far shell ended' : said);
  }
}

export interface FarShellOptions {
  readonly wire: Wire;
  readonly runId: string;
  /** The shell's program, for what it starts itself. */
  readonly shell: string;
  /** Where something stands before the shell that may refuse it: what its end before the first answer means. */
  readonly entry?: {
    readonly limitMs: number;
    explain(said: string, status: number | undefined): Error;
    silent(said: string): Error;
  };
}

/** One shell on a host: takes frames in order, one at a time, and answers each. */
export class FarShell {
  /** Known to us and to it alone. */
  private readonly nonce = randomBytes(12).toString('hex');
  /** The name of its run folder: nobody can guess it, so nobody can be there first. */
  readonly folder: string;
  private readonly answer: ShellAnswer;
  private readonly programs = new Set<string>();
  private readonly wire: Wire;
  private frame = 0;
  /** Round trips that it took to send contents. */
  waits = 0;
  /** Pieces of a frame are on their way. */
  private isSending = false;
  private gone: Error | undefined;
  private fail: ((gone: Error) => void) | undefined;
  private patience: NodeJS.Timeout | undefined;
  private ended: (() => void) | undefined;
  /** A deed was answered: its folder is there. */
  private hasFolder = false;

  constructor(private readonly options: FarShellOptions) {
    const { wire, runId } = options;
    this.wire = wire;
    this.folder = `.jrun-${runId}-${randomBytes(6).toString('hex')}`;
    this.answer = new ShellAnswer(this.nonce);
    wire.onStdout = (chunk) => {
      this.answer.stdout(chunk);
      if (this.answer.hello !== undefined) clearTimeout(this.patience);
    };
    wire.onStderr = (chunk) => this.answer.stderr(chunk);
    wire.onEnd = (status) => this.end(status);
    const { entry } = options;
    if (entry !== undefined) {
      this.patience = setTimeout(() => {
        this.gone = entry.silent(this.answer.said);
        this.destroy();
      }, entry.limitMs);
    }
  }

  get hello(): Hello | undefined {
    return this.answer.hello;
  }

  get isGone(): boolean {
    return this.gone !== undefined;
  }

  /** A frame is on its way. */
  get isBusy(): boolean {
    return this.fail !== undefined;
  }

  get folderIsMade(): boolean {
    return this.hasFolder;
  }

  nextFrame(): number {
    this.frame += 1;
    return this.frame;
  }

  read(text: string): Promise<FrameAnswer> {
    return this.exchange([text], []);
  }

  async act(
    pieces: Iterable<Sent>,
    more: {
      /** A line that the running step of this number printed. */
      onProgress?: (step: number, line: string) => void;
      /** A part is over, of a frame that has several. */
      onPart?: (part: number, answer: FrameAnswer) => void;
      signal?: AbortSignal;
    } = {},
  ): Promise<FrameAnswer> {
    this.answer.onProgress = more.onProgress;
    this.answer.onPart = more.onPart;
    // As a line of shell it means nothing, in case nobody listens any more when it arrives.
    const cancel = () => {
      // In the midst of a content it would be taken for a part of it: whoever makes the pieces sees to that.
      if (!this.isSending) this.wire.write(Buffer.from(': cancel\n')).catch(() => undefined);
    };
    more.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const answer = await this.exchange(
        pieces,
        [
          ACTING_PROGRAM,
          CONTENT_PROGRAM,
          FILE_PROGRAM,
          BATCH_PROGRAM,
          NOTE_PROGRAM,
          JOB_PROGRAM,
          TRANSACTION_PROGRAM,
        ],
        () => {
          if (more.signal?.aborted) cancel();
        },
      );
      this.hasFolder = answer.trouble === undefined;
      return answer;
    } finally {
      more.signal?.removeEventListener('abort', cancel);
      this.answer.onProgress = undefined;
      this.answer.onPart = undefined;
    }
  }

  recover(text: string): Promise<FrameAnswer> {
    return this.exchange([text], [ACTING_PROGRAM, RECOVERY_PROGRAM]);
  }

  /** Sends for a file; its bytes go to `onBytes` as they arrive. */
  async fetch(text: string, onBytes: (bytes: Buffer) => void): Promise<Fetched> {
    this.answer.onBytes = onBytes;
    try {
      const { fetched } = await this.exchange([text], [FETCH_PROGRAM]);
      return fetched ?? { how: 'failed', why: 'the far shell said nothing of the file' };
    } finally {
      this.answer.onBytes = undefined;
    }
  }

  /** Drops it in the midst of what it does; it still removes its folder where it can. */
  leave(): void {
    void this.wire.write(Buffer.from('j_bye\n')).catch(() => undefined);
    this.destroy();
  }

  /** Lets it remove its folder and end; drops it where it takes too long. */
  async bye(limitMs = 5000): Promise<void> {
    if (this.gone !== undefined) return;
    const ended = new Promise<void>((resolve) => {
      this.ended = resolve;
    });
    const timer = setTimeout(() => this.wire.destroy(), limitMs);
    if (this.isBusy || this.frame === 0) this.wire.destroy();
    else {
      await this.wire.write(Buffer.from('j_bye\n')).catch(() => undefined);
      this.wire.end();
    }
    // A connection that is gone without a word must not hold us up either.
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, limitMs + 500).unref())]);
    clearTimeout(timer);
  }

  /** Drops it; the far side may take its time to notice, but here it is gone. */
  destroy(): void {
    this.wire.destroy();
    this.end(undefined);
  }

  private end(status: number | undefined): void {
    clearTimeout(this.patience);
    const { said, hello } = this.answer;
    const { entry } = this.options;
    this.gone ??=
      entry !== undefined && hello === undefined
        ? entry.explain(said, status)
        : new ShellGone(said, status, hello !== undefined);
    this.fail?.(this.gone);
    this.ended?.();
  }

  private async exchange(
    pieces: Iterable<Sent>,
    programs: readonly string[],
    onSent?: () => void,
  ): Promise<FrameAnswer> {
    if (this.gone !== undefined) throw this.gone;
    const answered = new Promise<FrameAnswer>((resolve, reject) => {
      this.fail = reject;
      this.answer.expect(this.frame, resolve);
    });
    // It is awaited below; until then a failure must not count as unhandled.
    answered.catch(() => undefined);
    try {
      let head = '';
      for (const program of [READING_PROGRAM, ...programs]) {
        if (this.programs.has(program)) continue;
        if (program === READING_PROGRAM) head += this.preamble();
        this.programs.add(program);
        head += program;
      }
      this.isSending = true;
      for (const piece of pieces) {
        if (piece === TURN) {
          this.waits += 1;
          await Promise.race([this.answer.turn(), answered]);
          continue;
        }
        // Writing to a shell that has ended fails; its end tells more, and comes.
        await Promise.race([
          this.wire
            .write(typeof piece === 'string' ? Buffer.from(head + piece) : piece)
            .catch(() => answered),
          answered,
        ]);
        head = '';
        if (this.isGone) break;
      }
      this.isSending = false;
      onSent?.();
      return await answered;
    } finally {
      this.isSending = false;
      this.fail = undefined;
    }
  }

  private preamble(): string {
    const { runId, shell } = this.options;
    return `j_n=${quote(this.nonce)} j_run=${quote(runId)} j_sh=${quote(shell)}\n`;
  }
}
