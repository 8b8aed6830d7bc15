import { BecomeRefused } from '../core/far-end.ts';
import { identityId } from '../core/identity.ts';
import type { Key } from '../core/key.ts';
import type { Arguments, TaskContext, TaskModule } from '../core/module.ts';
import { NotKnown, Unknown } from '../core/unknown.ts';
import { prepareArguments, Unprepared } from './arguments.ts';
import { carryOut, receive } from './carry-out.ts';
import { decide, type Verdict } from './decide.ts';
import { Interrupted, steers } from './ended.ts';
import { failureOf } from './failure.ts';
import { foretell, notKnown } from './foretell.ts';
import { hashLargeInputs, InputMissing, resolveInputs, toBeHashed } from './inputs.ts';
import { type Item, type Prepared, resultOf } from './item.ts';
import type { Landings } from './landing.ts';
import { type Ending, ending, failed } from './outcome.ts';
import { toDict } from './result.ts';
import type { TaskScope } from './scope.ts';
import { knownOf } from './seen.ts';

/** How often a task may find that the host changed under it before it gives up. */
const ATTEMPTS = 4;
/** Rounds of asking; observe says all it needs in three, derivations may ask once or twice more. */
export const ROUNDS = 8;

/**
 * Plans the item and, unless this is check mode, carries the plan out and proves it. Where it reads what earlier tasks
 * made, and that is not so any more, it says that too.
 */
export async function runModule(item: Item): Promise<Ending> {
  const end = await planAndProve(item);
  const undone = item.machine.standing.take();
  return undone.length === 0 ? end : { ...end, notConverged: [...end.notConverged, ...undone] };
}

async function planAndProve(item: Item): Promise<Ending> {
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
    if (steers(thrown)) throw thrown;
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
  const { sentAhead } = item.host;
  const ahead = sentAhead.take(item.task, item.position);
  if (ahead) {
    const end = await receive(ahead.sent, ahead.underway, ahead.isLate);
    if (end !== 'not come to') return end;
    if (item.host.run.options.signal?.aborted) throw new Interrupted(item.reference);
  }
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
        return notKnown(item, Unknown.of(verdict.presumed.map((p) => p.text).join('; ')), [], prepared.args);
      }
      return failed({ message: verdict.fails.message }, toDict(verdict.fails.result ?? {}));
    case 'unreadable':
      return failed({ message: verdict.message });
    case 'needs':
      throw new Error(`the module '${item.action.module.name}' never stops asking for what it already knows`);
    case 'unknown':
      return notKnown(item, verdict.unknown, verdict.keys, prepared.args);
    default:
      break;
  }
  const { plan, presumed } = verdict;
  const refused = item.host.run.options.decided?.({
    host: item.host.name,
    delegate: item.delegate,
    task: item.reference,
    item: item.position,
    identity: identityId(item.as),
    plan,
    presumed,
    basis: verdict.basis,
    noLog: item.noLog,
    rescuing: item.host.isRescuing,
  });
  if (refused) return failed(refused);
  if (plan.verdict === 'unchanged') {
    const end = ending('ok', resultOf(plan.result, false), { presumed, warnings: plan.warnings ?? [] });
    // Nothing to do, whether or not the condition holds: only the word for it ("ok", "skipped") is open.
    return item.doubt ? { ...end, status: 'unknown', waitsFor: item.doubt.waitsFor } : end;
  }
  return item.check || item.doubt
    ? foretell(item, prepared.args, plan, presumed)
    : carryOut({ item, prepared, verdict });
}

export async function prepare(item: Item): Promise<Prepared> {
  const { host, scope, action } = item;
  const read = (keys: readonly Key[]) =>
    host.read(
      keys.map((key) => ({ key, as: item.as })),
      item.machine,
    );
  const args = item.given ?? (await prepareArguments(item, read));
  const ready = { args, ...preparedInputs(item, args, scope, action.module) };
  await hashLargeInputs(largeInputs(item, ready), host.run.files, item.onProgress, () =>
    readMeanwhile(item, ready, read),
  );
  return ready;
}

/** Of its inputs, those that have to be hashed before anybody looks at them. */
export function largeInputs({ action, task, host }: Item, { args, context }: Omit<Prepared, 'inputs'>) {
  const requests = action.module.inputs?.(args, context) ?? {};
  return toBeHashed(requests, task.search, host.run.files, landingsOf({ host, task }));
}

/** What can be asked of the host before the contents of large inputs are known. */
async function readMeanwhile(
  item: Item,
  { args, inputs, context }: Prepared,
  read: (keys: readonly Key[]) => Promise<void>,
): Promise<void> {
  const { world } = item.machine;
  const identity = identityId(item.as);
  for (let round = 0; round < ROUNDS; round++) {
    let keys: readonly Key[];
    try {
      keys = item.action.module.observe(args, knownOf(world, identity), inputs, context);
    } catch {
      // It wants to see a content: it asks again once that is there, and what is wrong is said then.
      return;
    }
    const missing = keys.flatMap((key) => world.missing(key, identity));
    if (missing.length === 0) return;
    await read(missing);
  }
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
    host.run.files,
    scope.renderTemplate,
    (name, bytes) => host.run.random(`${host.name} ${task.id} ${item.position} ${name}`, bytes),
    landingsOf(item),
  );
  return { inputs, context };
}

function landingsOf({ host, task }: Pick<Item, 'host' | 'task'>): Landings {
  const { reader } = host.run.options;
  return {
    host: host.name,
    playbookDir: task.search.playbookDir,
    home: (user) => reader.home(user),
  };
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
