/** A process with its three streams, here or far away: what a far shell is spoken to through. */
export interface Wire {
  /** Resolves when there is room for more. */
  write(bytes: Buffer): Promise<void>;
  onStdout: ((chunk: Buffer) => void) | undefined;
  onStderr: ((chunk: Buffer) => void) | undefined;
  /** Called once: with the exit status where there is one. Nothing else is called after it. */
  onEnd: ((status: number | undefined) => void) | undefined;
  /** Ends the input. */
  end(): void;
  /** Drops it at once. */
  destroy(): void;
}

/** What a stream says, for a listener that may come late: what was said before is kept for it. */
export class Ear<T> {
  private early: T[] = [];
  private handler: ((said: T) => void) | undefined;

  get listener(): ((said: T) => void) | undefined {
    return this.handler;
  }

  set listener(handler: ((said: T) => void) | undefined) {
    this.handler = handler;
    if (handler === undefined) return;
    const early = this.early;
    this.early = [];
    for (const said of early) handler(said);
  }

  hear(said: T): void {
    if (this.handler === undefined) this.early.push(said);
    else this.handler(said);
  }
}
