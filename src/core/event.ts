import type { Diagnostic } from './diagnostic.ts';
import type { Traffic } from './far-end.ts';
import type { Assumption } from './observation.ts';
import type { Place } from './place.ts';
import type { Difference, ResultFields } from './plan.ts';
import type { WaitsFor } from './unknown.ts';

/** Which task an event is about. */
export interface TaskReference {
  readonly id: string;
  /** Rendered where that was possible; the module's name where it has none. */
  readonly name: string;
  /** The module or directive. */
  readonly action: string;
  readonly role: string | undefined;
  readonly place: Place;
  readonly handler: boolean;
}

/** One loop item: its position and what is shown of it. */
export interface ItemReference {
  readonly index: number;
  readonly label: string;
}

/** How a task (or one item of its loop) ended on a host. */
export interface Outcome {
  readonly status: 'ok' | 'changed' | 'skipped' | 'failed' | 'unknown';
  /** Empty: definite. Else what the verdict takes for granted. */
  readonly presumed: readonly Assumption[];
  /** With `unknown`: what it waits for. */
  readonly waitsFor: readonly WaitsFor[];
  readonly changes: readonly string[];
  readonly differences: readonly Difference[];
  /** As `register` gets it, secrets masked by whoever shows it. */
  readonly result: ResultFields;
  readonly failure: Failure | undefined;
  /** A failure that doesn't count: by ignore_errors, or because a rescue takes over. */
  readonly ignored: 'ignore_errors' | 'rescued' | undefined;
  /** What a change left undone, found by reading it back: one line each. */
  readonly notConverged: readonly string[];
  readonly warnings: readonly string[];
  /** Hide result, changes and differences (no_log). */
  readonly noLog: boolean;
  /** Why it was skipped: the condition, as written. */
  readonly skipReason: string | undefined;
}

export interface Failure {
  /** One line or a few: what went wrong. */
  readonly message: string;
  /** The command, its exit status and what it printed, where one was run. */
  readonly command?: string;
  readonly status?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly hint?: string;
  readonly diagnostic?: Diagnostic;
  /** Where it happened, when that is not the task itself. */
  readonly place?: Place;
  /** It is a defect of jrun itself; keeps its stack. */
  readonly stack?: string;
}

/** Milliseconds since 1970. */
export type Time = number;

export interface Recap {
  readonly host: string;
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failed: number;
  readonly skipped: number;
  readonly rescued: number;
  readonly ignored: number;
  /** Tasks (or items) whose verdict took something for granted. */
  readonly presumed: number;
  readonly unknown: number;
  readonly notConverged: number;
  /** With its machine; of several names of one machine the first has it, so that a sum is true. */
  readonly traffic: Traffic | undefined;
  /** Milliseconds. */
  readonly elapsed: number;
}

/** What happens in a run, in the order it happens; everything a person sees is made of these. */
export type RunEvent =
  | {
      readonly event: 'run-started';
      readonly time: Time;
      readonly check: boolean;
      readonly diff: boolean;
      readonly playbooks: readonly string[];
    }
  | {
      readonly event: 'play-started';
      readonly time: Time;
      readonly name: string;
      readonly place: Place;
      readonly hosts: readonly string[];
    }
  /** All `forks` are taken: the host waits for its turn, which comes with `turn`. */
  | { readonly event: 'queued'; readonly time: Time; readonly host: string }
  | { readonly event: 'turn'; readonly time: Time; readonly host: string }
  | { readonly event: 'connecting'; readonly time: Time; readonly host: string }
  | { readonly event: 'connected'; readonly time: Time; readonly host: string }
  | {
      readonly event: 'unreachable';
      readonly time: Time;
      readonly host: string;
      readonly message: string;
      readonly hint: string | undefined;
      readonly task: TaskReference | undefined;
    }
  | { readonly event: 'reading'; readonly time: Time; readonly host: string; readonly keys: number }
  | {
      readonly event: 'task-started';
      readonly time: Time;
      readonly host: string;
      readonly task: TaskReference;
      readonly items: number | undefined;
    }
  | {
      readonly event: 'progress';
      readonly time: Time;
      readonly host: string;
      readonly task: TaskReference;
      readonly item: ItemReference | undefined;
      readonly line: string;
    }
  | {
      readonly event: 'retry';
      readonly time: Time;
      readonly host: string;
      readonly task: TaskReference;
      readonly item: ItemReference | undefined;
      readonly attempt: number;
      readonly left: number;
    }
  | {
      readonly event: 'item-ended';
      readonly time: Time;
      readonly host: string;
      readonly task: TaskReference;
      readonly item: ItemReference;
      readonly outcome: Outcome;
      readonly elapsed: number;
      readonly delegate: string | undefined;
    }
  | {
      readonly event: 'task-ended';
      readonly time: Time;
      readonly host: string;
      readonly task: TaskReference;
      readonly outcome: Outcome;
      readonly elapsed: number;
      readonly delegate: string | undefined;
      readonly loop: boolean;
    }
  | {
      readonly event: 'notified';
      readonly time: Time;
      readonly host: string;
      readonly task: TaskReference;
      readonly handler: string;
    }
  | {
      readonly event: 'message';
      readonly time: Time;
      readonly host: string;
      readonly task: TaskReference;
      readonly text: string;
    }
  | {
      readonly event: 'warning';
      readonly time: Time;
      readonly host: string | undefined;
      readonly diagnostic: Diagnostic;
    }
  | {
      /** A host is through with a play, or out of it; nothing of this play follows about it. */
      readonly event: 'host-ended';
      readonly time: Time;
      readonly host: string;
      /** `ended`: by `meta: end_host` and its kin; `broken-off`: because of how other hosts fared. */
      readonly how: 'finished' | 'failed' | 'unreachable' | 'ended' | 'broken-off' | 'interrupted';
      /** With `interrupted`: the task in whose middle it was; it has no `task-ended`. Else it stood between two. */
      readonly task: TaskReference | undefined;
      /** With `interrupted`: what would have come, as far as the playbook tells: includes may bring more. */
      readonly notBegun: readonly TaskReference[];
      /** Names that were notified and whose handlers did not run. */
      readonly notified: readonly string[];
    }
  | { readonly event: 'play-ended'; readonly time: Time; readonly name: string }
  | {
      readonly event: 'run-ended';
      readonly time: Time;
      readonly recap: readonly Recap[];
      readonly interrupted: boolean;
      /** Plays that an interrupt kept from beginning. */
      readonly notBegun: readonly PlayReference[];
    };

export interface PlayReference {
  readonly name: string;
  readonly place: Place;
}

export type Report = (event: RunEvent) => void;
