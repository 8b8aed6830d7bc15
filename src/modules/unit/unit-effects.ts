import { type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Key, Region } from '../../core/key.ts';
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

/** What is started, or only loaded, along with a unit; `beside` names units of the same manager. */
export function company({ id, properties }: Unit, beside: (name: string) => Key<Unit>): Effect[] {
  const listed = (property: string): string[] =>
    isUnknown(properties) ? [] : (properties[property] ?? '').split(' ').filter((name) => name !== '');
  const names = [...listed('Requires'), ...listed('Wants')];
  const prefix = /^([^@]+)@.+\.service$/.exec(id)?.[1];
  if (prefix !== undefined) names.push(`system-${prefix.replaceAll('-', '\\x2d')}.slice`);
  if (id.endsWith('.timer')) names.push('time-sync.target', 'time-set.target');
  // What it starts later on; unless it says otherwise, that is the service of its name.
  const triggers = listed('Triggers');
  if (triggers.length === 0 && /\.(socket|timer|path)$/.test(id))
    triggers.push(id.replace(/\.\w+$/, '.service'));
  const region = (name: string): Region => ({ kind: 'unit', subject: beside(name).subject });
  const why = `what is started along with ${id}`;
  return [
    ...names.map((name) => unsettles(region(name), why)),
    ...triggers.map((name) => presumes(region(name), `starting ${id} leaves ${name} as it is`)),
  ];
}
