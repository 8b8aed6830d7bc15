import type { TaskReference } from '../core/event.ts';

/**
 * What a moment of a run was spent on. Of each there is one at a time: where this machine has something to do it is
 * that; else what it waits for, hosts before connections.
 */
export const PHASES = ['start', 'load', 'compile', 'connecting', 'hosts', 'own', 'waiting'] as const;
export type Phase = (typeof PHASES)[number];

/** Where the time of a run went. All times in milliseconds. */
export interface Profile {
  /** Since the process began: the sum of its phases. */
  readonly total: number;
  readonly phases: Readonly<Record<Phase, number>>;
  /** The slowest first. */
  readonly tasks: readonly TaskTime[];
  /** The slowest first. */
  readonly hosts: readonly HostTime[];
  /** Of jrun itself, on this machine. */
  readonly cpu: { readonly user: number; readonly system: number };
  /** Bytes. */
  readonly peakMemory: number;
}

export interface TaskTime {
  readonly task: TaskReference;
  /** How many hosts it ran on, and over all of them together. */
  readonly hosts: number;
  readonly sum: number;
  readonly longest: number;
  /** The host of the longest. */
  readonly slowest: string;
}

export interface HostTime {
  readonly host: string;
  /** From its first play to the end of its last one. */
  readonly elapsed: number;
  readonly connecting: number;
  /** At least one frame was on its way or being worked on. */
  readonly atWork: number;
  /** Of that: steps ran, as the host itself measured it. */
  readonly steps: number;
  /** The quickest answer, which is about what the way there and back takes; undefined where there was none. */
  readonly quickest: number | undefined;
  /** For jrun, for other hosts, for pauses. */
  readonly otherwise: number;
  /** Of the connection, before the first frame. */
  readonly handshake: number;
  readonly roundTrips: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}
