import { Unreachable } from '../core/far-end.ts';
import { identityId } from '../core/identity.ts';
import type { TaskModule } from '../core/module.ts';
import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';
import { type Attempt, itemOf } from './attempt.ts';
import { decide, type Verdict } from './decide.ts';
import { steers } from './ended.ts';
import type { HostRun } from './host-run.ts';
import type { Item, Prepared } from './item.ts';
import { delegateName } from './keyword-values.ts';
import { prepare, ROUNDS, runModule } from './module-item.ts';
import { amongOthers, OthersLag } from './others-lag.ts';
import type { Ending } from './outcome.ts';
import { notConverged } from './proof.ts';

/** An item that has something to do, and what. */
interface Due {
  readonly item: Item;
  readonly prepared: Prepared;
  readonly plan: Plan;
}

/** Fields that tell what the one command said, for all that it was run for. */
const SAID = ['stdout', 'stdout_lines', 'stderr', 'stderr_lines', 'cmd', 'rc'];

/**
 * Items of a loop that were carried out together before the first of them (`join` of their module). Each is planned again
 * when its turn comes, as ever: that it finds nothing left to do is the proof, and then it says that this was its doing.
 * Where the joint deed failed, each tries alone, so that the one to blame is named.
 */
export class JoinedItems {
  private readonly due: ReadonlyMap<number, Due>;
  private readonly joint: Ending;

  private constructor(due: readonly Due[], joint: Ending) {
    this.due = new Map(due.map((one) => [one.item.position, one]));
    this.joint = joint;
  }

  /** Carries out what the items have in common; undefined where they are to go one by one. */
  static async of(
    host: HostRun,
    task: Task,
    items: () => readonly Attempt[],
  ): Promise<JoinedItems | undefined> {
    if (!mayJoin(host, task)) return undefined;
    let due: readonly Due[] | undefined;
    try {
      due = await amongOthers(host, () => dueOf(items()));
    } catch (thrown) {
      if (steers(thrown) || thrown instanceof Unreachable || thrown instanceof OthersLag) throw thrown;
      // What is wrong with an item is said when its turn comes.
      return undefined;
    }
    const [one] = due ?? [];
    if (!due || !one || due.length < 2) return undefined;
    const given = joinOf(one.item.action.module)?.(due.map(({ prepared }) => prepared.args));
    if (given === undefined) return undefined;
    return new JoinedItems(due, await runModule({ ...one.item, given, position: -1 }));
  }

  /** How the item ended, now that it was looked at again. */
  told(item: Item, end: Ending): Ending {
    const mine = this.due.get(item.position);
    if (!mine || end.status !== 'ok' || !changes(mine.plan) || !holds(mine)) return end;
    const isFirst = mine === [...this.due.values()][0];
    const result: Dict = new Map<Value, Value>([...end.result, ['changed', true]]);
    if (this.joint.status !== 'failed') {
      const own = new Set(Object.keys(item.action.module.schema.properties));
      for (const [name, value] of this.joint.result)
        if (SAID.includes(String(name)) || (isFirst && !own.has(String(name)))) result.set(name, value);
    }
    return {
      ...end,
      status: 'changed',
      result,
      changes: mine.plan.changes,
      differences: mine.plan.differences ?? [],
      warnings: isFirst ? this.joint.warnings : end.warnings,
    };
  }
}

function joinOf(module: TaskModule) {
  return module.kind === 'module' ? module.join : undefined;
}

/** Nothing about the task makes each item wait for the one before, or be tried on its own. */
export function mayJoin(host: HostRun, { action, keywords }: Task): boolean {
  if (action.action !== 'module' || action.module.kind !== 'module' || !action.module.join) return false;
  if (host.run.options.check || host.run.options.decided) return false;
  const { until, retries, async: inBackground, throttle, timeout } = keywords;
  return [until, retries, inBackground, throttle, timeout].every((keyword) => keyword === undefined);
}

/** What each item that is to run would do; undefined where one can't be planned, or they don't act alike. */
async function dueOf(tries: readonly Attempt[]): Promise<readonly Due[] | undefined> {
  const wanted: { readonly item: Item; readonly prepared: Prepared }[] = [];
  for (const one of tries) {
    if (one.check || one.doubt || (one.loop?.pause ?? 0) > 0) return undefined;
    const { holds: runs } = one.scope.conditions(one.task.keywords.when);
    if (typeof runs !== 'boolean') return undefined;
    if (!runs || one.task.action.action !== 'module') continue;
    const item = itemOf(one, one.task.action, delegateName(one.scope, one.task));
    wanted.push({ item, prepared: await prepare(item) });
  }
  const [first] = wanted;
  if (!first || !wanted.every(({ item }) => actsAs(item, first.item))) return undefined;
  const verdicts = await verdictsOf(wanted, first.item);
  const due: Due[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    if (verdict.is !== 'planned') return undefined;
    const one = wanted[index];
    if (one && verdict.plan.verdict === 'change') due.push({ ...one, plan: verdict.plan });
  }
  return due;
}

function actsAs(one: Item, other: Item): boolean {
  return (
    one.machine === other.machine &&
    identityId(one.as) === identityId(other.as) &&
    JSON.stringify(one.environment) === JSON.stringify(other.environment)
  );
}

/** All that they ask for is read in one round trip a round. */
async function verdictsOf(
  wanted: readonly { readonly item: Item; readonly prepared: Prepared }[],
  { host, machine }: Item,
): Promise<readonly Verdict[]> {
  for (let round = 0; ; round++) {
    const verdicts = wanted.map(({ item, prepared: { args, inputs, context } }) =>
      decide(item.action.module, args, inputs, context, item.machine.world, item.as),
    );
    const needs = verdicts.flatMap((verdict, index) => {
      const as = wanted[index]?.item.as;
      return verdict.is === 'needs' && as ? verdict.keys.map((key) => ({ key, as })) : [];
    });
    if (needs.length === 0 || round === ROUNDS) return verdicts;
    await host.read(needs, machine);
  }
}

/** Whether it would say so once it is done: what only refreshes a list on the way has steps, and changes nothing. */
function changes({ result, finish }: Plan): boolean {
  const said = finish ? finish([], { get: () => undefined }) : result;
  return said['changed'] !== false;
}

/** What the item was to make is there: it was this deed's doing, and not something else that satisfies it. */
function holds({ item, plan }: Due): boolean {
  const { world } = item.machine;
  const identity = identityId(item.as);
  const read = plan.effects.filter(
    (effect) => effect.effect === 'becomes' && world.missing(effect.key, identity).length === 0,
  );
  return notConverged(read, world, identity, item.host.run.options.probes).length === 0;
}
