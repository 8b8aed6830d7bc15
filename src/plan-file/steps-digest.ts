import type { Decided } from '../core/decided.ts';
import type { Step } from '../core/step.ts';
import type { Digests } from './digests.ts';

/** Of what would be done and who would do it. Guards don't count: they are of the moment. */
export function stepsDigest({ plan, identity, delegate }: Decided, digests: Digests): string {
  const steps = plan.verdict === 'unchanged' ? [] : plan.steps.map(withoutGuards);
  return digests.ofValue({ identity, delegate, steps });
}

function withoutGuards(step: Step): object {
  const { guards: _, ...rest } = step;
  if (rest.do !== 'transaction' && rest.do !== 'batch') return rest;
  return { ...rest, steps: rest.steps.map(withoutGuards) };
}
