import type { Value } from '../../../src/core/value.ts';

/**
 * A few tasks of one module, and what must come of them on a real host. Each case is run on fresh ground of its own (paths
 * that no other case of its file uses); its prepare may rely on nothing but the base of the hosts and earlier cases of the file.
 */
export interface HostCase {
  readonly name: string;
  /** The play's tasks, as YAML; each has a name. */
  readonly tasks: string;
  readonly handlers?: string;
  /** Files beside the playbook. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Variables of the host, in the inventory. */
  readonly vars?: Readonly<Record<string, Value>>;
  readonly facts?: boolean;
  /** Shell, on the host, as root: how it is before. */
  readonly prepare?: string;
  /** Shell, on the host, as root, after the run: every line must hold. */
  readonly verify: string;
  /** How each task ends in the first run: a word of the outcome, by its name; a loop's items in order. */
  readonly ends: Readonly<Record<string, Ends>>;
  /** Where check mode on the fresh host rightly says another thing than the run does, or only presumes it. */
  readonly foretold?: Readonly<Record<string, Expected>>;
  /** How tasks end in the second run, where that is not `ok` (or as in the first, for what was skipped). */
  readonly again?: Readonly<Record<string, Ends>>;
  /** The same for the check before that second run. */
  readonly foretoldAgain?: Readonly<Record<string, Expected>>;
}

export type Status = 'ok' | 'changed' | 'skipped' | 'failed' | 'unknown';
/** `none`: it is not reached at all (a handler nobody notified). */
export type Ends = Status | 'none' | readonly Status[];
/** `presumed`: it says something, and on what assumption. */
export type Expected = Ends | 'presumed';
