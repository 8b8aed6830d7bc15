import { type Effect, presumes, regionOf, unsettles } from '../core/effect.ts';
import { EVERYTHING, type Key } from '../core/key.ts';
import type { Arguments } from '../core/module.ts';
import type { Assumption } from '../core/observation.ts';
import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/play.ts';
import { Unknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import { describe, type Item, isHarmless, isOpaque, resultOf } from './item.ts';
import { type Ending, ending, failed } from './outcome.ts';

/** Check mode: the effects are laid over what is known, and nothing is done. */
export function foretell(item: Item, args: Arguments, plan: Plan, presumed: readonly Assumption[]): Ending {
  const { machine, task, doubt } = item;
  const idle = isIdle(item, args);
  const effects: Effect[] = [];
  // `changed_when: false` is the author's word that the command changes nothing.
  if (isOpaque(item, args) && !idle && !saysHarmless(item.task))
    effects.push(presumes(EVERYTHING, opaqueAssumption(item)));
  if (doubt) {
    const why = `whether ${describe(task)} runs`;
    effects.push(...plan.effects.map((effect): Effect => unsettles(regionOf(effect), why)));
  } else {
    effects.push(...plan.effects);
  }
  // A task that is only checked within a real run expects nothing: the tasks after it meet the host as it is.
  if (item.host.run.options.check) machine.world.expect(effects);
  const result = resultOf(plan.result, true);
  for (const field of Object.keys(item.action.module.returns ?? {})) {
    if (!result.has(field)) result.set(field, Unknown.of(`the result of ${describe(task)}`, task.place));
  }
  const more = {
    presumed,
    changes: plan.changes,
    differences: plan.differences ?? [],
    warnings: plan.warnings ?? [],
  };
  if (doubt) return ending('unknown', withUnknown(result, doubt), { ...more, waitsFor: doubt.waitsFor });
  // What changes nothing by its nature (a request, a wait) is `ok` once it ran; only what it returns is open.
  if (isHarmless(item, args)) return ending('ok', result.set('changed', false), { ...more, changes: [] });
  if (idle) return ending('ok', result.set('changed', false), { ...more, changes: [] });
  return ending('changed', result, more);
}

/** It runs every time, and the caller takes it to change nothing. */
function isIdle(item: Item, args: Arguments): boolean {
  const { module } = item.action;
  if (!item.host.run.options.commandsAreIdle || module.kind !== 'command') return false;
  return isOpaque(item, args) && module.conditional?.(args) !== true;
}

function withUnknown(result: Dict, unknown: Unknown): Dict {
  return new Map<Value, Value>([...result, ['changed', unknown], ['failed', unknown], ['skipped', unknown]]);
}

/** Nobody can say what the task would do; what it would look at may not stay as it is. */
export function notKnown(item: Item, unknown: Unknown, keys: readonly Key[]): Ending {
  if (!item.host.run.options.check) {
    return failed({
      message: `this depends on what was not run: ${unknown.waitsFor.map((w) => w.what).join(', ')}`,
      hint: 'a task with check_mode: true gives no result to go on',
    });
  }
  const why = `what ${describe(item.task)} does`;
  const effects: Effect[] = keys.map((key) => unsettles({ kind: key.kind, subject: key.subject }, why));
  if (keys.length === 0 || item.action.module.kind === 'command')
    effects.unshift(presumes(EVERYTHING, opaqueAssumption(item)));
  item.machine.world.expect(effects);
  const result: Dict = new Map<Value, Value>([
    ['changed', unknown],
    ['failed', unknown],
  ]);
  for (const field of Object.keys(item.action.module.returns ?? {})) result.set(field, unknown);
  return ending('unknown', result, { waitsFor: unknown.waitsFor });
}

function saysHarmless(task: Task): boolean {
  const { changedWhen } = task.keywords;
  return changedWhen?.every(({ value }) => value === false) === true;
}

function opaqueAssumption(item: Item): string {
  return `${describe(item.task)} leaves alone what other tasks look at`;
}
