/** What a path on the control machine is. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly modified: number;
  /** Identifies the file: two paths with the same device and inode are one file. */
  readonly device: number;
  readonly inode: number;
}

/**
 * The control machine, as templates may see it. Everything is synchronous: expressions are.
 * A reader that can't tell (a file that this very run would write) throws `NotKnown`.
 */
export interface ControlReader {
  readFile(path: string): Uint8Array;
  /** Follows symbolic links; undefined where nothing is there. */
  status(path: string): FileStatus | undefined;
  isLink(path: string): boolean;
  /** Paths that match a shell pattern, in any order. */
  glob(pattern: string): readonly string[];
  realPath(path: string): string;
  environment(name: string): string | undefined;
  /** The home directory of the user, or of whoever runs the program. */
  home(user?: string): string | undefined;
  currentDirectory(): string;
}

/** What changes the control machine or starts programs there; absent where that must not happen (check mode). */
export interface ControlActor {
  /** Runs a command line with the shell. */
  run(command: string): { readonly stdout: string; readonly stderr: string; readonly exitStatus: number };
  /** Writes a new file, readable by its owner only, and the directories above it. */
  writePrivateFile(path: string, content: string): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Randomness {
  bytes(count: number): Uint8Array;
}
