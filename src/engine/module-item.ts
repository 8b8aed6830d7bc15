import { type Effect, presumes, regionOf, unsettles } from '../core/effect.ts';
import type { Deed } from '../core/far-end.ts';
import { BecomeRefused } from '../core/far-end.ts';
import { type Identity, identityId } from '../core/identity.ts';
import { EVERYTHING, type Key, type Region, thingOf } from '../core/key.ts';
import type { Arguments, Inputs, TaskContext, TaskModule } from '../core/module.ts';
import type { Assumption } from '../core/observation.ts';
import { formatPlace } from '../core/place.ts';
import type { Plan } from '../core/plan.ts';
import type { Action, Task } from '../core/play.ts';
import type { StepOutput } from '../core/step.ts';
import { NotKnown, Unknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import { prepareArguments, Unprepared } from './arguments.ts';
import { decide, type Verdict } from './decide.ts';
import { failureOf, failureOfSteps } from './failure.ts';
import type { HostRun } from './host-run.ts';
import { InputMissing, resolveInputs } from './inputs.ts';
import type { Machine, Wanted } from './machine.ts';
import { type Ending, ending, failed } from './outcome.ts';
import { notConverged, proofKeys } from './proof.ts';
import { toDict } from './result.ts';
import type { TaskScope } from './scope.ts';

export type ModuleAction = Extract<Action, { action: 'module' }>;

/** A module's task (or one item of its loop) on one host, with everything it takes to carry it out. */
export interface Item {
  readonly host: HostRun;
  readonly task: Task;
  readonly action: ModuleAction;
  readonly scope: TaskScope;
  readonly machine: Machine;
  readonly as: Identity;
  readonly check: boolean;
  /** The condition can't be decided: what would follow may or may not happen. */
  readonly doubt: Unknown | undefined;
  readonly position: number;
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

/** How often a task may find that the host changed under it before it gives up. */
const ATTEMPTS = 4;
/** Rounds of asking; observe says all it needs in three, derivations may ask once or twice more. */
const ROUNDS = 8;

/** Plans the item and, unless this is check mode, carries the plan out and proves it. */
export async function runModule(item: Item): Promise<Ending> {
  try {
    for (let attempt = 1; ; attempt++) {
      const end = await runOnce(item);
      if (end !== 'stale') return end;
      if (attempt === ATTEMPTS) {
        return failed({
          message: 'the host keeps changing what this task is about while it is being planned',
        });
      }
    }
  } catch (thrown) {
    if (thrown instanceof Unprepared) return failed(thrown.failure);
    if (thrown instanceof NotKnown) return notKnown(item, thrown.unknown, []);
    if (thrown instanceof BecomeRefused) {
      return failed({ message: thrown.message, ...(thrown.hint === undefined ? {} : { hint: thrown.hint }) });
    }
    if (thrown instanceof InputMissing) {
      return failed({ message: thrown.message, hint: `searched: ${thrown.searched.join(', ')}` });
    }
    return failureOf(thrown);
  }
}

async function runOnce(item: Item): Promise<Ending | 'stale'> {
  const prepared = await prepare(item);
  const verdict = await decideWithReading(item, prepared);
  switch (verdict.is) {
    case 'invalid':
      return failed({
        message: verdict.invalid.message,
        ...(verdict.invalid.hint === undefined ? {} : { hint: verdict.invalid.hint }),
      });
    case 'fails':
      if (verdict.presumed.length > 0 && item.check) {
        return notKnown(item, Unknown.of(verdict.presumed.map((p) => p.text).join('; ')), []);
      }
      return failed({ message: verdict.fails.message }, toDict(verdict.fails.result ?? {}));
    case 'unreadable':
      return failed({ message: verdict.message });
    case 'needs':
      throw new Error(`the module '${item.action.module.name}' never stops asking for what it already knows`);
    case 'unknown':
      return notKnown(item, verdict.unknown, verdict.keys);
    default:
      break;
  }
  const { plan, presumed } = verdict;
  if (plan.verdict === 'unchanged') {
    const end = ending('ok', resultOf(plan.result, false), { presumed, warnings: plan.warnings ?? [] });
    // Nothing to do, whether or not the condition holds: only the word for it ("ok", "skipped") is open.
    return item.doubt ? { ...end, status: 'unknown', waitsFor: item.doubt.waitsFor } : end;
  }
  return item.check || item.doubt
    ? foretell(item, prepared.args, plan, presumed)
    : act(item, prepared, verdict);
}

export async function prepare(item: Item): Promise<Prepared> {
  const { host, scope, action } = item;
  const args = await prepareArguments(item, async (keys) => {
    await host.read(
      keys.map((key) => ({ key, as: item.as })),
      item.machine,
    );
  });
  return { args, ...preparedInputs(item, args, scope, action.module) };
}

export function preparedInputs(
  item: Pick<Item, 'host' | 'task' | 'check' | 'as' | 'environment' | 'position'>,
  args: Arguments,
  scope: TaskScope,
  module: TaskModule,
): Omit<Prepared, 'args'> {
  const { host, task } = item;
  const context: TaskContext = {
    diff: host.diffFor(task, scope),
    check: item.check,
    user: item.as.user,
    environment: item.environment,
  };
  const inputs = resolveInputs(
    module.inputs?.(args, context) ?? {},
    task.search,
    host.run.options.control,
    scope.renderTemplate,
    (name, bytes) => host.run.random(`${host.name} ${task.id} ${item.position} ${name}`, bytes),
  );
  return { inputs, context };
}

async function decideWithReading(item: Item, prepared: Prepared): Promise<Verdict> {
  let verdict: Verdict = { is: 'needs', keys: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const { args, inputs, context } = prepared;
    verdict = decide(item.action.module, args, inputs, context, item.machine.world, item.as);
    if (verdict.is !== 'needs') return verdict;
    await item.host.read(
      verdict.keys.map((key) => ({ key, as: item.as })),
      item.machine,
    );
  }
  return verdict;
}

/** Check mode: the effects are laid over what is known, and nothing is done. */
function foretell(item: Item, args: Arguments, plan: Plan, presumed: readonly Assumption[]): Ending {
  const { machine, task, doubt } = item;
  const effects: Effect[] = [];
  // `changed_when: false` is the author's word that the command changes nothing.
  if (isOpaque(item, args) && !saysHarmless(item.task))
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
  return ending('changed', result, more);
}

function withUnknown(result: Dict, unknown: Unknown): Dict {
  return new Map<Value, Value>([...result, ['changed', unknown], ['failed', unknown], ['skipped', unknown]]);
}

/** Nobody can say what the task would do; what it would look at may not stay as it is. */
function notKnown(item: Item, unknown: Unknown, keys: readonly Key[]): Ending {
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

async function act(
  item: Item,
  prepared: Prepared,
  verdict: Extract<Verdict, { is: 'planned' }>,
): Promise<Ending | 'stale'> {
  const { host, machine, as } = item;
  const { plan } = verdict;
  const identity = identityId(as);
  const touched: Region[] = isOpaque(item, prepared.args) ? [EVERYTHING] : plan.effects.map(regionOf);
  const proof = proofKeys(plan.effects);
  const wanted: Wanted[] = [...proof.map((key) => ({ key, as })), ...host.comingKeys(machine, touched)];
  if (item.job !== undefined && plan.steps.at(-1)?.do !== 'run') {
    return failed({
      message: `'${item.action.name}' can't go on in the background`,
      hint: 'async with poll: 0 starts commands; without poll: 0 the task is waited for',
    });
  }
  const deed: Omit<Deed, 'readings'> = {
    steps: stepsOf(item, plan),
    environment: item.environment,
    onProgress: item.onProgress,
    ...(host.run.options.signal ? { signal: host.run.options.signal } : {}),
  };
  const outputs = await host.run.slot(() => machine.act(deed, as, wanted, touched));
  if (outputs.some((output) => output.outcome === 'stale')) {
    // What was read in the same frame is fresh; the rest may be what has changed.
    const fresh = new Set(wanted.map(({ key }) => thingOf(key)));
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
    warnings: plan.warnings ?? [],
  };
  if (broken >= 0) return failed(failureOfSteps(plan.steps, outputs, broken, fields), result, more);
  if (fields['failed'] === true) {
    return failed(failureOfSteps(plan.steps, outputs, outputs.length - 1, fields), result, more);
  }
  return ending(changed ? 'changed' : 'ok', result, {
    ...more,
    notConverged: notConverged(plan.effects, machine.world, identity, host.run.options.probes),
  });
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

function saysHarmless(task: Task): boolean {
  const { changedWhen } = task.keywords;
  return changedWhen?.every(({ value }) => value === false) === true;
}

function isOpaque(item: Item, args: Arguments): boolean {
  return item.action.module.kind === 'command' && !isHarmless(item, args);
}

function isHarmless(item: Item, args: Arguments): boolean {
  const { module } = item.action;
  return module.kind === 'command' && module.harmless?.(args) === true;
}

function opaqueAssumption(item: Item): string {
  return `${describe(item.task)} leaves alone what other tasks look at`;
}

/** `«Install it» (site.yaml:12:5)` */
export function describe(task: Task): string {
  const name = task.name ?? (task.action.action === 'module' ? task.action.name : task.action.directive);
  return `«${name}» (${formatPlace(task.place)})`;
}

function resultOf(fields: Plan['result'], changed: boolean): Dict {
  return new Map<Value, Value>([['changed', changed], ['failed', false], ...toDict({ ...fields, changed })]);
}
