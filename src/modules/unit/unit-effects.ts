import { type Effect, unsettles } from '../../core/effect.ts';
import { isUnknown } from '../../core/unknown.ts';
import type { Unit } from '../../probes/unit.ts';

/** Where links come and go. Which of them it is, a unit's [Install] section says. `folder` is where they are kept. */
export function linkEffects(id: string, folder: string): Effect[] {
  const targets = [
    'multi-user',
    'default',
    'graphical',
    'network-online',
    'timers',
    'sockets',
    'sysinit',
    'basic',
  ];
  const beside = targets.flatMap((target) => [
    `${folder}/${target}.target.wants`,
    `${folder}/${target}.target.requires`,
  ]);
  const why = `how ${id} is linked`;
  // The folders are made where they aren't there.
  const touched = [...beside, ...beside.map((one) => `${one}/${id}`)];
  return touched.map((subject) => unsettles({ kind: 'path', subject }, why));
}

/** What is started along with a unit. */
export function company({ id, properties }: Unit): Effect[] {
  const names = isUnknown(properties)
    ? []
    : [properties['Requires'], properties['Wants']].join(' ').split(' ');
  const prefix = /^([^@]+)@.+\.service$/.exec(id)?.[1];
  if (prefix !== undefined) names.push(`system-${prefix.replaceAll('-', '\\x2d')}.slice`);
  if (id.endsWith('.timer')) names.push('time-sync.target', 'time-set.target');
  const why = `what is started along with ${id}`;
  return names.filter((name) => name !== '').map((subject) => unsettles({ kind: 'unit', subject }, why));
}
