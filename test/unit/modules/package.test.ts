import packageModule from '../../../src/modules/package.ts';
import { deb } from '../../../src/probes/deb.ts';
import { NOTHING } from '../../../src/probes/path.ts';
import { cases } from './support/cases.ts';

const GIT = {
  state: 'installed',
  version: '1',
  architecture: 'amd64',
  held: false,
  automatic: false,
  providedBy: [],
};
const otherwise = () => NOTHING;
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
    name: 'another package manager',
    args: { name: ['git'], use: 'pacman' },
    seen: [[deb('git'), GIT]],
    otherwise,
    context,
    expect: { verdict: 'fails', message: 'The package manager pacman is not supported' },
  },
]);
