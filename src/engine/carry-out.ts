import { regionOf } from '../core/effect.ts';
import type { Note } from '../core/far-end.ts';
import { identityId } from '../core/identity.ts';
import { EVERYTHING, type Key, keyText, type Region, thingOf } from '../core/key.ts';
import type { Plan } from '../core/plan.ts';
import type { StepOutput } from '../core/step.ts';
import { type Act, isQuick, type Underway, type Wanted } from './acts.ts';
import { bringAhead } from './bring-ahead.ts';
import { Interrupted } from './ended.ts';
import { failureOfSteps } from './failure.ts';
import { followers } from './followers.ts';
import type { HostRun } from './host-run.ts';
import { describe, type Item, isHarmless, isOpaque, type Prepared, resultOf } from './item.ts';
import { type Ending, ending, failed } from './outcome.ts';
import { notConverged, proofKeys } from './proof.ts';
import type { Decided, Sent } from './sent.ts';
import type { World } from './world.ts';

/**
 * The plan's steps, what they touched read back in the same frame, and with it what the coming tasks will want. Tasks that
 * surely come next and change something too travel in that frame; they are told when the host comes to them.
 */
export async function carryOut(decided: Decided): Promise<Ending | 'stale'> {
  const { item } = decided;
  const { host, machine, as } = item;
  if (item.job !== undefined && decided.verdict.plan.steps.at(-1)?.do !== 'run') {
    return failed({
      message: `'${item.action.name}' can't go on in the background`,
      hint: 'async with poll: 0 starts commands; without poll: 0 the task is waited for',
    });
  }
  await host.sentAhead.overtake();
  const behind = followers(decided);
  for (const { item: later, notifies } of behind) host.due.ahead(later, notifies);
  const before = await host.due.before(item);
  const all = [decided, ...behind].map((one, index) => sent(one, index === 0 ? before : []));
  const touched = all.flatMap(({ act }) => act.touched);
  const isTouched = machine.world.touchedBy(touched);
  const acts = all.map(({ act }, index): Act => {
    const next = behind[index];
    const ahead = next
      ? // Tasks on the way that have nothing to do are decided again when the host comes to them.
        next.onTheWay.filter(isTouched).map((key) => ({ key, as }))
      : [
          ...unread(host.comingKeys(machine, touched), all, machine.world),
          ...host.due.owed.wanted(machine, [as]),
        ];
    return { ...act, wanted: [...act.wanted, ...ahead] };
  });
  const underway = await host.begin(machine, acts, as);
  const [first, ...others] = all.map((one, index) => ({
    sent: { ...one, act: acts[index] as Act },
    underway: underway[index] as Underway,
  }));
  if (acts.some(({ deed }) => !deed.steps.every(isQuick))) bringMeanwhile(host, underway);
  for (const other of others) host.sentAhead.add(other.sent, other.underway);
  const end = first && (await receive(first.sent, first.underway));
  return end === undefined || end === 'not come to' ? 'stale' : end;
}

/** What can be sent for later tasks while these are carried out. */
function bringMeanwhile(host: HostRun, underway: readonly Underway[]): void {
  let isOver = false;
  void underway.at(-1)?.over.then(() => {
    isOver = true;
  });
  void bringAhead(host, () => !isOver);
}

/** Without what is read behind one of them already, and not touched by a later one. */
function unread(wanted: readonly Wanted[], all: readonly Sent[], world: World): readonly Wanted[] {
  const readBehind = new Map(
    all.flatMap(({ act }, index) =>
      act.wanted.map(({ key, as }) => [`${identityId(as)} ${keyText(key)}`, index] as const),
    ),
  );
  const touched = all.map(({ act }) => world.touchedBy(act.touched));
  return wanted.filter(({ key, as }) => {
    const index = readBehind.get(`${identityId(as)} ${keyText(key)}`);
    return index === undefined || touched.slice(index + 1).some((touches) => touches(key));
  });
}

/** `before`: notes for the host, written before the first step. */
function sent(decided: Decided, before: readonly Note[]): Sent {
  const { item, prepared, verdict } = decided;
  const { host, as } = item;
  const { plan } = verdict;
  const touched: readonly Region[] = isOpaque(item, prepared.args)
    ? [EVERYTHING]
    : plan.effects.map(regionOf);
  const wanted = [...proofKeys(plan.effects), ...standingKeys(item, prepared)].map((key) => ({ key, as }));
  const deed: Act['deed'] = {
    steps: stepsOf(item, plan),
    notes: { before, after: host.due.after(item, plan) },
    environment: item.environment,
    onProgress: item.onProgress,
    ...(host.run.options.signal ? { signal: host.run.options.signal } : {}),
  };
  return { ...decided, act: { deed, wanted, touched } };
}

