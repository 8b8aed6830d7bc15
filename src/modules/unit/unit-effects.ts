import { type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Region } from '../../core/key.ts';
import { isUnknown } from '../../core/unknown.ts';
import { type Unit, type UnitScope, unit } from '../../probes/unit.ts';

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

/** What is started, or only loaded, along with a unit. */
export function company({ id, properties }: Unit, scope: UnitScope): Effect[] {
  const named = (...properties: (string | undefined)[]): string[] => properties.join(' ').split(' ');
  const shown = isUnknown(properties) ? {} : properties;
  const names = named(shown['Requires'], shown['Wants']);
  const prefix = /^([^@]+)@.+\.service$/.exec(id)?.[1];
  if (prefix !== undefined) names.push(`system-${prefix.replaceAll('-', '\\x2d')}.slice`);
  if (id.endsWith('.timer')) names.push('time-sync.target', 'time-set.target');
  const region = (name: string): Region => ({ kind: 'unit', subject: unit(name, scope).subject });
  const why = `what is started along with ${id}`;
  return [
    ...names.filter((name) => name !== '').map((name) => unsettles(region(name), why)),
    ...triggered(id, shown).map((name) => presumes(region(name), `starting ${id} leaves ${name} as it is`)),
  ];
}

/** What a socket, timer or path starts later on; unless it says otherwise, the service of its name. */
function triggered(id: string, shown: Readonly<Record<string, string>>): string[] {
  if (!/\.(socket|timer|path)$/.test(id)) return [];
  const names = (shown['Triggers'] ?? '').split(' ').filter((name) => name !== '');
  return names.length > 0 ? names : [id.replace(/\.\w+$/, '.service')];
}
