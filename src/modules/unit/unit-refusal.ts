import { type Decision, fails } from '../../core/plan.ts';
import { isUnknown, known, NotKnown, Unknown } from '../../core/unknown.ts';
import type { Unit } from '../../probes/unit.ts';
import type { UnitWish } from './unit-wish.ts';

/** Why what is asked for can't be had of the unit as it is. */
export function refusalOf(wish: UnitWish, name: string, before: Unit, folder: string): Decision | undefined {
  const starts = wish.state !== undefined && wish.state !== 'stopped';
  if (!before.exists && (wish.state !== undefined || wish.enabled !== undefined)) {
    if (before.foretold) throw new NotKnown(Unknown.of(`whether a package brings the unit ${before.id}`));
    return fails(`Could not find the requested service ${name}: host`);
  }
  if (starts && wish.masked !== false && known(before.masked)) {
    return fails(`The unit ${before.id} is masked: it can't be started. masked: false unmasks it.`);
  }
  const inTheWay = ownFile(wish, before, folder);
  if (inTheWay !== undefined) return fails(`Failed to mask unit: File ${inTheWay} already exists.`);
  const error = known(before.loadError);
  // With newer files on disk the error may be one of the past.
  if (error !== '' && !known(before.needsReload))
    return fails(`Error loading unit file '${before.id}': ${error}`);
  return undefined;
}

/** Masking puts a link where an administrator's own unit file is; systemctl doesn't replace that. */
function ownFile(wish: UnitWish, before: Unit, folder: string): string | undefined {
  if (wish.masked !== true || known(before.masked) || isUnknown(before.properties)) return undefined;
  const file = before.properties['FragmentPath'];
  return file === `${folder}/${before.id}` ? file : undefined;
}
