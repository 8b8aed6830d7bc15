import type { Act } from './acts.ts';
import type { Verdict } from './decide.ts';
import type { Item, Prepared } from './item.ts';

/** A task or item of a loop that changes something, and all that it takes to carry that out. */
export interface Decided {
  readonly item: Item;
  readonly prepared: Prepared;
  readonly verdict: Extract<Verdict, { is: 'planned' }>;
}

/** One that was sent. */
export interface Sent extends Decided {
  readonly act: Act;
}
