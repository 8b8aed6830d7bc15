import { type Decision, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Run, Step } from '../../core/step.ts';
import { systemctl } from './systemctl.ts';
import type { UnitWish } from './unit-wish.ts';

/** daemon-reload and daemon-reexec without a unit: nothing on the host tells whether they are needed. */
export function planManager(wish: UnitWish, check: boolean): Decision {
  const scope = wish.scope ?? 'system';
  const steps: Step[] = [];
  if (wish.daemon_reload) steps.push(systemctl(scope, ['daemon-reload']));
  if (wish.daemon_reexec) steps.push(systemctl(scope, ['daemon-reexec']));
  return steps.length === 0 ? unchanged({}) : quietly(steps, { status: {} }, check);
}

/** Steps that have to be done, and are no change of the host in anyone's eyes. */
export function quietly(steps: readonly Step[], result: ResultFields, check: boolean): Decision {
  if (check) return unchanged(result);
  return {
    verdict: 'change',
    changes: steps.map((step) => (step as Run).argv?.at(-1) ?? 'daemon-reload'),
    steps,
    effects: [],
    result,
    onlyTells: true,
    finish: () => ({ changed: false }),
  };
}
