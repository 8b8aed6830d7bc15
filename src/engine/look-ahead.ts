import { identityId } from '../core/identity.ts';
import { keyText, type Region } from '../core/key.ts';
import type { Entry, Task } from '../core/play.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Wanted } from './acts.ts';
import { decidable, expandHomes, renderArguments } from './arguments.ts';
import { coming } from './coming.ts';
import { identityOf } from './connection.ts';
import { decide } from './decide.ts';
import { Foreseen } from './foreseen.ts';
import type { HostRun } from './host-run.ts';
import type { ModuleAction } from './item.ts';
import { delegateName, environmentOf, isTrue } from './keyword-values.ts';
import { loopItems } from './loop.ts';
import type { Machine } from './machine.ts';
import { preparedInputs } from './module-item.ts';
import type { TaskScope } from './scope.ts';

/**
 * How many tasks and loop items one look ahead visits. It bounds the work of a look where a change is made for
 * each of a thousand items; a converged host asks the rest in the next round trip.
 */
const REACH = 1500;

/** What the last look saw of one machine. */
export interface Sighted {
  /** All that the tasks ahead ask for, also what was known already. */
  readonly keys: ReadonlyMap<string, Wanted>;
  /** Tasks whose questions depend on what wasn't known then: once more is known, it is worth looking again. */
  readonly isOpen: boolean;
}

/**
 * What the coming tasks will want to know of this machine, as far as that can be told now: arguments that depend
 * on results nobody has yet are left for later, and where an opaque command is sure to run the look ends, since
 * everything will be read again behind it. Things in the `touched` regions count as not known.
 *
 * A look never fails: what is wrong with a task is said when that task is reached.
 */
export function lookAhead(
  host: HostRun,
  machine: Machine,
  touched: readonly Region[],
): { readonly wanted: readonly Wanted[]; readonly sighted: Sighted } {
  const look = new Look(host, machine, touched);
  if (look.current()) {
    for (const task of coming(host.stack)) if (!look.task(task)) break;
  }
  return { wanted: [...look.wanted.values()], sighted: { keys: look.asked, isOpen: look.isOpen } };
}

/** Of what the last look saw, what the touched regions change. */
export function touchedAhead(
  { keys }: Sighted,
  machine: Machine,
  touched: readonly Region[],
): readonly Wanted[] {
  const isTouched = machine.world.touchedBy(touched);
  return [...keys.values()].filter(({ key }) => isTouched(key));
}

class Look {
  private readonly host: HostRun;
  private readonly machine: Machine;
  private readonly isTouched: (key: Wanted['key']) => boolean;
  readonly wanted = new Map<string, Wanted>();
  readonly asked = new Map<string, Wanted>();
  isOpen = false;
  private readonly foreseen = new Foreseen();
  private left = REACH;

  constructor(host: HostRun, machine: Machine, touched: readonly Region[]) {
    this.host = host;
    this.machine = machine;
    this.isTouched = machine.world.touchedBy(touched);
  }

  /**
   * The task that is being carried out: what it will register, and the items of its loop from the present one on.
   * False where the look ends there.
   */
  current(): boolean {
    const { task, item } = this.host;
    if (!task) return true;
    if (task.keywords.loop) return this.task(task, item);
    this.foreseen.unknown(task);
    return true;
  }

  /** False where the look ends. */
  task(task: Task, from = 0): boolean {
    if (this.left-- <= 0) return false;
    if (!this.host.run.isSelected(this.host, task)) return true;
    try {
      return this.lookAt(task, from);
    } catch {
      this.isOpen = true;
      this.foreseen.unknown(task);
      return true;
    }
  }

  private lookAt(task: Task, from: number): boolean {
    const { action } = task;
    const scope = this.host.scope(task, { speculative: this.foreseen.values });
    if (action.action === 'directive') return this.directive(task, scope);
    if (task.keywords.loop) {
      const items = loopItems(task.keywords.loop, scope);
      if (isUnknown(items)) {
        this.isOpen = true;
        this.foreseen.unknown(task);
        return true;
      }
      for (const item of from === 0 ? items : items.slice(from)) {
        if (this.left-- <= 0) return false;
        const itemScope = this.host.scope(task, { speculative: this.foreseen.values, loop: item.variables });
        if (!this.module(task, action, itemScope, item.index)) return false;
      }
      this.foreseen.unknown(task);
      return true;
    }
    return this.module(task, action, scope, 0);
  }

