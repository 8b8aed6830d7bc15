import type { TaskReference } from '../core/event.ts';
import type { Identity } from '../core/identity.ts';
import type { Arguments, Inputs, TaskContext } from '../core/module.ts';
import { formatPlace } from '../core/place.ts';
import type { Plan } from '../core/plan.ts';
import type { Action, Task } from '../core/play.ts';
import type { Unknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import type { HostRun } from './host-run.ts';
import type { Machine } from './machine.ts';
import { toDict } from './result.ts';
import type { TaskScope } from './scope.ts';

export type ModuleAction = Extract<Action, { action: 'module' }>;

/** A module's task (or one item of its loop) on one host, with everything it takes to carry it out. */
export interface Item {
  readonly host: HostRun;
  readonly task: Task;
  readonly reference: TaskReference;
  readonly action: ModuleAction;
  /** Arguments that were worked out already, in place of those of the action. */
  readonly given?: Arguments;
  readonly scope: TaskScope;
  /** The name of the host it is delegated to. */
  readonly delegate: string | undefined;
  readonly machine: Machine;
  readonly as: Identity;
  readonly check: boolean;
  /** The condition can't be decided: what would follow may or may not happen. */
  readonly doubt: Unknown | undefined;
  readonly position: number;
  readonly noLog: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeLimit: number | undefined;
  /** It is started only, and goes on as the job of this name (`async` with `poll: 0`). */
  readonly job?: string;
  onProgress(line: string): void;
}

/** What a task or item stands on before anything is read or done: arguments, inputs and context. */
export interface Prepared {
  readonly args: Arguments;
  readonly inputs: Inputs;
  readonly context: TaskContext;
}

/** Its steps may touch anything. */
export function isOpaque(item: Item, args: Arguments): boolean {
  return item.action.module.kind === 'command' && !isHarmless(item, args);
}

export function isHarmless(item: Item, args: Arguments): boolean {
  const { module } = item.action;
  return module.kind === 'command' && module.harmless?.(args) === true;
}

/** `«Install it» (site.yaml:12:5)` */
export function describe(task: Task): string {
  const name = task.name ?? (task.action.action === 'module' ? task.action.name : task.action.directive);
  return `«${name}» (${formatPlace(task.place)})`;
}

export function resultOf(fields: Plan['result'], changed: boolean): Dict {
  return new Map<Value, Value>([['changed', changed], ['failed', false], ...toDict({ ...fields, changed })]);
}
