import type { Effect } from './effect.ts';
import type { Step, StepOutput } from './step.ts';
import type { Unknown } from './unknown.ts';

/** A text before and after, or attributes before and after; shown with --diff. */
export interface Difference {
  /** What it is about: a path, a package. */
  readonly subject: string;
  /** Undefined where nothing was (or will be) there. */
  readonly before?: string;
  readonly after?: string;
  /** The contents are not shown: they are secret, binary or too large; says which. */
  readonly hidden?: string;
}

/** The fields a module returns, by Ansible's names; plain JSON-like values. */
export type ResultFields = { readonly [name: string]: ResultValue };
export type ResultValue =
  | string
  | number
  | boolean
  | null
  | bigint
  | readonly ResultValue[]
  | { readonly [name: string]: ResultValue }
  | Unknown
  | undefined;

/** What a module decided, out of one place, so that verdict, difference, steps and effects can't disagree. */
export interface Plan {
  /** `change`: the steps change something. */
  readonly verdict: 'unchanged' | 'change';
  /** One short line a change, for people: "mode 0644 → 0600", "install nginx". */
  readonly changes: readonly string[];
  readonly differences?: readonly Difference[];
  readonly steps: readonly Step[];
  /**
   * In check mode: that something changes is sure, and what the steps are in full waits for this. Such a plan is
   * never carried out: it is made again when its turn comes.
   */
  readonly open?: Unknown;
  readonly effects: readonly Effect[];
  /** The result's fields for `register`, as far as they are known before acting. */
  readonly result: ResultFields;
  /**
   * What only the steps' output tells. `after` holds what was read back. May also say `changed` (a command whose
   * output tells that nothing changed) and `failed` with `msg`.
   */
  finish?(outputs: readonly StepOutput[], after: After): ResultFields;
  /** `finish` never fails what the steps' statuses say went well: what comes next need not wait for it. */
  readonly onlyTells?: true;
  /** Facts of Ansible's that the module sets on the host (`ansible_facts`). */
  readonly warnings?: readonly string[];
}

/** What was read back of the things the plan's effects name; undefined where reading failed. */
export interface After {
  get<T>(key: import('./key.ts').Key<T>): T | undefined;
}

/** The task can't be done as it is written; found where values are known. */
export interface Invalid {
  readonly verdict: 'invalid';
  readonly message: string;
  readonly hint?: string;
  /** The argument it is about. */
  readonly argument?: string;
}

/** What the task asks for can't be had on this host: it fails with this message, in check mode too. */
export interface Fails {
  readonly verdict: 'fails';
  readonly message: string;
  readonly result?: ResultFields;
}

export type Decision = Plan | Invalid | Fails;

/** A plan that has nothing to do. */
export function unchanged(result: ResultFields = {}): Plan {
  return { verdict: 'unchanged', changes: [], steps: [], effects: [], result };
}

export function invalid(message: string, more: { hint?: string; argument?: string } = {}): Invalid {
  return { verdict: 'invalid', message, ...more };
}

export function fails(message: string, result: ResultFields = {}): Fails {
  return { verdict: 'fails', message, result };
}
