import type { Failure, TaskReference } from './event.ts';
import type { Key } from './key.ts';
import type { Assumption } from './observation.ts';
import type { Plan } from './plan.ts';

/** What was read from a host and looked at by a plan. */
export interface Basis {
  readonly key: Key;
  readonly value: unknown;
}

/** What a module decided about one task (or loop item) on a host, before anything comes of it. */
export interface Decided {
  readonly host: string;
  /** Where the task is delegated to. */
  readonly delegate: string | undefined;
  readonly task: TaskReference;
  /** The loop item's position; 0 without a loop. */
  readonly item: number;
  /** Who the steps are done as (`identityId`). */
  readonly identity: string;
  readonly plan: Plan;
  readonly presumed: readonly Assumption[];
  readonly basis: readonly Basis[];
  /** Nobody is shown it (no_log). */
  readonly noLog: boolean;
  /** It answers a failure (the rescue of a block), which nobody could foresee. */
  readonly rescuing: boolean;
}

/** Is shown each decision; an answer is why nothing may come of it, and fails the task. */
export type Decide = (decided: Decided) => Failure | undefined;
