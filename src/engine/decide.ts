import type { Basis } from '../core/decided.ts';
import type { Identity } from '../core/identity.ts';
import { identityId } from '../core/identity.ts';
import { type Key, keyText } from '../core/key.ts';
import type { Arguments, Inputs, TaskContext, TaskModule } from '../core/module.ts';
import type { Assumption } from '../core/observation.ts';
import type { Fails, Invalid, Plan } from '../core/plan.ts';
import { NotKnown, type Unknown } from '../core/unknown.ts';
import { knownOf, Sight, Unreadable } from './seen.ts';
import { Unread, type World } from './world.ts';

/** What a module decided about one task (or loop item), or what must be read before it can. */
export type Verdict =
  | {
      readonly is: 'planned';
      readonly plan: Plan;
      readonly presumed: readonly Assumption[];
      readonly keys: readonly Key[];
      /** What of all that was read it rests on. */
      readonly basis: readonly Basis[];
    }
  | { readonly is: 'unknown'; readonly unknown: Unknown; readonly keys: readonly Key[] }
  | { readonly is: 'invalid'; readonly invalid: Invalid }
  | { readonly is: 'fails'; readonly fails: Fails; readonly presumed: readonly Assumption[] }
  | { readonly is: 'unreadable'; readonly message: string }
  | { readonly is: 'needs'; readonly keys: readonly Key[] };

/**
 * Asks the module with what is known now. Pure as far as the host goes: what is missing comes back as `needs`, and
 * whoever can read does so and asks again.
 */
export function decide(
  module: TaskModule,
  args: Arguments,
  inputs: Inputs,
  context: TaskContext,
  world: World,
  as: Identity,
): Verdict {
  const identity = identityId(as);
  let keys: readonly Key[] = [];
  try {
    keys = module.observe(args, knownOf(world, identity), inputs, context);
    const missing = new Map<string, Key>();
    for (const key of keys)
      for (const wanted of world.missing(key, identity)) missing.set(keyText(wanted), wanted);
    if (missing.size > 0) return { is: 'needs', keys: [...missing.values()] };
    const sight = new Sight(world, identity);
    const basis = new Map<string, Basis>();
    const decision = world.watched(basis, () => module.plan(args, sight, inputs, context));
    if (decision.verdict === 'invalid') return { is: 'invalid', invalid: decision };
    if (decision.verdict === 'fails') return { is: 'fails', fails: decision, presumed: sight.presumed };
    return { is: 'planned', plan: decision, presumed: sight.presumed, keys, basis: [...basis.values()] };
  } catch (thrown) {
    if (thrown instanceof NotKnown) return { is: 'unknown', unknown: thrown.unknown, keys };
    if (thrown instanceof Unread) return { is: 'needs', keys: thrown.keys };
    if (thrown instanceof Unreadable) return { is: 'unreadable', message: thrown.message };
    throw thrown;
  }
}
