import type { Identity } from './identity.ts';
import type { ProbeOutput } from './probe.ts';
import type { Step, StepOutput, Write } from './step.ts';

/** One probe's script, to be run as it is. */
export interface Reading {
  readonly script: string;
  /** Seconds. */
  readonly timeLimit: number;
}

/** How to reach a machine. */
export interface Target {
  /** The inventory's name, for messages. */
  readonly name: string;
  readonly transport: 'ssh' | 'local';
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly privateKeyFile?: string;
  readonly privateKeyPassphrase?: string;
  /** Seconds. */
  readonly connectLimit: number;
  readonly checkHostKey: boolean;
  readonly knownHostsFile?: string;
  /** `-J`: user@host:port, comma-separated; overrides ~/.ssh/config. */
  readonly proxyJump?: string;
  /** A shell that is POSIX enough, where /bin/sh isn't. */
  readonly shell?: string;
}

/** Reads a machine; has no way to change it. Check mode is handed only this. */
export interface Observer {
  /** All readings in one round trip, in one shell of that identity; `aside`: in a second one, the first may be busy. */
  read(readings: readonly Reading[], as: Identity, aside?: boolean): Promise<readonly ProbeOutput[]>;
}

/** A small text that a host keeps for a run to come (see `DUE_FOLDER`); an empty one is taken away. */
export interface Note {
  /** A file's name of letters, digits and dots. */
  readonly name: string;
  readonly text: string;
}

export interface Deed {
  readonly steps: readonly Step[];
  /** Written before the first step, and after the last where all were done. One that can't be written stops nothing. */
  readonly notes?: { readonly before: readonly Note[]; readonly after: readonly Note[] };
  /** Read after the steps in the same round trip, also where a step failed. */
  readonly readings: readonly Reading[];
  /** Default environment for each `run` step. */
  readonly environment: Readonly<Record<string, string>>;
  /** A line of output of a step that is running. */
  onProgress?(line: string): void;
  readonly signal?: AbortSignal;
}

export interface DeedAnswer {
  readonly outputs: readonly StepOutput[];
  /** None where the deed was not come to. */
  readonly readings: readonly ProbeOutput[];
  /** What became of the notes that it was come to. */
  readonly noted?: readonly Noted[];
}

export interface Noted extends Note {
  /** Why it could not be written. */
  readonly trouble?: string;
}

/** One machine, connected. */
export interface FarEnd extends Observer {
  /**
   * Deeds that follow each other, where it can be in one round trip; each is answered as soon as it is over. Where one
   * is not done in full those behind it are not come to: all their steps are `not-run`.
   */
  act(deeds: readonly Deed[], as: Identity): readonly Promise<DeedAnswer>[];
  /**
   * Sends the content of a step that a later deed may have, while the identity's own shell is busy. Nothing depends on
   * whether that goes well.
   */
  bring(write: Pick<Write, 'path' | 'content'>, as: Identity, signal?: AbortSignal): void;
  /** Opens the shells of that user again before the next frame: a kept shell keeps its old groups. */
  reopen(user: string): void;
  readonly traffic: Traffic;
  /** Ends its shells; they leave nothing behind. */
  close(): Promise<void>;
}

export interface Traffic {
  /** What the SSH handshake and opening shells took; `frames` are all exchanges after that. */
  readonly handshake: number;
  readonly frames: number;
  /** Milliseconds for which steps ran, one after the other, as the host measured them. */
  readonly steps: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface Connector {
  /** Throws Unreachable. */
  connect(target: Target, signal?: AbortSignal): Promise<FarEnd>;
}

/** The host can't be reached, or not any more. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly hint: string | undefined;
  /** True where an opaque command may or may not have run: it must not be repeated. */
  readonly undecided: boolean;
  constructor(message: string, more: { hint?: string; undecided?: boolean; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.hint = more.hint;
    this.undecided = more.undecided ?? false;
  }
}

/** Becoming another user was refused. The host is reachable; the task fails. */
export class BecomeRefused extends Error {
  override readonly name = 'BecomeRefused';
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
