import type { Task } from '../core/play.ts';
import type { Step, Write } from '../core/step.ts';
import { isUnknown } from '../core/unknown.ts';
import { LARGE } from './control-files.ts';
import { decide } from './decide.ts';
import { Foreseen } from './foreseen.ts';
import type { HostRun } from './host-run.ts';
import { hashLargeInputs, hasLargeFiles } from './inputs.ts';
import type { Item, ModuleAction, Prepared } from './item.ts';
import { itemAhead, preparedAhead } from './item-ahead.ts';
import { type LoopItem, loopItems } from './loop.ts';
import { largeInputs, ROUNDS } from './module-item.ts';
import { isOver } from './over-roles.ts';
import { isPlain } from './plain.ts';
import type { TaskScope } from './scope.ts';

/** How many coming tasks are looked at. */
const REACH = 50;

/**
 * While a command runs, sends the large files of the tasks behind it, those that the host needs as it is now. This only
 * looks: each task is planned when the host comes to it, and finds its file there or sends it itself. `isEarly`: the
 * command still runs. Never fails; what is wrong with a task is said when it is reached.
 */
export async function bringAhead(host: HostRun, isEarly: () => boolean): Promise<void> {
  const { lookAhead, decided } = host.run.options;
  if (!lookAhead || decided || host.run.stepping) return;
  const look = new Look(host);
  for (const task of host.comingSoon()) {
    if (look.tasks++ >= REACH || !look.task(task)) break;
  }
  for (const [item, prepared] of look.heavy) {
    if (!isEarly()) return;
    await bring(item, prepared, isEarly).catch(() => undefined);
  }
}

async function bring(item: Item, prepared: Prepared, isEarly: () => boolean): Promise<void> {
  const { host, as, action } = item;
  const { args, inputs, context } = prepared;
  await hashLargeInputs(
    largeInputs(item, prepared),
    host.run.files,
    () => undefined,
    async () => undefined,
  );
  const machine = item.machine.aside();
  for (let round = 0; round < ROUNDS && isEarly(); round++) {
    const verdict = decide(action.module, args, inputs, context, machine.world, as);
    if (verdict.is === 'needs') {
      await machine.read(verdict.keys.map((key) => ({ key, as })));
    } else {
      if (verdict.is !== 'planned') return;
      host.broughtAhead.add(nameOf(item));
      for (const step of verdict.plan.steps) {
        if (isHeavy(step)) item.machine.connected?.bring(step, as, host.run.options.signal);
      }
      return;
    }
  }
}

function nameOf({ task, position }: Pick<Item, 'task' | 'position'>): string {
  return `${task.id} ${position}`;
}

/** Worth being sent by itself. */
export function isHeavy(step: Step): step is Write {
  return step.do === 'write' && step.content.size > LARGE;
}

class Look {
  readonly heavy: (readonly [Item, Prepared])[] = [];
  tasks = 0;
  private readonly foreseen = new Foreseen();

  constructor(private readonly host: HostRun) {
    if (host.task) this.foreseen.unknown(host.task);
  }

  /** False where the look ends. */
  task(task: Task): boolean {
    const { action, keywords } = task;
    if (!this.host.run.isSelected(this.host, task) || isOver(this.host, task)) return true;
    try {
      if (action.action === 'directive') {
        if (action.directive === 'meta' || action.directive.startsWith('include_')) return false;
        if (action.directive === 'set_fact' && !keywords.loop) {
          this.foreseen.facts(action.args, this.scope(task));
          return true;
        }
      } else if (action.module.inputs) {
        this.module(task, action);
      }
    } catch {
      // Not known yet, or wrong.
    }
    this.foreseen.unknown(task);
    return true;
  }

  private module(task: Task, action: ModuleAction): void {
    const scope = this.scope(task);
    if (!isPlain(task, scope)) return;
    if (!task.keywords.loop) {
      this.item(task, action, scope, undefined);
      return;
    }
    const items = loopItems(task.keywords.loop, scope);
    if (isUnknown(items)) return;
    for (const item of items.slice(0, REACH)) this.item(task, action, this.scope(task, item), item);
  }

  private item(task: Task, action: ModuleAction, scope: TaskScope, loop: LoopItem | undefined): void {
    const { host } = this;
    if (host.broughtAhead.has(nameOf({ task, position: loop?.index ?? 0 }))) return;
    if (scope.conditions(task.keywords.when).holds !== true) return;
    const item = itemAhead(host, task, action, scope, loop);
    const prepared = preparedAhead(item);
    if (!prepared) return;
    const requests = action.module.inputs?.(prepared.args, prepared.context) ?? {};
    if (hasLargeFiles(requests, task.search, host.run.files)) this.heavy.push([item, prepared]);
  }

  private scope(task: Task, loop?: LoopItem): TaskScope {
    const { values } = this.foreseen;
    return this.host.scope(task, { speculative: values, ...(loop ? { loop: loop.variables } : {}) });
  }
}
