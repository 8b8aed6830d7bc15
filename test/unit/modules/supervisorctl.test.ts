import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/core/step.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import supervisorctl from '../../../src/modules/supervisorctl.ts';
import probe, { askedOf, type Supervised, supervised } from '../../../src/probes/supervisor.ts';
import { cases, mayBeUnknown } from './support/cases.ts';
import { decide } from './support/decide.ts';
import type { Entry } from './support/observations.ts';

mayBeUnknown('supervisor', ['trouble', 'refusal', 'processes', 'configuration']);

const is = (name: string, more: Partial<Supervised> = {}): Entry => [
  supervised(name),
  { installed: true, trouble: '', refusal: '', processes: [], configuration: 'none', files: [], ...more },
];
const process = (name: string, state: string, pid = 0) => ({ name, state, pid });
const RUNS: Partial<Supervised> = { processes: [process('lab', 'RUNNING', 7)], configuration: 'same' };

cases(supervisorctl, [
  {
    name: 'what runs',
    args: { name: 'lab', state: 'started' },
    seen: [is('lab', RUNS)],
    expect: { verdict: 'unchanged', result: { name: 'lab', state: 'started' } },
  },
  {
    name: 'what is new in the files',
    args: { name: 'lab', state: 'started' },
    seen: [is('lab', { configuration: 'added' })],
    expect: { verdict: 'change', changes: ['add and start lab'] },
  },
  {
    name: 'what has changed in the files',
    args: { name: 'lab', state: 'started' },
    seen: [is('lab', { ...RUNS, configuration: 'changed' })],
    expect: { verdict: 'change', changes: ['update lab: its configuration changed'] },
  },
  {
    name: 'files that cannot be read',
    args: { name: 'lab', state: 'restarted' },
    seen: [is('lab', { ...RUNS, refusal: 'ERROR: CANT_REREAD' })],
    expect: { verdict: 'fails', message: 'ERROR: CANT_REREAD' },
  },
  {
    name: 'all of a group, of which a part is stopped',
    args: { name: 'web:', state: 'started' },
    seen: [
      is('web:', {
        processes: [process('web:a', 'RUNNING', 1), process('web:b', 'EXITED')],
        configuration: 'same',
      }),
    ],
    expect: { verdict: 'change', changes: ['start web:b'], result: { name: 'web' } },
  },
  {
    name: 'what keeps failing is stopped too',
    args: { name: 'lab', state: 'stopped' },
    seen: [is('lab', { processes: [process('lab', 'BACKOFF')], configuration: 'same' })],
    expect: { verdict: 'change', changes: ['stop lab'] },
  },
  {
    name: 'present is what supervisord knows',
    args: { name: 'lab', state: 'present' },
    seen: [is('lab', { processes: [process('lab', 'STOPPED')], configuration: 'changed' })],
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'what runs is not removed',
    args: { name: 'lab', state: 'absent' },
    seen: [is('lab', RUNS)],
    expect: { verdict: 'fails', message: /still running: lab/ },
  },
  {
    name: 'a signal for nobody',
    args: { name: 'lab', state: 'signalled', signal: 'HUP' },
    seen: [is('lab', { processes: [process('lab', 'STOPPED')], configuration: 'same' })],
    expect: { verdict: 'unchanged' },
  },
  {
    name: 'a program that nobody describes',
    args: { name: 'lab', state: 'started' },
    seen: [is('lab')],
    expect: { verdict: 'fails', message: "ERROR (no such process) lab (all processes of a group: 'lab:')" },
  },
  {
    name: 'no supervisor',
    args: { name: 'lab', state: 'started' },
    seen: [is('lab', { installed: false })],
    expect: { verdict: 'fails', message: 'Failed to find required executable "supervisorctl"' },
  },
  {
    name: 'what nobody knows yet',
    args: { name: 'lab', state: 'started' },
    seen: [is('lab', { processes: Unknown.of('which processes lab has') })],
    expect: { verdict: 'unknown', waitsFor: ['which processes lab has'] },
  },
]);

describe('a password', () => {
  it('is nowhere but in the environment', () => {
    const connection = { user: 'lab', password: "it's; %secret" };
    const decided = decide(
      supervisorctl,
      { name: 'lab', state: 'restarted', username: 'lab', password: connection.password },
      { seen: [[supervised('lab', connection), is('lab', RUNS)[1]]] },
    );
    const [step] = 'decision' in decided && 'steps' in decided.decision ? decided.decision.steps : [];
    const { script = '', secret, argv } = step as Run;
    expect({ secret, argv }).toEqual({ secret: true, argv: undefined });
    const lines = script.split('\n').filter((line) => line.includes('secret'));
    expect(lines).toEqual([`JRUN_SUPERVISOR_PASSWORD='it'\\''s; %secret'; export JRUN_SUPERVISOR_PASSWORD`]);
  });
});

describe('what supervisorctl tells', () => {
  const text = `== supervisor
S|lab                              RUNNING   pid 418, uptime 0:00:11
S|web:web_00                       STOPPED   Not started
S|web:web_01                       FATAL     Exited too quickly (process log may have details)
R|old: changed
R|new: available
F|lab|/etc/supervisor/conf.d/jupyter.conf
`;
  const output = { status: 0, stdout: Buffer.from(text), stderr: '' };

  it('is read for every name', () => {
    const keys = ['lab', 'web:', 'web:web_01', 'new', 'nobody', 'all'].map((name) => supervised(name));
    expect(probe.parse(output, keys)).toMatchObject([
      {
        processes: [{ name: 'lab', state: 'RUNNING', pid: 418 }],
        configuration: 'same',
        files: ['/etc/supervisor/conf.d/jupyter.conf'],
      },
      { processes: [{ state: 'STOPPED' }, { state: 'FATAL' }] },
      { processes: [{ name: 'web:web_01' }] },
      { processes: [], configuration: 'added' },
      { processes: [], configuration: 'none' },
      { configuration: 'changed' },
    ]);
  });

  it('is trouble where nobody answers', () => {
    const stdout = Buffer.from('== supervisor\nT|unix:///run/supervisor.sock no such file\n');
    expect(probe.parse({ ...output, stdout }, [supervised('lab')])).toMatchObject([
      { installed: true, trouble: 'unix:///run/supervisor.sock no such file' },
    ]);
  });

  it('is kept under names that can be read back', () => {
    for (const name of ['all', 'web:', 'web:a', 'lab']) {
      const connection = { config: '/srv/a/b.conf', password: '}/{' };
      expect(askedOf(supervised(name, connection).subject)).toMatchObject({ name, connection });
      expect(askedOf(supervised(name).subject)).toMatchObject({ name, connection: {} });
    }
  });
});
