import type { Unknown } from './unknown.ts';

/** What a verdict takes for granted without having seen it: "Debian starts a service it installs". */
export interface Assumption {
  readonly text: string;
}

/** The reading itself failed: permission denied, a tool that answered with an error. */
export class ReadFailure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** What is known under a key, from the host or from the effects of planned tasks. */
export type Observation<T = unknown> =
  | { readonly is: 'known'; readonly value: T; readonly presumed: readonly Assumption[] }
  | { readonly is: 'unknown'; readonly unknown: Unknown }
  | { readonly is: 'unreadable'; readonly failure: ReadFailure };

export function observed<T>(value: T, presumed: readonly Assumption[] = []): Observation<T> {
  return { is: 'known', value, presumed };
}

export function unknownObservation(unknown: Unknown): Observation<never> {
  return { is: 'unknown', unknown };
}
