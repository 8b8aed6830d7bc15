import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/core/key.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { accepts, compareVersions, parseSpec } from '../../../src/modules/apt/package-spec.ts';
import apt from '../../../src/modules/apt.ts';
import { type AptLists, aptLists } from '../../../src/probes/apt-lists.ts';
import { type AptSimulation, aptSimulation } from '../../../src/probes/apt-simulation.ts';
import { type Deb, deb } from '../../../src/probes/deb.ts';
import { debFile } from '../../../src/probes/deb-file.ts';
import { debNames } from '../../../src/probes/deb-names.ts';
import { NOTHING, path } from '../../../src/probes/path.ts';
import { type Case, cases, mayBeUnknown } from './support/cases.ts';
import { aFile } from './support/host.ts';
import type { Entry } from './support/observations.ts';

mayBeUnknown('deb', ['version', 'automatic']);
mayBeUnknown('apt-lists', ['updated']);

const NOW = 1_700_000_000;
const LISTS: AptLists = { updated: NOW - 600, now: NOW, empty: false, outdated: false };
const ABSENT: Deb = {
  state: 'absent',
  version: '',
  architecture: '',
  held: false,
  automatic: false,
  providedBy: [],
};
const has = (name: string, version = '1.0-1', more: Partial<Deb> = {}): Entry => [
  deb(name),
  { ...ABSENT, state: 'installed', version, architecture: 'amd64', ...more },
];
const lacks = (name: string, more: Partial<Deb> = {}): Entry => [deb(name), { ...ABSENT, ...more }];
const lists = (more: Partial<AptLists>): Entry => [aptLists, { ...LISTS, ...more }];
const says = (words: string[], more: Partial<AptSimulation>): Entry => [
  aptSimulation(words),
  { installs: [], removes: [], deletes: 0, refusal: '', ...more },
];
const ordinary = (key: Key): unknown => {
  if (key.kind === 'apt-lists') return LISTS;
  if (key.kind === 'path') return NOTHING;
  return undefined;
};
const on = (all: readonly Case[]): Case[] =>
  all.map((one) => ({ otherwise: ordinary, context: { diff: false }, ...one }));
const PLAIN = [
  'apt-get',
  '-y',
  '-q',
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
];
const ENV = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBIAN_PRIORITY: 'critical',
  APT_LISTCHANGES_FRONTEND: 'none',
  LC_ALL: 'C',
};
const runs = (...words: string[]) => ({
  do: 'run' as const,
  argv: [...PLAIN, '-o', 'DPkg::Lock::Timeout=60', ...words],
  env: ENV,
});

