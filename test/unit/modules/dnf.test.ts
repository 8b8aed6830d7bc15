import { describe, expect, it } from 'vitest';
import { parseSpec } from '../../../src/modules/dnf/rpm-spec.ts';
import { compareVersions } from '../../../src/modules/dnf/rpm-version.ts';
import dnf from '../../../src/modules/dnf.ts';
import { type DnfSimulation, dnfSimulation } from '../../../src/probes/dnf-simulation.ts';
import { type Rpms, rpm } from '../../../src/probes/rpm.ts';
import { cases } from './support/cases.ts';
import type { Entry } from './support/observations.ts';

const KEPT = '--setopt=clean_requirements_on_remove=False';
const installed = (name: string, version: string) => ({ name, version, architecture: 'noarch' });
const has = (text: string, version = '0:1.0-1', more: Partial<Rpms> = {}): Entry => [
  rpm(text),
  { installed: [installed(text, version)], namesakes: [], providers: [], ...more },
];
const lacks = (text: string, more: Partial<Rpms> = {}): Entry => [
  rpm(text),
  { installed: [], namesakes: [], providers: [], ...more },
];
const says = (words: string[], more: Partial<DnfSimulation> = {}): Entry => [
  dnfSimulation(words),
  { installs: [], replaces: [], removes: [], groups: [], refusal: '', unmatched: [], ...more },
];
const runs = (...words: string[]) => ({
  do: 'run' as const,
  argv: ['dnf', '-y', '--color=never', ...words],
  env: { LC_ALL: 'C' },
});
const context = { diff: false };

cases(dnf, [
  {
    name: 'what is there needs no dnf',
    args: { name: ['nginx', 'git >= 2.39'] },
    seen: [has('nginx'), has('git', '0:2.43.5-1')],
    context,
    expect: { verdict: 'unchanged', asked: ['rpm:nginx', 'rpm:git'], result: { msg: 'Nothing to do' } },
  },
  {
    name: 'what is missing goes into one call',
    args: { name: ['nginx', 'curl', 'git >= 2.39'], enablerepo: ['extra'], disable_gpg_check: true },
    seen: [lacks('nginx'), has('curl'), has('git', '0:2.30-1')],
    context,
    expect: {
      verdict: 'change',
      changes: ['install nginx, git >= 2.39'],
      steps: [runs('install', '--enablerepo=extra', '--nogpgcheck', KEPT, '--', 'nginx', 'git >= 2.39')],
    },
  },
  {
    name: 'in check mode dnf itself tells what comes along',
    args: { name: ['torch'] },
    context: { check: true, diff: false },
    seen: [
      lacks('torch'),
      says(['install', KEPT, '--', 'torch'], {
        installs: [
          { name: 'torch', version: '1.0-1', architecture: 'noarch' },
          { name: 'battery', version: '2:1.0-1', architecture: 'noarch' },
        ],
      }),
    ],
    expect: {
      verdict: 'change',
      changes: ['install torch 1.0-1, battery 2:1.0-1'],
      result: { results: ['Installed: torch-1.0-1.noarch', 'Installed: battery-2:1.0-1.noarch'] },
    },
  },
  {
    name: 'what no repository has',
    args: { name: ['nosuch'] },
    context: { check: true, diff: false },
    seen: [
      lacks('nosuch'),
      says(['install', KEPT, '--', 'nosuch'], { refusal: 'Unable to find a match', unmatched: ['nosuch'] }),
    ],
    expect: {
      verdict: 'fails',
      message: 'Failed to install some of the specified packages: No package nosuch available.',
      result: { rc: 1, failures: ['No package nosuch available.'] },
    },
  },
  {
    name: 'a newer version than the one named stays',
    args: { name: ['lamp-1.0'] },
    seen: [lacks('lamp-1.0', { namesakes: [installed('lamp', '0:2.0-3')] })],
    context,
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'unless it may be downgraded',
    args: { name: ['lamp-1.0'], allow_downgrade: true },
    seen: [lacks('lamp-1.0', { namesakes: [installed('lamp', '0:2.0-3')] })],
    context,
    expect: { verdict: 'change', steps: [runs('install', KEPT, '--', 'lamp-1.0')] },
  },
  {
    name: 'the newest: what is missing is installed, of what is there only dnf knows',
    args: { name: ['lamp', 'torch'], state: 'latest' },
    seen: [
      has('lamp'),
      lacks('torch'),
      says(['upgrade', KEPT, '--', 'lamp'], {
        replaces: [{ name: 'lamp', version: '2.0-3', architecture: 'noarch' }],
      }),
    ],
    context,
    expect: {
      verdict: 'change',
      changes: ['install torch', 'upgrade to lamp 2.0-3'],
      steps: [runs('install', KEPT, '--', 'torch'), runs('upgrade', KEPT, '--', 'lamp')],
    },
  },
  {
    name: 'the newest is there',
    args: { name: ['lamp'], state: 'latest' },
    seen: [has('lamp'), says(['upgrade', KEPT, '--', 'lamp'])],
    context,
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'only what is there goes',
    args: { name: ['lamp', 'torch'], state: 'removed', autoremove: true },
    seen: [has('lamp'), lacks('torch')],
    context,
    expect: {
      verdict: 'change',
      changes: ['remove lamp'],
      steps: [runs('remove', '--setopt=clean_requirements_on_remove=True', '--', 'lamp')],
    },
  },
  {
    name: 'what an earlier task is expected to install goes, though dnf knows nothing of it yet',
    args: { name: ['lamp'], state: 'absent' },
    seen: [has('lamp'), says(['remove', KEPT, '--', 'lamp'], { stale: true })],
    context: { check: true, diff: false },
    expect: { verdict: 'change', changes: ['remove lamp'] },
  },
  {
    name: 'a pattern and a group are for dnf to decide',
    args: { name: ['shade-*', '@lighting'] },
    seen: [says(['install', KEPT, '--', 'shade-*', '@lighting'])],
    context,
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'a file whose version is there',
    args: { name: ['/srv/match.rpm'] },
    seen: [has('/srv/match.rpm', '0:1.0-1', { file: installed('match', '0:1.0-1') })],
    context,
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'asking the repositories is no change',
    args: { update_cache: true },
    context: { check: true, diff: false },
    expect: { verdict: 'unchanged', result: { msg: 'Cache updated' } },
  },
]);

describe('versions of rpms', () => {
  it('are compared as rpm does', () => {
    const order = ['1.0~rc1-1', '1.0-1', '1.0^git1-1', '1.0.1-1', '1.2-1', '1.10-1', '2-1', '1:0.1-1'];
    for (const [at, version] of order.entries()) {
      const next = order[at + 1];
      if (next !== undefined) expect(compareVersions(version, next), `${version} ${next}`).toBeLessThan(0);
    }
    expect(compareVersions('1.0-5', '1.0')).toBe(0);
    expect(compareVersions('0:1.00-1', '1.0-1')).toBe(0);
  });

  it('stand in names after an operator', () => {
    expect(parseSpec('git>=2.39')).toEqual({
      text: 'git >= 2.39',
      name: 'git',
      operator: '>=',
      version: '2.39',
      kind: 'package',
    });
    expect(
      ['@x', '*', 'a*', '/x.rpm', 'https://x/y.rpm', '/usr/bin/x'].map((t) => parseSpec(t).kind),
    ).toEqual(['group', 'everything', 'pattern', 'file', 'file', 'package']);
  });
});
