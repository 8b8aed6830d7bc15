/** Bytes for a host. `sha256` is hex, `size` in bytes; `read` is called when they are really sent. */
export interface Content {
  readonly sha256: string;
  readonly size: number;
  read(): Buffer;
  /** Of what is too large to be held: all of it, piece by piece, each a buffer of its own. */
  pieces?(): Iterable<Buffer>;
}

/** Owner and group are names or numeric ids as text; mode is the number (0o755). */
export interface Ownership {
  readonly mode?: number;
  readonly owner?: string;
  readonly group?: string;
}

/**
 * What a step rests on: the path must still be as it was read (`stamp` as the path probe reports it; 'absent' for
 * nothing there), or nothing is done and the task is planned again.
 */
export interface Guard {
  readonly path: string;
  readonly stamp: string;
}

/** What a program is run with. Standard input is /dev/null unless `stdin` is given. */
export interface Run {
  readonly do: 'run';
  /** Either a program with its arguments … */
  readonly argv?: readonly string[];
  /** … or text for a shell. */
  readonly script?: string;
  /** The shell for `script`. Default /bin/sh. */
  readonly shell?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Content;
  readonly umask?: string;
  /** Seconds; it is ended (TERM, then KILL) afterwards. Default: none for a user's command. */
  readonly timeLimit?: number;
  /** Exit statuses that are no failure. Default: 0. `any`: the module judges itself. */
  readonly okStatus?: readonly number[] | 'any';
  /** Its argument list or environment holds something that must not be shown. */
  readonly secret?: boolean;
  /**
   * A file that exists for as long as it runs: in a folder that only the identity can enter, executable, removed
   * afterwards. The word `{attachment}` in argv and script stands for its path, which ends in `name`.
   */
  readonly attachment?: { readonly name: string; readonly content: Content };
  /** Detached: the step is done when the program has started; it goes on as the job of this name (`async`). */
  readonly job?: string;
}

/** Stands for the path of a run's attachment. */
export const ATTACHMENT = '{attachment}';

/** Replaces a file atomically: written beside it, attributes set, renamed over it. */
export interface Write extends Ownership {
  readonly do: 'write';
  readonly path: string;
  readonly content: Content;
  /** A command that must succeed on the new file before it is put in place; `%s` stands for its path. */
  readonly validate?: string;
  /** Where the old file is copied to before it is replaced. */
  readonly backup?: string;
  /** Write into the existing file instead (for bind mounts); not atomic. */
  readonly inPlace?: boolean;
}

export interface MakeDirectory extends Ownership {
  readonly do: 'mkdir';
  readonly path: string;
  readonly parents?: boolean;
}

/** A symbolic or hard link; it replaces atomically whatever file or link was there. */
export interface Link {
  readonly do: 'link';
  readonly path: string;
  readonly target: string;
  readonly hard?: boolean;
  readonly owner?: string;
  readonly group?: string;
}

/** Sets attributes of what is there. `follow`: of a link's target. `recursive`: of everything below too. */
export interface SetAttributes extends Omit<Ownership, 'mode'> {
  readonly do: 'attributes';
  readonly path: string;
  /** A number, or symbolic for recursive use ('u+rwX,g-w'). */
  readonly mode?: number | string;
  readonly follow?: boolean;
  readonly recursive?: boolean;
  /** The file system's flags, as chattr takes them (`+i`, `=d`); set last, of the path alone. */
  readonly flags?: string;
}

export interface Remove {
  readonly do: 'remove';
  readonly path: string;
  readonly recursive?: boolean;
}

/** Copies what is on the host already; for a folder, everything below. Replaces files atomically. */
export interface CopyThere extends Ownership {
  readonly do: 'copy';
  readonly from: string;
  readonly path: string;
  readonly preserve?: boolean;
  readonly validate?: string;
  readonly backup?: string;
}

/**
 * Replaces a file by what a program makes on the host: the program fills the file that its environment variable
 * `JRUN_FILE` names (empty, beside the path, private), and that is put in place as with `write`. Nothing is replaced where it
 * made the same bytes, or ends with UNTOUCHED to say that there is nothing new. The last line of the output tells:
 * `replaced` or `kept`.
 */
export interface Produce extends Ownership {
  readonly do: 'produce';
  readonly path: string;
  /** Its `okStatus` and `job` mean nothing here. */
  readonly run: Run;
  readonly backup?: string;
  readonly validate?: string;
}

/** The exit status with which a producing program says that what is there is to stay. */
export const UNTOUCHED = 100;

export interface Rename {
  readonly do: 'rename';
  readonly from: string;
  readonly path: string;
}

