import type { Condition, Keywords } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';

/** Keywords of which the nearest wins. */
export type NearestKeywords = Pick<
  Keywords,
  | 'ignoreErrors'
  | 'ignoreUnreachable'
  | 'become'
  | 'becomeUser'
  | 'becomeMethod'
  | 'becomeFlags'
  | 'becomeExe'
  | 'remoteUser'
  | 'connection'
  | 'port'
  | 'delegateTo'
  | 'delegateFacts'
  | 'runOnce'
  | 'noLog'
  | 'checkMode'
  | 'diff'
  | 'anyErrorsFatal'
  | 'throttle'
  | 'timeout'
>;

/** What a task gets from what it stands in, and what a task, block, role or play says itself: both have this shape. */
export interface Inherited {
  readonly nearest: Partial<NearestKeywords>;
  readonly when: readonly Condition[];
  readonly vars: readonly Dict[];
  readonly includeParams: readonly Dict[];
  readonly environment: readonly Value[];
  readonly moduleDefaults: readonly Dict[];
  readonly tags: readonly string[];
  /** Undefined: says nothing, so that the outer one counts. */
  readonly notify: readonly Value[] | undefined;
}

export const NOTHING_INHERITED: Inherited = {
  nearest: {},
  when: [],
  vars: [],
  includeParams: [],
  environment: [],
  moduleDefaults: [],
  tags: [],
  notify: undefined,
};

/** The keywords inside `outer` of something that says `own`: conditions add up, tags unite, the nearest flag wins. */
export function inherit(outer: Inherited, own: Inherited): Inherited {
  return {
    nearest: { ...outer.nearest, ...own.nearest },
    when: [...outer.when, ...own.when],
    vars: [...outer.vars, ...own.vars],
    includeParams: [...outer.includeParams, ...own.includeParams],
    environment: [...outer.environment, ...own.environment],
    moduleDefaults: [...outer.moduleDefaults, ...own.moduleDefaults],
    tags: [...new Set([...outer.tags, ...own.tags])],
    notify: own.notify ?? outer.notify,
  };
}

/** What only a task itself has, and no block hands down. */
export type OwnTaskKeywords = Pick<
  Keywords,
  'loop' | 'register' | 'changedWhen' | 'failedWhen' | 'until' | 'retries' | 'delay' | 'async' | 'poll'
>;

export const NO_TASK_KEYWORDS: OwnTaskKeywords = {
  loop: undefined,
  register: undefined,
  changedWhen: undefined,
  failedWhen: undefined,
  until: undefined,
  retries: undefined,
  delay: undefined,
  async: undefined,
  poll: undefined,
};

export function completeKeywords(inherited: Inherited, own: OwnTaskKeywords = NO_TASK_KEYWORDS): Keywords {
  const { nearest } = inherited;
  return {
    ...own,
    when: inherited.when,
    notify: inherited.notify ?? [],
    vars: inherited.vars,
    includeParams: inherited.includeParams,
    environment: inherited.environment,
    tags: inherited.tags,
    ignoreErrors: nearest.ignoreErrors,
    ignoreUnreachable: nearest.ignoreUnreachable,
    become: nearest.become,
    becomeUser: nearest.becomeUser,
    becomeMethod: nearest.becomeMethod,
    becomeFlags: nearest.becomeFlags,
    becomeExe: nearest.becomeExe,
    remoteUser: nearest.remoteUser,
    connection: nearest.connection,
    port: nearest.port,
    delegateTo: nearest.delegateTo,
    delegateFacts: nearest.delegateFacts,
    runOnce: nearest.runOnce,
    noLog: nearest.noLog,
    checkMode: nearest.checkMode,
    diff: nearest.diff,
    anyErrorsFatal: nearest.anyErrorsFatal,
    throttle: nearest.throttle,
    timeout: nearest.timeout,
  };
}
