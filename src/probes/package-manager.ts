import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';

/** The package managers of a host. */
export interface PackageManagers {
  readonly apt: boolean;
  readonly dnf: boolean;
  /** It is a Debian, or built like one. */
  readonly debian: boolean;
}

export const packageManagers: Key<PackageManagers> = key<PackageManagers>('package-manager', 'system');

const READ = `
command -v apt-get >/dev/null && echo apt
{ command -v dnf || command -v yum; } >/dev/null && echo dnf
grep -qsE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release && echo debian
:`;

const probe: Probe<PackageManagers> = {
  kind: 'package-manager',
  given: true,
  script: () => READ,
  parse({ stdout }, keys) {
    const there = stdout.toString().split('\n');
    const answer = {
      apt: there.includes('apt'),
      dnf: there.includes('dnf'),
      debian: there.includes('debian'),
    };
    return keys.map(() => answer);
  },
  restsOn: () =>
    ['/usr/bin/apt-get', '/usr/bin/dnf', '/usr/bin/yum'].map((subject) => ({ kind: 'path', subject })),
  /** A host of one kind doesn't become one of the other because something is installed. */
  derive: (_key, before) => ({ value: before }),
};

export default probe;