/** Creates an empty file where nothing is, or sets times (seconds since 1970; 'now'). */
export interface Touch {
  readonly do: 'touch';
  readonly path: string;
  readonly accessTime?: number | 'now';
  readonly modificationTime?: number | 'now';
}

/**
 * Steps that count only together: all are done, then `validate` runs; where it or one of them fails, every path
 * they touched is put back as it was, and the transaction fails with that output.
 */
export interface Transaction {
  readonly do: 'transaction';
  readonly steps: readonly Step[];
  readonly validate: Run;
}

/**
 * Many small things at once, with few processes for all of them; folders come before what is in them, and attributes are
 * set last, of what was there before. Each file is replaced at once and whole. Where one can't be done, it fails with all
 * that come after it.
 */
export interface Batch {
  readonly do: 'batch';
  readonly steps: readonly Batched[];
}

/** What can be part of a batch: no `validate`, `backup`, `inPlace`, `parents`, `follow`, `recursive`, `flags`; modes as numbers. */
export type Batched = (MakeDirectory | Write | SetAttributes) & { readonly guards?: readonly Guard[] };

/** Five digits: with four, GNU chmod would leave a folder's setgid bit as it is. */
export function modeWord(mode: number | string | undefined): string {
  return typeof mode === 'number' ? mode.toString(8).padStart(5, '0') : (mode ?? '');
}

/** Brings a file of the host to the control machine, where it replaces what is there at once and whole. */
export interface Fetch {
  readonly do: 'fetch';
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Absolute path on the control machine; folders above it are made. */
  readonly into: string;
  /** What the content must be, in hex. */
  readonly sha256?: string;
}

/** An HTTP request that leaves from the host (through a channel of the connection, so the host needs no client). */
export interface Request {
  readonly do: 'request';
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Seconds. */
  readonly timeLimit: number;
  readonly verifyCertificate: boolean;
  readonly followRedirects: 'all' | 'safe' | 'none';
  readonly unixSocket?: string;
  readonly clientCertificate?: Buffer;
  readonly clientKey?: Buffer;
  /** Where a wanted answer's content goes on the host; without it, it is the output. */
  readonly into?: AnswerFile;
}

/** A file that an answer's content becomes, where it was answered with 200 to 299 and is not what is there already. */
export interface AnswerFile extends Ownership {
  readonly path: string;
  /** The hash of what is there; the same content is not written again. */
  readonly unless?: string;
  /** What the content must be: the name of a hash (`sha256`) and its hex digits. */
  readonly checksum?: readonly [algorithm: string, digits: string];
  readonly backup?: string;
}

/** Waits until a TCP port of the host's view opens, closes, drains, or sends text that matches. */
export interface AwaitPort {
  readonly do: 'await-port';
  readonly host: string;
  readonly port: number;
  readonly until: 'open' | 'closed' | 'drained';
  readonly matches?: string;
  /** Seconds. */
  readonly connectLimit: number;
  readonly delay: number;
  readonly interval: number;
  readonly timeLimit: number;
}

/** One thing to do on a host; a closed union that the far end carries out. */
export type Step = (
  | Run
  | Write
  | MakeDirectory
  | Link
  | SetAttributes
  | Remove
  | CopyThere
  | Produce
  | Rename
  | Touch
  | Transaction
  | Batch
  | Fetch
  | Request
  | AwaitPort
) & {
  /** What it rests on; checked on the host right before it acts. */
  readonly guards?: readonly Guard[];
};

/** Whether the connection carries it out, and no shell on the host. */
export function goesOutside(step: { readonly do: string }): boolean {
  return step.do === 'request' || step.do === 'await-port' || step.do === 'fetch';
}

/** What a step did. */
export interface StepOutput {
  /**
   * `done`; `failed`: it ran and its status is no success; `stale`: a guard didn't hold, nothing was done;
   * `not-run`: an earlier step of the frame failed; `timed-out`; `cancelled`: the run was interrupted, and it was ended.
   */
  readonly outcome: 'done' | 'failed' | 'stale' | 'not-run' | 'timed-out' | 'cancelled';
  /** The exit status; for a request the HTTP status. */
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Milliseconds on the far end, as well as it can tell. */
  readonly elapsed: number;
  /** When it ended, in milliseconds since 1970, by the control machine's clock; absent where nobody looked at it. */
  readonly ended?: number;
  /** Digests of what was fetched, in hex. */
  readonly fetched?: { readonly sha1: string; readonly md5: string };
  /** A request's answer. */
  readonly response?: {
    readonly headers: Readonly<Record<string, string>>;
    readonly url: string;
    readonly redirected: boolean;
    readonly message: string;
    /** With `into`: whether the file was replaced. */
    readonly replaced?: boolean;
  };
}
