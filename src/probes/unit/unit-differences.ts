import { isUnknown, type Maybe } from '../../core/unknown.ts';
import type { Unit } from './unit.ts';

/** Whether what is there is what was wanted: a one-shot service has done its work when it is inactive again. */
export function differences(expected: Unit, actual: Unit): readonly string[] {
  const found: string[] = [];
  const properties = isUnknown(actual.properties) ? {} : actual.properties;
  const finished = properties['Type'] === 'oneshot' && properties['Result'] === 'success';
  const compare = (what: string, wanted: Maybe<unknown>, is: Maybe<unknown>): void => {
    if (isUnknown(wanted) || isUnknown(is) || wanted === is) return;
    found.push(`${what} was expected to be ${String(wanted)}, it is ${String(is)}`);
  };
  compare('exists', expected.exists, actual.exists);
  if (!(expected.active === 'active' && (finished || actual.active === 'reloading'))) {
    if (!(expected.active === 'inactive' && actual.active === 'failed'))
      compare('active', expected.active, actual.active);
  }
  compare('enabled', expected.enabled, actual.enabled);
  compare('masked', expected.masked, actual.masked);
  compare('needs a daemon-reload', expected.needsReload, actual.needsReload);
  const changed = Number(properties['StateChangeTimestampMonotonic'] ?? 0);
  if (expected.changedAfter !== undefined && changed <= Number(expected.changedAfter)) {
    found.push('it was neither restarted nor reloaded');
  }
  return found;
}