cases(
  apt,
  on([
    {
      name: 'what is there needs no step, no simulation and no network',
      args: { name: ['nginx', 'curl'] },
      seen: [has('nginx'), has('curl')],
      expect: {
        verdict: 'unchanged',
        asked: ['path:/usr/sbin/policy-rc.d', 'deb:nginx', 'deb:curl'],
        result: { cache_updated: false },
      },
    },
    {
      name: 'what is missing goes into one call',
      args: { name: ['nginx', 'curl', 'git'] },
      seen: [lacks('nginx'), has('curl'), lacks('git')],
      expect: {
        verdict: 'change',
        changes: ['install nginx, git'],
        steps: [runs('install', '--', 'nginx', 'git')],
      },
    },
    {
      name: 'in check mode a simulation tells versions and company',
      args: { name: ['nginx'] },
      context: { check: true, diff: false },
      seen: [
        lacks('nginx'),
        says(['install', '--', 'nginx'], {
          installs: [
            { name: 'nginx-common', version: '1.22.1-9', from: '' },
            { name: 'nginx', version: '1.22.1-9', from: '' },
            { name: 'libssl3', version: '3.0.15', from: '3.0.14' },
          ],
        }),
      ],
      expect: {
        verdict: 'change',
        changes: [
          'install nginx 1.22.1-9',
          'install 1 more that they need',
          'upgrade libssl3 3.0.14 → 3.0.15',
        ],
        differences: [{ subject: 'packages', before: 'libssl3 3.0.14\n' }],
      },
    },
    {
      name: 'a package that no list has',
      args: { name: ['nosuch'] },
      context: { check: true, diff: false },
      seen: [
        lacks('nosuch'),
        says(['install', '--', 'nosuch'], { refusal: 'Unable to locate package nosuch' }),
      ],
      expect: { verdict: 'fails', message: 'apt refuses: Unable to locate package nosuch' },
    },
    {
      name: 'lists that will be refreshed may have it',
      args: { name: ['nosuch'], update_cache: true },
      context: { check: true, diff: false },
      seen: [
        lacks('nosuch'),
        says(['install', '--', 'nosuch'], { refusal: 'Unable to locate package nosuch' }),
      ],
      expect: { verdict: 'unknown' },
    },
    {
      name: 'without any lists nothing is simulated, and the install is expected to work',
      args: { name: ['nginx'], update_cache: true },
      context: { check: true, diff: false },
      seen: [lacks('nginx'), lists({ empty: true, updated: 0 })],
      expect: {
        verdict: 'change',
        changes: ['refresh the package lists', 'install nginx'],
        does: ['run', 'run'],
      },
    },
    {
      name: 'a name that installed packages provide',
      args: { name: ['mail-transport-agent'] },
      seen: [lacks('mail-transport-agent', { providedBy: ['postfix'] })],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'a version that is there',
      args: { name: ['nginx=1.22.*'] },
      seen: [has('nginx', '1.22.1-9')],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'another version',
      args: { name: ['nginx=1.18.0'], allow_downgrade: true },
      seen: [has('nginx', '1.22.1-9')],
      expect: { verdict: 'change', steps: [runs('install', '--allow-downgrades', '--', 'nginx=1.18.0')] },
    },
    {
      name: 'a version at least',
      args: { name: ['nginx>=1.20'] },
      seen: [has('nginx', '1.22.1-9')],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'there only as a dependency: it is marked',
      args: { name: ['libfoo'] },
      seen: [has('libfoo', '1.0', { automatic: true })],
      expect: {
        verdict: 'change',
        changes: ['mark libfoo as manually installed'],
        steps: [{ do: 'run', argv: ['apt-mark', 'manual', 'libfoo'] }],
      },
    },
    {
      name: 'only_upgrade leaves what is not there',
      args: { name: ['nginx'], only_upgrade: true },
      seen: [lacks('nginx')],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'latest asks apt, and finds nothing newer',
      args: { name: ['nginx'], state: 'latest' },
      seen: [has('nginx'), says(['install', '--', 'nginx'], {})],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'latest finds a newer one',
      args: { name: ['nginx'], state: 'latest' },
      seen: [
        has('nginx'),
        says(['install', '--', 'nginx'], { installs: [{ name: 'nginx', version: '2.0', from: '1.0-1' }] }),
      ],
      expect: { verdict: 'change', changes: ['upgrade nginx 1.0-1 → 2.0'] },
    },
    {
      name: 'latest with lists to refresh is left to apt in a real run',
      args: { name: ['nginx'], state: 'latest', update_cache: true },
      seen: [has('nginx')],
      expect: {
        verdict: 'change',
        changes: ['refresh the package lists', 'install nginx'],
        does: ['run', 'run'],
      },
    },
    {
      name: 'latest with lists to refresh is unknown in check mode',
      args: { name: ['nginx'], state: 'latest', update_cache: true },
      context: { check: true, diff: false },
      seen: [has('nginx'), says(['install', '--', 'nginx'], {})],
      expect: { verdict: 'unknown', waitsFor: ['what the refreshed package lists offer'] },
    },
    {
      name: 'lists that are fresh enough',
      args: { update_cache: true, cache_valid_time: 3600 },
      expect: { verdict: 'unchanged', result: { cache_updated: false } },
    },
    {
      name: 'lists that are too old',
      args: { cache_valid_time: 300 },
      expect: { verdict: 'change', changes: ['refresh the package lists'], does: ['run'] },
    },
    {
      name: 'lists from before a source was added are old at any age',
      args: { cache_valid_time: 3600 },
      seen: [lists({ outdated: true })],
      expect: { verdict: 'change', changes: ['refresh the package lists'] },
    },
    {
      name: 'removing what is there',
      args: { name: ['nginx', 'curl'], state: 'absent' },
      seen: [has('nginx'), lacks('curl')],
      expect: { verdict: 'change', changes: ['remove nginx'], steps: [runs('remove', '--', 'nginx')] },
    },
    {
      name: 'what is removed still has its configuration: without purge that is enough',
      args: { name: ['nginx'], state: 'absent' },
      seen: [lacks('nginx', { state: 'config-files' })],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'with purge it is not',
      args: { name: ['nginx'], state: 'absent', purge: true, autoremove: true },
      seen: [lacks('nginx', { state: 'config-files' })],
      expect: { verdict: 'change', steps: [runs('remove', '--auto-remove', '--purge', '--', 'nginx')] },
    },
    {
      name: 'a pattern stands for what is installed when it goes',
      args: { name: ['php8.2-*'], state: 'absent' },
      seen: [
        [debNames('php8.2-*'), { installed: ['php8.2-cli'], available: ['php8.2-cli', 'php8.2-fpm'] }],
        has('php8.2-cli'),
      ],
      expect: { verdict: 'change', changes: ['remove php8.2-cli'] },
    },
    {
      name: 'a pattern that fits nothing',
      args: { name: ['nosuch*'] },
      seen: [[debNames('nosuch*'), { installed: [], available: [] }]],
      expect: { verdict: 'fails', message: "No package(s) matching 'nosuch*' available" },
    },
    {
      name: 'an upgrade with nothing to upgrade',
      args: { upgrade: 'dist' },
      seen: [says(['dist-upgrade'], {})],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'autoremove by itself',
      args: { autoremove: true },
      seen: [says(['autoremove'], { removes: [{ name: 'libold', from: '1.0' }] })],
      expect: { verdict: 'change', changes: ['remove libold'], steps: [runs('autoremove')] },
    },
    {
      name: 'an archive that is installed',
      args: { deb: '/tmp/app.deb' },
      seen: [[debFile('/tmp/app.deb'), { missing: false, name: 'app', version: '2.0', installed: '2.0' }]],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'an archive that is newer',
      args: { deb: '/tmp/app.deb' },
      seen: [[debFile('/tmp/app.deb'), { missing: false, name: 'app', version: '2.0', installed: '1.0' }]],
      expect: {
        verdict: 'change',
        changes: ['install app 2.0 from /tmp/app.deb'],
        steps: [runs('install', '--', '/tmp/app.deb')],
      },
    },
    {
      name: 'an archive at an address whose name tells what is in it',
      args: { deb: 'https://example.org/app_2.0-1_amd64.deb' },
      seen: [has('app', '1:2.0-1')],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'services are not started where policy-rc.d says so',
      args: { name: ['nginx'], policy_rc_d: 101 },
      seen: [lacks('nginx'), [path('/usr/sbin/policy-rc.d'), aFile('/usr/sbin/policy-rc.d')[1]]],
      expect: { verdict: 'change', does: ['run'] },
    },
    {
      name: 'whether it is there is not known',
      args: { name: ['nginx'] },
      seen: [[deb('nginx'), Unknown.of('what a command did')]],
      expect: { verdict: 'unknown', waitsFor: ['what a command did'] },
    },
  ]),
);

