import { becomes } from '../../src/core/effect.ts';
import type { Probe } from '../../src/core/probe.ts';
import { made } from '../../src/probes/path-state.ts';
import { content, path, type UnitState, unit } from './shapes.ts';
import type { Signature } from './signature.ts';

/** The template knows nothing of units … */
export const template: Signature<{ src: string; dest: string }> = {
  args: { src: 'app.service.j2', dest: '/etc/systemd/system/app.service' },
  inputs: { source: { input: 'template', src: 'app.service.j2' } },
  observe: [[path('/etc/systemd/system/app.service', 'hash', 'content')]],
  plan: {
    verdict: 'change',
    changes: ['create'],
    steps: [
      {
        do: 'write',
        path: '/etc/systemd/system/app.service',
        content,
        guards: [{ path: '/etc/systemd/system/app.service', stamp: 'absent' }],
      },
    ],
    effects: [
      becomes(
        path('/etc/systemd/system/app.service', 'hash'),
        made('/etc/systemd/system/app.service', { type: 'file', content }),
      ),
    ],
    result: {},
  },
};

/** … the unit's probe knows on which files a unit rests, and what it is once one of them is as expected. */
export declare const unitProbe: Probe<UnitState>;
export const derived: NonNullable<Probe<UnitState>['derive']> = (key, before, expected) => {
  const file = expected.get(path(`/etc/systemd/system/${key.subject}`));
  if (!(file instanceof Object) || !('type' in file) || file.type === 'absent') return { value: before };
  return { value: { load: 'loaded', active: 'inactive', enabled: 'disabled', needsReload: true } };
};

export const started: Signature<{ name: string; state: 'started'; daemon_reload: boolean }> = {
  args: { name: 'app', state: 'started', daemon_reload: true },
  observe: [[unit('app.service')]],
  plan: {
    verdict: 'change',
    changes: ['reload unit files', 'start app.service'],
    steps: [
      { do: 'run', argv: ['systemctl', 'daemon-reload'] },
      { do: 'run', argv: ['systemctl', 'start', 'app.service'] },
    ],
    effects: [
      becomes(unit('app.service'), {
        load: 'loaded',
        active: 'active',
        enabled: 'disabled',
        needsReload: false,
      }),
    ],
    result: { name: 'app', state: 'started' },
  },
};