/** What came of it. What was sent behind it is forgotten where it was not done in full. */
export async function receive(
  one: Sent,
  underway: Underway,
  isLate = false,
): Promise<Ending | 'stale' | 'not come to'> {
  const end = await answered(one, underway, isLate);
  if (typeof end === 'string' || end.status === 'failed') await one.item.host.sentAhead.settle();
  return end;
}

/** The answer is waited for, and compared with what was expected. */
async function answered(
  { item, verdict, act }: Sent,
  underway: Underway,
  isLate: boolean,
): Promise<Ending | 'stale' | 'not come to'> {
  const { host, machine, as } = item;
  const { plan } = verdict;
  const identity = identityId(as);
  const { outputs, noted } = await underway.answered(isLate);
  if (!(await underway.over)) return 'not come to';
  const warnings = [...(plan.warnings ?? []), ...host.due.told(machine, as, noted ?? [])];
  host.due.owed.takeIn();
  if (outputs.some((output) => output.outcome === 'cancelled')) throw new Interrupted(item.reference);
  if (outputs.some((output) => output.outcome === 'stale')) {
    // What was read in the same frame is fresh; the rest may be what has changed.
    const fresh = new Set(act.wanted.map(({ key }) => thingOf(key)));
    for (const key of verdict.keys)
      if (!fresh.has(thingOf(key))) machine.world.forgetRegion({ kind: key.kind, subject: key.subject });
    return 'stale';
  }
  for (const effect of plan.effects) {
    if (effect.effect === 'becomes' && (effect.key.kind === 'user' || effect.key.kind === 'group')) {
      machine.connected?.reopen(effect.key.subject);
    }
  }
  const broken = outputs.findIndex((output) => output.outcome === 'failed' || output.outcome === 'timed-out');
  // The connection was cut, and the far end came back without having begun these: everything is looked at anew.
  if (broken < 0 && outputs.some((output) => output.outcome === 'not-run')) {
    machine.world.forgetRegion(EVERYTHING);
    return 'stale';
  }
  const after = {
    get: <T>(key: Key<T>): T | undefined => {
      if (machine.world.missing(key, identity).length > 0) return undefined;
      const found = machine.world.lookup(key, identity);
      return found.is === 'known' ? found.value : undefined;
    },
  };
  const fields: Plan['result'] =
    item.job === undefined
      ? { ...plan.result, ...finished(plan, outputs, after) }
      : { ...plan.result, ansible_job_id: item.job, started: 1, finished: 0 };
  const changed = fields['changed'] !== false;
  const result = resultOf(fields, changed);
  const more = {
    presumed: [],
    changes: plan.changes,
    differences: plan.differences ?? [],
    warnings,
  };
  if (broken >= 0) return failed(failureOfSteps(plan.steps, outputs, broken, fields), result, more);
  if (fields['failed'] === true) {
    if (plan.onlyTells)
      throw new Error(`the module '${item.action.name}' failed what went well, against its word`);
    return failed(failureOfSteps(plan.steps, outputs, outputs.length - 1, fields), result, more);
  }
  const left = isLate ? [] : notConverged(plan.effects, machine.world, identity, host.run.options.probes);
  if (left.length === 0) machine.standing.add(plan.effects, identity, describe(item.task));
  return ending(changed ? 'changed' : 'ok', result, { ...more, notConverged: left });
}

/**
 * With a handler, all that the run has made is read once more: a service that starts is what most likely undoes it.
 * So it is after waiting for something.
 */
function standingKeys(item: Item, { args }: Prepared): readonly Key[] {
  const isDue = item.host.handling > 0 || isHarmless(item, args);
  return isDue ? item.machine.standing.keys(identityId(item.as)) : [];
}

/** A finish that trips over the output of a step that failed must not hide that failure. */
function finished(
  plan: Plan,
  outputs: readonly StepOutput[],
  after: Parameters<NonNullable<Plan['finish']>>[1],
) {
  if (!plan.finish) return {};
  const ranWell = outputs.every((output) => output.outcome === 'done');
  try {
    return plan.finish(outputs, after);
  } catch (thrown) {
    if (ranWell) throw thrown;
    return {};
  }
}

/** The plan's steps with the task's limit of time; what goes on in the background is the last of them. */
function stepsOf({ timeLimit, job }: Item, { steps }: Plan): Plan['steps'] {
  const inTime = timeLimit === undefined ? steps : steps.map((step) => limited(step, timeLimit));
  if (job === undefined) return inTime;
  return inTime.map((step, index) =>
    step.do === 'run' && index === inTime.length - 1 ? { ...step, job } : step,
  );
}

function limited(step: Plan['steps'][number], seconds: number): Plan['steps'][number] {
  return step.do === 'run' && step.timeLimit === undefined ? { ...step, timeLimit: seconds } : step;
}
