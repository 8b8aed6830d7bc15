import type { Effect } from '../core/effect.ts';
import { type Identity, identityId } from '../core/identity.ts';
import type { Key } from '../core/key.ts';
import type { Plan } from '../core/plan.ts';
import type { Role, Task } from '../core/play.ts';
import { goesOutside } from '../core/step.ts';
import { isUnknown } from '../core/unknown.ts';
import { isQuick } from './acts.ts';
import type { Attempt } from './attempt.ts';
import { isHeavy } from './bring-ahead.ts';
import { decide } from './decide.ts';
import { Foreseen } from './foreseen.ts';
import type { HostRun } from './host-run.ts';
import { type Item, isHarmless, isOpaque } from './item.ts';
import { itemAhead, preparedAhead } from './item-ahead.ts';
import { mayJoin } from './joined-items.ts';
import { loopItems } from './loop.ts';
import { notified } from './notified.ts';
import { isOver } from './over-roles.ts';
import { isPlain } from './plain.ts';
import type { TaskScope } from './scope.ts';
import type { Decided } from './sent.ts';

/** How many tasks and items travel in one frame at most. */
const MOST = 200;
/** And how many bytes of content with them: more is worth a frame of its own. */
const MOST_BYTES = 256 * 1024;

export interface Follower extends Decided {
  /** What tasks rest on that come before it and have nothing to do. */
  readonly onTheWay: readonly Key[];
  /** The handlers that it will notify. */
  readonly notifies: readonly string[];
}

/**
 * The tasks and items that will surely be carried out behind this one if it goes well, decided as check mode decides: over
 * what was observed and what is expected. It ends where something must be known first: a result, an observation, how
 * other hosts fare; at anything presumed; and behind what only its output tells whether it went well. None is met by
 * this: they are told in their turn.
 */
export function followers(first: Decided): readonly Follower[] {
  const { host, machine } = first.item;
  const { lookAhead, decided, check } = host.run.options;
  if (!lookAhead || decided || check || host.run.stepping || host.play.countsFailures) return [];
  return machine.world.supposing((suppose) => {
    const chain = new Chain(first.item, suppose);
    host.isAhead = true;
    try {
      if (isPlain(first.item.task, first.item.scope) && chain.goesOnBehind(first)) chain.walk();
    } finally {
      host.isAhead = false;
    }
    return chain.found;
  });
}

class Chain {
  readonly found: Follower[] = [];
  private readonly host: HostRun;
  private bytes = 0;
  /** Something of it may take its time. */
  private lasts = false;
  private onTheWay: Key[] = [];
  private readonly foreseen = new Foreseen();
  private readonly entered = new Map<string, Role>();

  constructor(
    private readonly first: Item,
    private readonly suppose: (effects: Plan['effects']) => void,
  ) {
    this.host = first.host;
  }

  /** Supposes what was decided. False where nothing can be sent behind it. */
  goesOnBehind({ item, prepared, verdict: { plan } }: Decided): boolean {
    const isJudged =
      item.task.keywords.failedWhen !== undefined ||
      (plan.finish !== undefined && plan.onlyTells !== true) ||
      plan.steps.some((step) => step.do === 'run' && step.okStatus === 'any');
    if (isJudged || !isInShell(plan) || isOpaque(item, prepared.args)) return false;
    this.bytes += plan.steps.reduce((sum, step) => sum + ('content' in step ? step.content.size : 0), 0);
    if (this.bytes > MOST_BYTES || this.found.length >= MOST) return false;
    if (plan.effects.some((effect) => reopens(effect, item.as.user))) return false;
    this.suppose(plan.effects);
    this.lasts ||= plan.steps.some((step) => !isQuick(step));
    return true;
  }

  walk(): void {
    const { task, position } = this.first;
    if (task.keywords.loop && !this.task(task, position + 1)) return;
    if (this.host.hasFailedItem) return;
    this.foreseen.unknown(task);
    for (const next of this.host.comingSoon()) if (!this.task(next)) return;
  }

  /** False where it ends: before the task, or behind it. */
  private task(task: Task, from = 0): boolean {
    const { host } = this;
    try {
      if (from === 0 && (!host.run.isSelected(host, task) || this.isOver(task))) return true;
      const scope = host.scope(task, { speculative: this.foreseen.values });
      if (task.action.action === 'directive') return this.directive(task, scope);
      if (!isPlain(task, scope)) return scope.conditions(task.keywords.when).holds === false;
      if (!task.keywords.loop) return this.module(task, scope, undefined);
      // Its items may go together, which is found out when the host comes to it.
      if (from === 0 && mayJoin(host, task)) return false;
      const items = loopItems(task.keywords.loop, scope);
      if (isUnknown(items)) return false;
      for (const item of items.slice(from)) {
        const itemScope = host.scope(task, { speculative: this.foreseen.values, loop: item.variables });
        if (item.pause > 0 || !this.module(task, itemScope, item)) return false;
      }
      this.foreseen.unknown(task);
      return true;
    } catch {
      // Whatever is wrong with it is said when it is reached.
      return false;
    }
  }

