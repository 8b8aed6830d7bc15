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
