import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskModule } from '../../../src/core/module.ts';
import type { Plan } from '../../../src/core/plan.ts';
import { NotKnown } from '../../../src/core/unknown.ts';
import { NOTHING } from '../../../src/probes/path.ts';
import type { Registry } from '../../support/run-playbook.ts';
import type { HostCase } from '../cases/host-case.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { overturned } from './overturned.ts';
import { playCase, type Stage } from './play-case.ts';
import { told } from './told.ts';

// What holds the modules to their word must itself be able to fail: here modules and probes lie, and are found out.

let stage: Stage;

beforeAll(async () => {
  const fleet = await HostFleet.open();
  const [first, second] = await fleet.startHosts(2);
  if (first === undefined || second === undefined) throw new Error('there are no hosts');
  stage = { fleet, first, second };
});

afterAll(() => stage?.fleet.stop());

/** A case whose paths are its own. */
const caseOf = (folder: string, tasks: string, prepare = ''): HostCase => ({
  name: folder,
  prepare: `mkdir /srv/${folder}\n${prepare}`,
  tasks: tasks.replaceAll('FOLDER', `/srv/${folder}`),
  verify: '',
  ends: {},
});

/** The module `name`, with other plans where it would change something. */
const lying =
  (name: string, lie: (plan: Plan) => Partial<Plan>) =>
  (registry: Registry): Registry => {
    const module = registry.modules.get(name);
    if (module === undefined) throw new Error(`there is no module ${name}`);
    const plan: TaskModule['plan'] = (...given) => {
      const decision = module.plan(...given);
      return decision.verdict === 'change' ? { ...decision, ...lie(decision) } : decision;
    };
    return { ...registry, modules: new Map([...registry.modules, [name, { ...module, plan }]]) };
  };

const DIRECTORY = '- name: a folder\n  file: { path: FOLDER/sub, state: directory }';

describe('the audit finds', () => {
  test('a step that no effect speaks of', async () => {
    const secretly = lying('file', (plan) => ({
      steps: [...plan.steps, { do: 'run', argv: ['touch', '/srv/a1/secret'] }],
    }));
    const { undeclared } = await playCase(stage, caseOf('a1', DIRECTORY), secretly);
    expect(undeclared).toEqual(['added files /srv/a1/secret']);
  });

  test('effects that are not said', async () => {
    const { undeclared } = await playCase(
      stage,
      caseOf('a2', DIRECTORY),
      lying('file', () => ({ effects: [] })),
    );
    expect(undeclared).toEqual(['added files /srv/a2/sub']);
  });

  test('a field that changes although it was said to stay', async () => {
    const meddling = lying('file', (plan) => ({
      steps: [...plan.steps, { do: 'attributes', path: '/srv/a3/it', owner: 'bob' }],
    }));
    const one = caseOf('a3', '- name: a mode\n  file: { path: FOLDER/it, mode: "0600" }', 'touch /srv/a3/it');
    const { undeclared } = await playCase(stage, one, meddling);
    expect(undeclared).toEqual(['changed files /srv/a3/it (mode, owner)']);
  });

  test('a unit, a user, a group and a package', async () => {
    const busy = lying('file', (plan) => ({
      steps: [
        ...plan.steps,
        { do: 'run', argv: ['useradd', '--no-create-home', 'eve'] },
        { do: 'run', argv: ['systemctl', '--quiet', 'mask', 'getty@tty1.service'] },
        { do: 'run', argv: ['dpkg', '--force-all', '--remove', 'iproute2'] },
      ],
    }));
    const { undeclared } = await playCase(stage, caseOf('a4', DIRECTORY), busy);
    expect(undeclared).toEqual(
      expect.arrayContaining([
        'added users eve',
        'added groups eve',
        'added files /etc/systemd/system/getty@tty1.service',
        expect.stringMatching(/^(changed|removed) packages iproute2/),
        'removed files /usr/bin/ss',
      ]),
    );
  });
});

