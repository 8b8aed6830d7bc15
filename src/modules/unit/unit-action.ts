import { known } from '../../core/unknown.ts';
import type { Unit } from '../../probes/unit.ts';
import type { Action } from './systemctl.ts';
import type { UnitWish } from './unit-wish.ts';

const RUNNING = new Set(['active', 'activating', 'reloading']);

/** What has to be done so that it is in the wanted state; nothing where it is. */
export function actionFor(state: UnitWish['state'], before: Unit): Action | undefined {
  if (state === undefined) return undefined;
  const active = known(before.active);
  const running = RUNNING.has(active);
  switch (state) {
    case 'started':
      return running ? undefined : 'start';
    case 'stopped':
      return running || active === 'deactivating' ? 'stop' : undefined;
    case 'restarted':
      return running ? 'restart' : 'start';
    case 'reloaded':
      return running ? 'reload' : 'start';
  }
}
