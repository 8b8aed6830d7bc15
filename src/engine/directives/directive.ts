import type { Action } from '../../core/play.ts';
import type { Ending } from '../outcome.ts';
import type { Attempt } from '../task-run.ts';

export type DirectiveAction = Extract<Action, { action: 'directive' }>;

/**
 * What needs no host. Undefined where the directive reports nothing itself, since what it brings reports for it
 * (an include's tasks).
 */
export type Directive = (attempt: Attempt, action: DirectiveAction) => Promise<Ending | undefined>;