describe('package entries', () => {
  it('are taken apart', () => {
    expect(parseSpec('nginx=1.22*')).toMatchObject({ name: 'nginx', operator: '=', version: '1.22*' });
    expect(parseSpec('nginx>=1.20')).toMatchObject({ name: 'nginx', operator: '>=', version: '1.20' });
    expect(parseSpec('nginx/stable')).toMatchObject({ name: 'nginx', release: 'stable' });
    expect(parseSpec('libc6:i386')).toMatchObject({ name: 'libc6:i386' });
    expect(accepts(parseSpec('a=1:2.0-1'), '1:2.0-1')).toBe(true);
  });

  // Each is older than the next.
  it('order versions as dpkg does', () => {
    const sorted = [
      '1.0~~',
      '1.0~~a',
      '1.0~',
      '1.0',
      '1.0-1',
      '1.0-1+b1',
      '1.0a',
      '1.0+dfsg',
      '1.0.1',
      '1.2',
      '1.10',
      '1:0.1',
    ];
    for (let i = 1; i < sorted.length; i++) {
      const [a = '', b = ''] = [sorted[i - 1], sorted[i]];
      expect([a, b, Math.sign(compareVersions(a, b))]).toEqual([a, b, -1]);
      expect(compareVersions(b, b)).toBe(0);
    }
  });
});
