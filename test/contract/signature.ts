import type { Key } from '../../src/core/key.ts';
import type { InputRequest } from '../../src/core/module.ts';
import type { Plan } from '../../src/core/plan.ts';

/**
 * One task written out in the contract's terms, without an implementation: what it takes from the control machine,
 * what it must know (a list a round), and what it then decides. The compiler checks that the contract can say it.
 */
export interface Signature<A> {
  readonly args: A;
  readonly inputs?: Readonly<Record<string, InputRequest>>;
  readonly observe: readonly (readonly Key[])[];
  readonly plan: Plan;
}
