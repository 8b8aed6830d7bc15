import type { Place } from '../core/place.ts';
import type { Handler, Role, SearchPath } from '../core/play.ts';
import type { Value } from '../core/value.ts';
import type { Inherited, NearestKeywords } from './inherited.ts';
import type { StaticVars } from './static-vars.ts';

/** Where tasks stand: what they inherit, whose they are, and how their files and names are found. */
export interface Scope {
  readonly inherited: Inherited;
  readonly role: CompiledRole | undefined;
  readonly search: SearchPath;
  /** The file whose tasks these are. */
  readonly file: string;
  readonly vars: StaticVars;
  readonly play: PlayContext;
  /** These are handlers. */
  readonly handlers: boolean;
  /** How one gets here from the playbook; a part of the tasks' ids. */
  readonly path: string;
  /** Files and roles that are being compiled, outermost first: one that comes again is a circle. */
  readonly chain: readonly string[];
  /**
   * In a role that tasks import: the flags of the import and all around it. They beat what its dependencies' entries
   * say, as the original has it, while in `roles:` those are the nearer ones.
   */
  readonly strongest?: Partial<NearestKeywords>;
  /** It may never be reached: something dynamic includes it under a condition. */
  readonly isConditional?: boolean;
  /** Inside of a block of handlers, where there can't be another one. */
  readonly inHandlerBlock?: boolean;
}

/** A role with what decides whether it runs again. */
export interface CompiledRole extends Role {
  readonly parents: readonly CompiledRole[];
  readonly once: string | undefined;
}

/** What the parts of one play tell each other while they are compiled. */
export interface PlayContext {
  /** The folder of the play's file. */
  readonly playbookDir: string;
  /** The folder of the first playbook: ids don't depend on where it is. */
  readonly root: string;
  readonly roles: CompiledRole[];
  /** Handlers of roles that tasks import. */
  readonly importedHandlers: Handler[];
  /** Names and topics that can be notified, those of dynamic includes that could be compiled among them. */
  readonly notifiable: Set<string>;
  readonly notifications: { readonly name: string; readonly place: Place | undefined }[];
  /** Something is included whose handlers nobody can know yet. */
  readonly uncertain: { handlers: boolean };
  readonly ran: RanRole[];
  /** The play is running: what its includes include was looked at before. */
  readonly isRunning: boolean;
  /** Its hosts are, or may be, the control machine. */
  readonly isLocal: boolean;
}

export interface RanRole {
  readonly key: string;
  readonly when: ReadonlySet<Value>;
  readonly tags: ReadonlySet<string>;
}

export function newPlayContext(playbookDir: string, root: string, isLocal: boolean): PlayContext {
  return {
    playbookDir,
    root,
    roles: [],
    importedHandlers: [],
    notifiable: new Set(),
    notifications: [],
    uncertain: { handlers: false },
    ran: [],
    isRunning: false,
    isLocal,
  };
}

/** For tasks that are compiled before they are due: what they bring isn't the play's yet, but can be notified. */
export function apartFrom(play: PlayContext, more: Partial<PlayContext> = {}): PlayContext {
  return { ...play, roles: [], ran: [], ...more };
}
