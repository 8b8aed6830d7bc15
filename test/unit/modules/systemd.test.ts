import { describe, expect, it } from 'vitest';
import { becomes, unsettles } from '../../../src/core/effect.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import service from '../../../src/modules/service.ts';
import systemd from '../../../src/modules/systemd.ts';
import { systemctl } from '../../../src/modules/unit/systemctl.ts';
import { NOTHING } from '../../../src/probes/path.ts';
import { type Unit, unit } from '../../../src/probes/unit.ts';
import { type Case, cases, mayBeUnknown } from './support/cases.ts';
import { type Entry, taken } from './support/observations.ts';

mayBeUnknown('unit', ['active', 'enabled', 'masked', 'needsReload', 'loadError', 'properties']);

const WEB: Unit = {
  id: 'web.service',
  exists: true,
  loadError: '',
  active: 'active',
  enabled: 'enabled',
  masked: false,
  needsReload: false,
  properties: { ActiveState: 'active', StateChangeTimestampMonotonic: '12345' },
};
const NOWHERE: Unit = { ...WEB, exists: false, active: 'inactive', enabled: '', properties: {} };
const web = (more: Partial<Unit> = {}): Entry => [unit('web'), { ...WEB, ...more }];
const step = (...words: string[]) => ({ do: 'run' as const, argv: ['systemctl', ...words] });

