import type { Place } from './place.ts';
import type { Difference } from './plan.ts';

/** What stands first in every kept plan; another number is another shape. */
export const PLAN_FORMAT = 'jrun plan 1';

/** What is known to be so, as JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A plan that was made to be looked at and applied later; as JSON it is the plan file. */
export interface KeptPlan {
  readonly format: typeof PLAN_FORMAT;
  /** When it was made, as ISO 8601 in UTC. */
  readonly made: string;
  /** The jrun that made it. */
  readonly version: string;
  /** What was asked for, by the command line's names; paths as they were given. */
  readonly request: PlannedRequest;
  /** Files of the control machine that were read, with their digests; relative to the working directory. */
  readonly sources: Readonly<Record<string, string>>;
  readonly hosts: readonly HostPlan[];
  /** What nobody is to read: encrypted with the vault password, or in the clear where none was given. */
  readonly hidden: { readonly sealed: string } | { readonly open: Hidden };
}

export interface PlannedRequest {
  readonly playbooks: readonly string[];
  readonly inventories: readonly string[];
  readonly limit?: string;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly startAtTask?: string;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
  readonly user?: string;
  readonly connection?: string;
}

/** What applying needs to come to the same plan, and what must not be read. */
export interface Hidden {
  /** Makes the digests, so that nobody finds a password by trying: 32 bytes in hex. */
  readonly key: string;
  /** Salts and the like that were drawn, by what they are for; in hex. */
  readonly random: Readonly<Record<string, string>>;
  /** Answers to vars_prompt. */
  readonly answers: Readonly<Record<string, string>>;
  /** The words of -e, in their order. */
  readonly extraVars: readonly string[];
}

/** What would be done on one host, task by task. */
export interface HostPlan {
  readonly host: string;
  readonly tasks: readonly TaskPlan[];
  /** What was read and decided upon: key → what lasts of its value. */
  readonly observations: Readonly<Record<string, Json>>;
}

/** What would come of one task, or of one item of its loop. */
export interface TaskPlan {
  readonly id: string;
  readonly name: string;
  readonly action: string;
  readonly role?: string;
  readonly place: Place;
  readonly handler: boolean;
  readonly delegate?: string;
  readonly item?: { readonly index: number; readonly label: string };
  readonly verdict: 'unchanged' | 'change' | 'skipped' | 'fails' | 'unknown';
  /** What a verdict takes for granted. */
  readonly presumed: readonly string[];
  /** With `unknown`: what it waits for. */
  readonly waitsFor: readonly string[];
  readonly changes: readonly string[];
  readonly differences: readonly Difference[];
  /** A line each, for people. */
  readonly steps: readonly string[];
  /** Of the steps and who does them: tells whether the same would be done. */
  readonly digest?: string;
  /** Keys of the host's observations. */
  readonly restsOn: readonly string[];
}
