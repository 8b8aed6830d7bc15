import type { Duplex } from 'node:stream';
import type { Wire } from './wire.ts';

/** What bears a machine's shells: an SSH connection, or nothing at all where the machine is this one. */
export interface Road {
  /** The login user's name, where it is known. */
  readonly user: string | undefined;
  /** Runs a command line (of the login user's shell) and speaks with it. */
  open(command: string): Promise<Wire>;
  /** A stream to a TCP port, from the host's point of view. Throws `NoWayOut`. */
  dial(host: string, port: number, limitMs: number): Promise<Duplex>;
  /** A stream to a unix socket on the host. */
  dialSocket(path: string, limitMs: number): Promise<Duplex>;
  readonly isUp: boolean;
  /** Reconnecting gives the login user new groups; opening another shell does not. */
  readonly keepsGroups: boolean;
  readonly meter: Meter;
  close(): void;
}

/** What went over a road. */
export interface Meter {
  /** Times the direction turned to us: round trips, whoever made them. */
  turns: number;
  sent: number;
  received: number;
}

/** A stream from the host to somewhere could not be opened. */
export class NoWayOut extends Error {
  override readonly name = 'NoWayOut';
  constructor(
    message: string,
    /** `refused`: nobody listens; `forbidden`: the SSH server doesn't allow it at all. */
    readonly reason: 'refused' | 'forbidden' | 'timed-out' | 'failed',
  ) {
    super(message);
  }
}