const all: Case[] = [
  {
    name: 'it runs and is enabled: nothing to do',
    args: { name: 'web', state: 'started', enabled: true },
    seen: [web()],
    expect: {
      verdict: 'unchanged',
      result: { name: 'web', state: 'started', enabled: true, status: { ActiveState: 'active' } },
    },
  },
  {
    name: 'it failed, and is started',
    args: { name: 'web', state: 'started' },
    seen: [web({ active: 'failed' })],
    expect: { verdict: 'change', changes: ['start'], does: ['run'] },
  },
  {
    name: 'a restart is proven by the time of its last change',
    args: { name: 'web', state: 'restarted' },
    seen: [web()],
    expect: {
      verdict: 'change',
      changes: ['restart'],
      effects: [
        becomes(unit('web'), {
          ...WEB,
          properties: Unknown.of('what systemd says about web.service'),
          changedAfter: '12345',
        }),
      ],
    },
  },
  {
    name: 'a restart of what does not run is a start',
    args: { name: 'web', state: 'restarted' },
    seen: [web({ active: 'inactive' })],
    expect: { verdict: 'change', changes: ['start'] },
  },
  {
    name: 'a reload of what does not run is a start',
    args: { name: 'web', state: 'reloaded' },
    seen: [web({ active: 'inactive' })],
    expect: { verdict: 'change', changes: ['start'] },
  },
  {
    name: 'stopped',
    args: { name: 'web', state: 'stopped', enabled: false },
    seen: [web()],
    expect: {
      verdict: 'change',
      changes: ['disable', 'stop'],
      steps: [step('disable', 'web.service'), step('stop', 'web.service')],
    },
  },
  {
    name: 'newer files are read before it is restarted, asked for or not',
    args: { name: 'web', state: 'restarted' },
    seen: [web({ needsReload: true })],
    expect: { verdict: 'change', changes: ['restart'], does: ['run', 'run'] },
  },
  {
    name: 'newer files, and it runs as asked: they are left alone',
    args: { name: 'web', state: 'started' },
    seen: [web({ needsReload: true })],
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'newer files, and they are to be read',
    args: { name: 'web', state: 'started', daemon_reload: true },
    seen: [web({ needsReload: true })],
    expect: { verdict: 'change', changes: ['daemon-reload'], steps: [step('daemon-reload')] },
  },
  {
    name: 'files are to be read, and were',
    args: { name: 'web', state: 'started', daemon_reload: true },
    seen: [web()],
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'daemon-reload by itself is done, and is no change',
    args: { daemon_reload: true },
    expect: { verdict: 'change', steps: [step('daemon-reload')], effects: [] },
  },
  {
    name: 'daemon-reload by itself in check mode',
    args: { daemon_reload: true },
    context: { check: true },
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'enabling',
    args: { name: 'web', enabled: true },
    seen: [web({ enabled: 'disabled' })],
    expect: {
      verdict: 'change',
      changes: ['enable'],
      steps: [step('enable', 'web.service')],
      result: { enabled: true },
    },
  },
  {
    name: 'nothing enables a static unit',
    args: { name: 'web', enabled: true },
    seen: [web({ enabled: 'static' })],
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'masking, even of what is not there',
    args: { name: 'web', masked: true },
    seen: [[unit('web'), NOWHERE]],
    expect: { verdict: 'change', changes: ['mask'], steps: [step('mask', 'web.service')] },
  },
  {
    name: 'unmasking and starting',
    args: { name: 'web', masked: false, state: 'started' },
    seen: [web({ masked: true, active: 'inactive', enabled: 'masked' })],
    expect: { verdict: 'change', changes: ['unmask', 'start'], does: ['run', 'run'] },
  },
  {
    name: 'starting what is masked',
    args: { name: 'web', state: 'started' },
    seen: [web({ masked: true, active: 'inactive', enabled: 'masked' })],
    expect: { verdict: 'fails', message: /masked/ },
  },
  {
    name: 'no such unit',
    args: { name: 'web', state: 'started' },
    seen: [[unit('web'), NOWHERE]],
    expect: { verdict: 'fails', message: 'Could not find the requested service web: host' },
  },
  {
    name: 'no such unit yet, but packages will be installed',
    args: { name: 'web', state: 'started' },
    seen: [[unit('web'), { ...NOWHERE, foretold: true }]],
    expect: { verdict: 'unknown', waitsFor: ['whether a package brings the unit web.service'] },
  },
  {
    name: 'a package starts and enables it',
    args: { name: 'web', state: 'started', enabled: true },
    seen: [[unit('web'), taken(WEB, 'Debian starts it')]],
    expect: { verdict: 'unchanged', presumed: ['Debian starts it'] },
  },
  {
    name: 'a unit file with an error',
    args: { name: 'web', state: 'started' },
    seen: [web({ loadError: 'bad setting', active: 'inactive' })],
    expect: { verdict: 'fails', message: "Error loading unit file 'web.service': bad setting" },
  },
  {
    name: 'enabled until the next boot is enabled',
    args: { name: 'web', enabled: true },
    seen: [web({ enabled: 'enabled-runtime' })],
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'what is in the way of enabling is replaced, where that is asked for',
    args: { name: 'web', enabled: true, force: true, no_block: true },
    seen: [web({ enabled: 'disabled' })],
    expect: { verdict: 'change', steps: [step('--no-block', '--force', 'enable', 'web.service')] },
  },
  {
    name: 'all users: enabling',
    args: { name: 'web', scope: 'global', enabled: true },
    seen: [[unit('web', 'global'), { ...WEB, active: 'offline', enabled: 'disabled' }]],
    expect: { verdict: 'change', steps: [step('--global', 'enable', 'web.service')] },
  },
  {
    name: "a user's own unit: its links are in their home, and it is asked of their own manager",
    args: { name: 'web', scope: 'user', masked: true },
    otherwise: (key) => (key.kind === 'home' ? '/home/bob' : NOTHING),
    seen: [[unit('web', 'user', '/home/bob'), WEB]],
    expect: {
      verdict: 'change',
      steps: [systemctl('user', ['mask', 'web.service'])],
      effects: [
        unsettles(
          { kind: 'path', subject: '/home/bob/.config/systemd/user/web.service' },
          'how web.service is linked',
        ),
        becomes(unit('web', 'user', '/home/bob'), { ...WEB, masked: true, enabled: 'masked' }),
      ],
    },
  },
  {
    name: 'not booted with systemd',
    args: { name: 'web', state: 'started' },
    seen: [web({ active: 'offline' })],
    expect: { verdict: 'fails', message: "web can't be started: this host was not booted with systemd" },
  },
  {
    name: 'not booted with systemd, enabling works',
    args: { name: 'web', enabled: true },
    seen: [web({ active: 'offline', enabled: 'disabled' })],
    expect: { verdict: 'change', changes: ['enable'] },
  },
];

cases(systemd, all);
cases(
  service,
  all.filter((one) => 'name' in one.args),
);

describe('mistakes of the task', () => {
  it('are found without a host', () => {
    expect(systemd.check?.({ name: 'web*', state: 'started' })).toMatchObject([{ argument: 'name' }]);
    expect(systemd.check?.({ state: 'started' })).toMatchObject([{ argument: 'state' }]);
    expect(systemd.check?.({ daemon_reload: true })).toEqual([]);
    expect(systemd.check?.({ name: 'web', scope: 'global', state: 'started' })).toMatchObject([
      { argument: 'state' },
    ]);
  });
});
