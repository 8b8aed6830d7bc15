export type UnitScope = 'system' | 'user' | 'global';

const SYSTEM = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** A user's own folder depends on their home, which a unit's name doesn't tell. */
const USER = [
  '/etc/systemd/user',
  '/run/systemd/user',
  '/usr/local/lib/systemd/user',
  '/usr/lib/systemd/user',
];

/** Where systemd looks for unit files, the one that wins first. */
export function unitFolders(scope: UnitScope): readonly string[] {
  return scope === 'system' ? SYSTEM : USER;
}
