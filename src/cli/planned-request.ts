import type { Hidden, PlannedRequest } from '../core/kept-plan.ts';
import type { RunRequest } from './command-line.ts';

/** What of the command line a plan is about; how to log in is said anew when it is applied. */
export function plannedRequest(request: RunRequest): PlannedRequest {
  const { limit, startAtTask, becomeUser, becomeMethod, user, connection } = request;
  return {
    playbooks: request.playbooks,
    inventories: request.inventories,
    tags: request.tags,
    skipTags: request.skipTags,
    ...(limit === undefined ? {} : { limit }),
    ...(startAtTask === undefined ? {} : { startAtTask }),
    ...(request.become ? { become: true } : {}),
    ...(becomeUser === undefined ? {} : { becomeUser }),
    ...(becomeMethod === undefined ? {} : { becomeMethod }),
    ...(user === undefined ? {} : { user }),
    ...(connection === undefined ? {} : { connection }),
  };
}

/** The request that a plan was made of, with what `jrun apply` itself was told. */
export function requestOf(planned: PlannedRequest, hidden: Hidden, given: RunRequest): RunRequest {
  return {
    ...given,
    playbooks: planned.playbooks,
    inventories: planned.inventories,
    tags: planned.tags,
    skipTags: planned.skipTags,
    limit: planned.limit,
    startAtTask: planned.startAtTask,
    become: planned.become === true,
    becomeUser: planned.becomeUser,
    becomeMethod: planned.becomeMethod,
    user: given.user ?? planned.user,
    connection: planned.connection,
    extraVars: hidden.extraVars,
    check: false,
    lists: [],
    syntaxCheck: false,
  };
}
