import type { Key } from '../../../../src/core/key.ts';
import { keyText } from '../../../../src/core/key.ts';
import type { Inputs, TaskContext, TaskModule } from '../../../../src/core/module.ts';
import type { Decision } from '../../../../src/core/plan.ts';
import { NotKnown } from '../../../../src/core/unknown.ts';
import { CaseMistake, CouldNotRead, type Entry, Observations } from './observations.ts';
import { deepFreeze, plain } from './plain.ts';

export const CONTEXT: TaskContext = { diff: true, check: false, user: 'root', environment: {} };

/** Everything a module is handed. */
export interface Situation {
  readonly seen?: readonly Entry[];
  readonly inputs?: Inputs;
  readonly context?: Partial<TaskContext>;
  /** Answers for keys that `seen` doesn't name; without it such a key is a mistake of the case. */
  readonly otherwise?: (key: Key) => unknown;
}

/** What came of it: a decision, or why there is none. */
export type Decided = {
  /** In the order in which observe asked, as `keyText`. */
  readonly asked: readonly string[];
  /** What the verdict takes for granted. */
  readonly presumed: readonly string[];
} & (
  | { readonly verdict: Decision['verdict']; readonly decision: Decision }
  | { readonly verdict: 'unknown'; readonly waitsFor: readonly string[] }
  | { readonly verdict: 'unreadable'; readonly message: string }
);

/**
 * Asks a module as the engine does: rounds of `observe` against a table of observations, then `plan`, twice, over
 * frozen values. Throws CaseMistake where the module breaks the contract.
 */
export function decide(
  module: TaskModule,
  args: Readonly<Record<string, unknown>>,
  situation: Situation = {},
): Decided {
  const full = deepFreeze(withDefaults(module, args));
  const inputs = deepFreeze(situation.inputs ?? {});
  const context = deepFreeze({ ...CONTEXT, ...situation.context });
  const seen = new Observations(situation.seen ?? [], situation.otherwise);
  for (const [, value] of situation.seen ?? []) deepFreeze(value);

  const requested = Object.keys(module.inputs?.(full, context) ?? {});
  const unfilled = requested.filter((name) => !(name in inputs));
  if (unfilled.length > 0) throw new CaseMistake(`the case has no input ${unfilled.join(', ')}`);

  for (let round = 1; seen.ask(module.observe(full, seen, inputs, context)); round++) {
    if (round > 3) throw new CaseMistake(`observe asks for something new in round ${round}`);
  }
  seen.beginPlan();
  const basis = () => ({ asked: [...seen.asked.values()].map(keyText), presumed: [...seen.presumed.keys()] });
  try {
    const decision = module.plan(full, seen, inputs, context);
    const again = module.plan(full, seen, inputs, context);
    if (JSON.stringify(plain(decision)) !== JSON.stringify(plain(again)))
      throw new CaseMistake('plan is not pure');
    mustHold(module, decision);
    return { ...basis(), verdict: decision.verdict, decision };
  } catch (thrown) {
    if (thrown instanceof NotKnown) {
      return { ...basis(), verdict: 'unknown', waitsFor: thrown.unknown.waitsFor.map((w) => w.what) };
    }
    if (thrown instanceof CouldNotRead) return { ...basis(), verdict: 'unreadable', message: thrown.message };
    throw thrown;
  }
}

/** The schema's defaults, as compile puts them in; an argument the schema doesn't know is a mistake of the case. */
export function withDefaults(
  module: TaskModule,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const full: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(module.schema.properties)) {
    if (name in args) full[name] = args[name];
    else if (property.default !== undefined) full[name] = property.default;
    const values = property.enum;
    if (values && full[name] !== undefined && !values.includes(full[name] as string)) {
      throw new CaseMistake(`${module.name}: ${name} can't be ${String(full[name])}`);
    }
  }
  for (const name of Object.keys(args)) {
    if (!(name in full)) throw new CaseMistake(`${module.name} has no argument ${name}`);
  }
  return full;
}

/** What is true of every decision. */
function mustHold(module: TaskModule, decision: Decision): void {
  if (decision.verdict === 'unchanged' && decision.steps.length > 0) {
    throw new CaseMistake('a plan that changes nothing has steps');
  }
  if (decision.verdict === 'unchanged' && decision.changes.length > 0) {
    throw new CaseMistake('a plan that changes nothing names changes');
  }
  if (decision.verdict === 'change' && decision.changes.length === 0) {
    throw new CaseMistake('a plan that changes something does not say what');
  }
  if (decision.verdict === 'change' && module.kind === 'module' && decision.steps.length === 0) {
    throw new CaseMistake('a plan that changes something has no steps');
  }
}
