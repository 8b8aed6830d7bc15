import type { Task } from '../core/play.ts';
import { decidable, expandHomes, renderArguments } from './arguments.ts';
import { itemOf } from './attempt.ts';
import type { HostRun } from './host-run.ts';
import type { Item, ModuleAction, Prepared } from './item.ts';
import { isTrue } from './keyword-values.ts';
import type { LoopItem } from './loop.ts';
import { preparedInputs } from './module-item.ts';
import type { TaskScope } from './scope.ts';

/** A task, or an item of its loop, that the host has not come to. */
export function itemAhead(
  host: HostRun,
  task: Task,
  action: ModuleAction,
  scope: TaskScope,
  loop: LoopItem | undefined,
): Item {
  const reference = host.run.reference(task, scope, false);
  const noLog = isTrue(scope, task.keywords.noLog);
  return itemOf(
    { host, task, reference, scope, loop, check: false, doubt: undefined, noLog },
    action,
    undefined,
  );
}

/** What it stands on; undefined where something has to be read for that. */
export function preparedAhead(item: Item): Prepared | undefined {
  const { host, scope, action } = item;
  const rendered = renderArguments(action, scope);
  host.run.noteSecrets(action.module, rendered);
  const { args: expanded, missing } = expandHomes(item, rendered);
  if (missing.length > 0) return undefined;
  const args = decidable(expanded, action.module.schema);
  return { args, ...preparedInputs(item, args, scope, action.module) };
}
