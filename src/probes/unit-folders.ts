export type UnitScope = 'system' | 'user' | 'global';

const SYSTEM = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** Where systemd looks for unit files, the one that wins first. `home` is that of the user whose manager it is. */
export function unitFolders(scope: UnitScope, home?: string | null): readonly string[] {
  if (scope === 'system') return SYSTEM;
  const own = (folder: string): string[] => (scope === 'user' && home ? [`${home}/${folder}`] : []);
  return [
    ...own('.config/systemd/user'),
    '/etc/systemd/user',
    '/run/systemd/user',
    ...own('.local/share/systemd/user'),
    '/usr/local/lib/systemd/user',
    '/usr/lib/systemd/user',
  ];
}
