import { type Effect, presumes, regionOf, unsettles } from '../core/effect.ts';
import { identityId } from '../core/identity.ts';
import { EVERYTHING, type Key, type Region } from '../core/key.ts';
import type { Arguments } from '../core/module.ts';
import type { Assumption } from '../core/observation.ts';
import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/play.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import { describe, type Item, isHarmless, isOpaque, resultOf } from './item.ts';
import { isTrue } from './keyword-values.ts';
import { type Ending, ending, failed } from './outcome.ts';
import { knownOf } from './seen.ts';

/** Check mode: the effects are laid over what is known, and nothing is done. */
export function foretell(item: Item, args: Arguments, plan: Plan, relied: readonly Assumption[]): Ending {
  const { doubt, task } = item;
  const idle = isIdle(item, args);
  expect(item, args, plan, idle);
  const open = Unknown.of(`the result of ${describe(task)}`, task.place);
  const result = resultOf(plan.result, true);
  for (const field of Object.keys(item.action.module.returns ?? {})) {
    if (!(field in plan.result)) result.set(field, open);
  }
  // Whoever reckons with a failure can't be told that there was none.
  if (mayFail(item, args)) result.set('failed', open);
  const more = {
    presumed: [...relied, ...takenForGranted(item, args, plan)],
    changes: plan.changes,
    differences: plan.differences ?? [],
    warnings: plan.warnings ?? [],
    open,
  };
  if (doubt) return ending('unknown', withUnknown(result, doubt), { ...more, waitsFor: doubt.waitsFor });
  // What changes nothing by its nature (a request, a wait) is `ok` once it ran; only what it returns is open.
  if (isHarmless(item, args) || idle)
    return ending('ok', result.set('changed', false), { ...more, presumed: relied, changes: [] });
  const { changed } = plan.result;
  if (!isUnknown(changed)) return ending('changed', result, more);
  return ending('unknown', result.set('changed', changed), { ...more, waitsFor: changed.waitsFor });
}

/** What the next plans will find, once this one was carried out. */
function expect(item: Item, args: Arguments, plan: Plan, idle: boolean): void {
  // A task that is only checked within a real run expects nothing: the tasks after it meet the host as it is.
  if (!item.host.run.options.check) return;
  const { doubt, machine, task } = item;
  const why = `whether ${describe(task)} runs`;
  const effects = doubt
    ? plan.effects.map((effect): Effect => unsettles(regionOf(effect), why))
    : plan.effects;
  // `changed_when: false` is the author's word that the command changes nothing.
  const mayTouchAnything = isOpaque(item, args) && !idle && !saysHarmless(task);
  machine.world.expect(
    mayTouchAnything ? [presumes(EVERYTHING, opaqueAssumption(item)), ...effects] : effects,
  );
}

/** Whether it would succeed only running it tells: that is taken for granted, and said. */
function takenForGranted(item: Item, args: Arguments, plan: Plan): readonly Assumption[] {
  const granted: Assumption[] = [];
  if (isOpaque(item, args) && !saysHarmless(item.task))
    granted.push({ text: 'a command that would run succeeds' });
  if (plan.steps.some((step) => 'validate' in step && typeof step.validate === 'string'))
    granted.push({ text: 'new content passes the check that its task names' });
  return granted;
}

/** A command whose failure would not end the host's part in the play. */
function mayFail(item: Item, args: Arguments): boolean {
  const { ignoreErrors } = item.task.keywords;
  return isOpaque(item, args) && ignoreErrors !== undefined && isTrue(item.scope, ignoreErrors);
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
export function notKnown(item: Item, unknown: Unknown, keys: readonly Key[], args?: Arguments): Ending {
  if (!item.host.run.options.check) {
    return failed({
      message: `this depends on what was not run: ${unknown.waitsFor.map((w) => w.what).join(', ')}`,
      hint: 'a task with check_mode: true gives no result to go on',
    });
  }
  const why = `what ${describe(item.task)} does`;
  const { module } = item.action;
  const effects: Effect[] = touched(item, keys, args).map((region) => unsettles(region, why));
  const mayTouchAnything = module.kind === 'command' || module.farReaching || keys.length === 0;
  if (onlyLooks(item, args)) effects.length = 0;
  else if (mayTouchAnything) effects.unshift(presumes(EVERYTHING, opaqueAssumption(item)));
  item.machine.world.expect(effects);
  const result: Dict = new Map<Value, Value>([
    ['changed', unknown],
    ['failed', unknown],
  ]);
  for (const field of Object.keys(item.action.module.returns ?? {})) result.set(field, unknown);
  return ending('unknown', result, { waitsFor: unknown.waitsFor, open: unknown });
}

/** A command that only looks: its author says so (`changed_when: false`), or it is harmless with these arguments. */
function onlyLooks(item: Item, args: Arguments | undefined): boolean {
  if (item.action.module.kind !== 'command') return false;
  return saysHarmless(item.task) || (args !== undefined && isHarmless(item, args));
}

/** What a task may change that nobody can plan. */
function touched(item: Item, keys: readonly Key[], args: Arguments | undefined): readonly Region[] {
  const { host, machine, as, action } = item;
  if (keys.length > 0 && args !== undefined && action.module.touches)
    return action.module.touches(args, knownOf(machine.world, identityId(as)));
  const { probes } = host.run.options;
  return keys.filter(({ kind }) => !probes.get(kind)?.given).map(({ kind, subject }) => ({ kind, subject }));
}

function saysHarmless(task: Task): boolean {
  const { changedWhen } = task.keywords;
  return changedWhen?.every(({ value }) => value === false) === true;
}

function opaqueAssumption(item: Item): string {
  return `${describe(item.task)} leaves alone what other tasks look at`;
}
