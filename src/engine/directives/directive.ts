import type { Action } from '../../core/play.ts';
import type { Attempt } from '../attempt.ts';
import type { Ending } from '../outcome.ts';

export type DirectiveAction = Extract<Action, { action: 'directive' }>;

/** What needs no host. */
export type Directive = (attempt: Attempt, action: DirectiveAction) => Promise<Ending>;