  private module(task: Task, action: ModuleAction, scope: TaskScope, position: number): boolean {
    const { keywords } = task;
    const holds = scope.conditions(keywords.when).holds;
    if (holds === false) {
      this.foreseen.skipped(task);
      return true;
    }
    const delegate = delegateName(scope, task);
    const { host } = this;
    const machine = delegate === undefined ? host.machine() : host.run.machineOf(delegate, host, task);
    // What another machine is asked is read when the task is reached.
    if (machine !== this.machine) {
      this.foreseen.unknown(task);
      return true;
    }
    const target = host.run.targetFor(delegate ?? host.name, host, task);
    const as = identityOf(scope, keywords, target, host.run.options.defaults);
    const rendered = renderArguments(action, scope);
    host.run.noteSecrets(action.module, rendered);
    const { args: expanded, missing } = expandHomes({ action, machine, as }, rendered);
    const args = decidable(expanded, action.module.schema);
    this.want(missing.map((key) => ({ key, as })));
    if (missing.length > 0) {
      this.isOpen = true;
      this.foreseen.unknown(task);
      return true;
    }
    const check = host.run.options.check || isTrue(scope, keywords.checkMode);
    const environment = environmentOf(scope, task);
    const { inputs, context } = preparedInputs(
      { host, task, check, as, environment, position },
      args,
      scope,
      action.module,
    );
    const identity = identityId(as);
    const keys = action.module.observe(args, this.knownFor(identity), inputs, context);
    for (const key of keys) this.asked.set(`${identity} ${keyText(key)}`, { key, as });
    const open = keys.filter((key) => this.isTouched(key) || machine.world.missing(key, identity).length > 0);
    for (const key of open) {
      const needed = this.isTouched(key) ? [key] : machine.world.missing(key, identity);
      this.want(needed.map((one) => ({ key: one, as })));
    }
    const opaque = action.module.kind === 'command' && !action.module.harmless?.(args);
    if (open.length > 0 || (!opaque && keywords.register === undefined)) {
      this.foreseen.unknown(task);
      return true;
    }
    const verdict = decide(action.module, args, inputs, context, machine.world, as);
    if (verdict.is === 'planned' && verdict.plan.verdict === 'unchanged') {
      this.foreseen.unchanged(task, verdict.plan.result);
      return true;
    }
    this.foreseen.unknown(task);
    // An opaque command that will surely run makes everything read before it stale.
    const ends = opaque && holds === true && (verdict.is === 'planned' || verdict.is === 'unknown') && !check;
    return !ends;
  }

  private directive(task: Task, scope: TaskScope): boolean {
    const { action, keywords } = task;
    if (action.action !== 'directive') return true;
    if (scope.conditions(keywords.when).holds === false) return true;
    if (action.directive === 'set_fact' && !keywords.loop) {
      this.foreseen.facts(action.args, scope);
      return true;
    }
    if (action.directive === 'include_tasks' && !keywords.loop) {
      const file = scope.text(action.args.get('file') ?? action.args.get('_raw_params') ?? '');
      if (isUnknown(file) || file === '') {
        this.isOpen = true;
        return true;
      }
      return this.entries(this.host.run.options.includes.tasks(file, task));
    }
    if (action.directive === 'meta')
      return !['end_play', 'end_host', 'end_batch'].includes(String(action.args.get('_raw_params')));
    if (action.directive.startsWith('include_')) this.isOpen = true;
    this.foreseen.unknown(task);
    return true;
  }

  private entries(entries: readonly Entry[]): boolean {
    for (const entry of entries) {
      const goesOn =
        entry.entry === 'task' ? this.task(entry) : this.entries(entry.body) && this.entries(entry.always);
      if (!goesOn) return false;
    }
    return true;
  }

  private want(all: readonly Wanted[]): void {
    for (const one of all) this.wanted.set(`${identityId(one.as)} ${keyText(one.key)}`, one);
  }

  private knownFor(identity: string) {
    return {
      get: <T>(key: Wanted['key'] & { shape?: T }): T | undefined => {
        if (this.isTouched(key) || this.machine.world.missing(key, identity).length > 0) return undefined;
        const found = this.machine.world.lookup(key, identity);
        return found.is === 'known' ? (found.value as T) : undefined;
      },
    };
  }
}