describe('the proof that a check only reads finds', () => {
  const writing =
    (script: string) =>
    (registry: Registry): Registry => {
      const probe = registry.probes.get('path');
      if (probe === undefined) throw new Error('there is no probe of paths');
      const sly = {
        ...probe,
        script: (keys: Parameters<typeof probe.script>[0]) => `${probe.script(keys)}\n${script}`,
      };
      return { ...registry, probes: new Map([...registry.probes, ['path', sly]]) };
    };

  test('a file on the disk, and that it cannot be written where the disk is read-only', async () => {
    const { written, ahead } = await playCase(
      stage,
      caseOf('r1', DIRECTORY),
      writing('echo x > /srv/trace || :'),
    );
    expect(written).toEqual([
      expect.stringMatching(/^\/srv: d .* → d /),
      expect.stringMatching(/^\/srv\/trace: nothing → f 644 0:0 2 /),
    ]);
    expect(ahead.foretold.summary.recap).toMatchObject([{ changed: 1, failed: 0 }]);
  });

  test('a file that is gone again', async () => {
    const { written } = await playCase(
      stage,
      caseOf('r2', DIRECTORY),
      writing('touch /etc/x && rm /etc/x || :'),
    );
    expect(written).toEqual([expect.stringMatching(/^\/etc: d /)]);
  });

  test('a file in memory', async () => {
    const { written } = await playCase(stage, caseOf('r3', DIRECTORY), writing('mkdir -p /dev/shm/x'));
    expect(written).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\/dev\/shm\/x: nothing → d 755 0:0 /)]),
    );
  });

  test('a mode that is set to what it was', async () => {
    await Promise.all([stage.first, stage.second].map((host) => host.must('echo > /srv/moded')));
    const { written } = await playCase(
      stage,
      caseOf('r4', DIRECTORY),
      writing('chmod 644 /srv/moded 2>/dev/null || :'),
    );
    expect(written).toEqual([expect.stringMatching(/^\/srv\/moded: f 644 /)]);
  });
});

test('the comparison finds what only looking ahead gets wrong', async () => {
  const forgetful = (registry: Registry): Registry => {
    const probe = registry.probes.get('glob');
    if (probe === undefined) throw new Error('there is no probe of patterns');
    return { ...registry, probes: new Map([...registry.probes, ['glob', { ...probe, restsOn: () => [] }]]) };
  };
  const one = caseOf(
    'o1',
    `
- name: made
  file: { path: FOLDER/a.log, state: touch, modification_time: preserve, access_time: preserve }
- name: found
  command: { cmd: "true", creates: FOLDER/*.log }
`,
  );
  const { ahead, plodding } = await playCase(stage, one, forgetful);
  expect(told(ahead.run.events)).not.toEqual(told(plodding.run.events));
  expect([ahead.run.endings, plodding.run.endings]).toEqual([
    ['it: made → changed', 'it: found → changed'],
    ['it: made → changed', 'it: found → ok'],
  ]);
});

test('the comparison with less knowledge finds a guess', async () => {
  const guessing = (registry: Registry): Registry => {
    const module = registry.modules.get('file');
    if (module === undefined) throw new Error('there is no module file');
    const plan: TaskModule['plan'] = (args, seen, ...more) => {
      const get: typeof seen.get = (key) => {
        try {
          return seen.get(key);
        } catch (thrown) {
          if (thrown instanceof NotKnown && key.kind === 'path') return NOTHING as never;
          throw thrown;
        }
      };
      return module.plan(args, { ...seen, get, peek: (key) => seen.peek(key) }, ...more);
    };
    return { ...registry, modules: new Map([...registry.modules, ['file', { ...module, plan }]]) };
  };
  const one = caseOf('u1', '- name: there\n  file: { path: FOLDER/it, state: absent }', 'touch /srv/u1/it');
  const played = await playCase(stage, one);
  expect((await overturned(one, played)).lines).toEqual([]);
  expect((await overturned(one, played, guessing)).lines).toContain(
    'with path:/srv/u1/it unknown, «there» is ok and not changed',
  );
});
