import type { Key } from '../../../src/core/key.ts';
import packageModule from '../../../src/modules/package.ts';
import { deb } from '../../../src/probes/deb.ts';
import { type PackageManagers, packageManagers } from '../../../src/probes/package-manager.ts';
import { NOTHING } from '../../../src/probes/path.ts';
import { type Rpms, rpm } from '../../../src/probes/rpm.ts';
import { cases } from './support/cases.ts';

const GIT = {
  state: 'installed',
  version: '1',
  architecture: 'amd64',
  held: false,
  automatic: false,
  providedBy: [],
};
const BOTH: PackageManagers = { apt: true, dnf: true, debian: true };
const otherwise = (key: Key): unknown =>
  key.kind === 'package-manager' ? BOTH : key.kind === 'path' ? NOTHING : undefined;
const rpms = (...names: string[]): Rpms => ({
  installed: names.map((name) => ({ name, version: '0:1-1', architecture: 'noarch' })),
  namesakes: [],
  providers: [],
});
const context = { diff: false };

cases(packageModule, [
  {
    name: 'what is there',
    args: { name: ['git'], state: 'installed' },
    seen: [[deb('git'), GIT]],
    otherwise,
    context,
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'what has to go',
    args: { name: ['git'], state: 'removed' },
    seen: [[deb('git'), GIT]],
    otherwise,
    context,
    expect: { verdict: 'change', changes: ['remove git'] },
  },
  {
    name: 'by the other one, where that is asked for',
    args: { name: ['git', 'vim'], use: 'dnf' },
    seen: [
      [rpm('git'), rpms('git')],
      [rpm('vim'), rpms()],
    ],
    otherwise,
    context,
    expect: { verdict: 'change', changes: ['install vim'], asked: ['rpm:git', 'rpm:vim'] },
  },
  {
    name: 'by the only one there is',
    args: { name: ['git'] },
    seen: [
      [packageManagers, { apt: false, dnf: true, debian: false }],
      [rpm('git'), rpms('git')],
    ],
    context,
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'on a host that has none',
    args: { name: ['git'] },
    seen: [[packageManagers, { apt: false, dnf: false, debian: false }]],
    context,
    expect: { verdict: 'fails', message: /neither apt nor dnf/ },
  },
  {
    name: 'another package manager',
    args: { name: ['git'], use: 'pacman' },
    seen: [[deb('git'), GIT]],
    otherwise,
    context,
    expect: { verdict: 'fails', message: 'The package manager pacman is not supported' },
  },
]);