  private module(task: Task, scope: TaskScope, loop: Attempt['loop']): boolean {
    const { host, first } = this;
    const { action } = task;
    if (action.action !== 'module') return false;
    const holds = this.holds(task, scope);
    if (holds !== true) return holds === false;
    const item = itemAhead(host, task, action, scope, loop);
    if (identityId(item.as) !== identityId(first.as) || item.machine !== first.machine) return false;
    const prepared = preparedAhead(item);
    if (!prepared) return false;
    const { args, inputs, context } = prepared;
    const verdict = decide(action.module, args, inputs, context, item.machine.world, item.as);
    if (verdict.is !== 'planned' || verdict.presumed.length > 0 || verdict.plan.open) return false;
    if (verdict.plan.verdict === 'unchanged') {
      this.onTheWay.push(...verdict.keys);
      return this.unchanged(task, verdict.plan.result);
    }
    // A command must not wait for it, it can be brought while that runs.
    if (this.lasts && verdict.plan.steps.some(isHeavy)) return false;
    // Behind a wait all that the run has made is read again, so that has to be known by then.
    if (isHarmless(item, args) || !isInShell(verdict.plan)) return false;
    const notifies = this.notifies(task, scope);
    if (notifies === undefined) return false;
    const decided = { item, prepared, verdict, notifies, onTheWay: this.onTheWay };
    this.onTheWay = [];
    this.found.push(decided);
    this.foreseen.unknown(task);
    return this.goesOnBehind(decided);
  }

  private unchanged(task: Task, fields: Plan['result']): boolean {
    const { failedWhen, changedWhen, until } = task.keywords;
    // What it finds out, or how it is judged, may steer what follows.
    if (failedWhen || until || 'ansible_facts' in fields) return false;
    if (changedWhen) this.foreseen.unknown(task);
    else this.foreseen.unchanged(task, fields);
    return true;
  }

  private directive(task: Task, scope: TaskScope): boolean {
    const { action, keywords } = task;
    if (action.action !== 'directive') return false;
    if (keywords.loop) return false;
    const holds = this.holds(task, scope);
    if (holds !== true) return holds === false;
    if (keywords.failedWhen || keywords.until || keywords.runOnce) return false;
    if (action.directive === 'set_fact') this.foreseen.facts(action.args, scope);
    // What it shows must be there to be shown.
    else if (action.directive === 'debug') scope.value(action.args);
    else return false;
    this.foreseen.unknown(task);
    return true;
  }

  /** The same role that runs once may be in sight twice. */
  private isOver(task: Task): boolean {
    const { role } = task;
    if (!role || isOver(this.host, task)) return role !== undefined;
    const before =
      role.once === undefined
        ? undefined
        : (this.host.ranRoles.get(role.once) ?? this.entered.get(role.once));
    return before !== undefined && before !== role;
  }

  /** Undefined where nobody hears it, which fails the task. */
  private notifies(task: Task, scope: TaskScope): readonly string[] | undefined {
    const names = notified(task, scope);
    return names.length < task.keywords.notify.length || !names.every((name) => this.host.isHeard(name))
      ? undefined
      : names;
  }

  /** Whether the task is for this host; undefined where that isn't known yet. */
  private holds(task: Task, scope: TaskScope): boolean | undefined {
    const { holds } = scope.conditions(task.keywords.when);
    if (isUnknown(holds)) return undefined;
    if (!holds) this.foreseen.skipped(task);
    // Of a role that runs once the host will have been through this one by then.
    else if (task.role?.once !== undefined) this.entered.set(task.role.once, task.role);
    return holds;
  }
}

/** Whether the identity's own shell is opened again behind it: it keeps the groups that it began with. */
function reopens(effect: Effect, user: Identity['user']): boolean {
  if (effect.effect !== 'becomes' || !/^(user|group)$/.test(effect.key.kind)) return false;
  return user === null || effect.key.subject === user;
}

/** Whether a frame carries it out, and can tell whether it was come to. */
function isInShell({ steps }: Plan): boolean {
  return steps.length > 0 && !steps.some(goesOutside);
}
