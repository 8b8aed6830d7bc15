import { expect, it } from 'vitest';
import { Secrets } from '../../../src/core/secrets.ts';
import { maskProfile } from '../../../src/report/mask-event.ts';
import { painted, unpainted } from '../../../src/report/paint.ts';
import { PHASES, type Profile } from '../../../src/report/profile.ts';
import { ProfileGather } from '../../../src/report/profile-gather.ts';
import { profileLine } from '../../../src/report/profile-record.ts';
import { profileLines } from '../../../src/report/profile-text.ts';
import { outcome, recap, Story, task } from './told.ts';

const MIB = 1024 * 1024;
const OWN = { cpu: { user: 900, system: 300 }, peakMemory: 84 * MIB };

/** A run that is told as it passes: what this machine does takes `busy`, what it waits for `idle` milliseconds. */
class Clockwork {
  private time = 0;
  private rested = 0;
  readonly gather = new ProfileGather({ now: () => this.time, idle: () => this.rested });

  busy(milliseconds: number): this {
    this.time += milliseconds;
    return this;
  }

  idle(milliseconds: number): this {
    this.time += milliseconds;
    this.rested += milliseconds;
    return this;
  }
}

function story(hosts: Record<string, Parameters<typeof recap>[1]>, ends: (story: Story) => void): Story {
  const told = new Story().run().play('Web', Object.keys(hosts));
  ends(told);
  told.ended(
    'Web',
    Object.entries(hosts).map(([host, more]) => recap(host, more)),
  );
  return told;
}

function sumOf({ phases }: Profile): number {
  return PHASES.reduce((sum, phase) => sum + phases[phase], 0);
}

it('every moment belongs to one phase: own work before hosts, hosts before connections, else waiting', () => {
  const run = new Clockwork();
  const { gather } = run;
  run.busy(80);
  gather.enter('load');
  // A password is typed.
  run.busy(20).idle(3000).busy(10);
  gather.enter('compile');
  run.busy(50);
  gather.enter('run');
  run.busy(5);
  const connected1 = gather.began('web1', 'connecting');
  const connected2 = gather.began('web2', 'connecting');
  run.idle(100).busy(7);
  connected1();
  const answered1 = gather.began('web1', 'working');
  run.idle(30);
  connected2();
  run.idle(400).busy(3);
  answered1();
  // A pause.
  run.idle(1000);
  const profile = gather.profile(OWN);
  expect(profile.phases).toEqual({
    start: 80,
    load: 30,
    compile: 50,
    connecting: 100,
    hosts: 430,
    own: 15,
    waiting: 4000,
  });
  expect(profile.total).toBe(sumOf(profile));
});

it('a host is at work while at least one of its frames is on its way', () => {
  const run = new Clockwork();
  const { gather } = run;
  gather.enter('run');
  const connected = gather.began('web1', 'connecting');
  run.idle(40);
  connected();
  run.busy(10);
  const asRoot = gather.began('web1', 'working');
  run.idle(25);
  const asUser = gather.began('web1', 'working');
  run.idle(5);
  asUser();
  run.idle(70);
  asRoot();
  run.busy(20);
  const traffic = { handshake: 5, frames: 2, steps: 60, bytesSent: 2000, bytesReceived: 3000 };
  for (const event of story({ web1: { elapsed: 170, traffic }, web2: { elapsed: 200 } }, () => undefined)
    .events)
    gather.add(event);
  const { hosts } = gather.profile(OWN);
  const none = { connecting: 0, atWork: 0, steps: 0, quickest: undefined, handshake: 0, roundTrips: 0 };
  expect(hosts).toEqual([
    { host: 'web2', elapsed: 200, ...none, otherwise: 200, bytesSent: 0, bytesReceived: 0 },
    {
      host: 'web1',
      elapsed: 170,
      connecting: 40,
      atWork: 100,
      steps: 60,
      quickest: 5,
      otherwise: 30,
      handshake: 5,
      roundTrips: 2,
      bytesSent: 2000,
      bytesReceived: 3000,
    },
  ]);
});

it('tasks are told by the longest time a host took, and by what all took together', () => {
  const { gather } = new Clockwork();
  const told = story({ web1: {}, web2: {} }, (events) => {
    events.ends('web1', task('Quick'), outcome('ok'), { elapsed: 30 });
    events.ends('web1', task('Install'), outcome('changed'), { elapsed: 2000 });
    events.ends('web2', task('Quick'), outcome('ok'), { elapsed: 20 });
    events.ends('web2', task('Install'), outcome('ok'), { elapsed: 3000 });
  });
  for (const event of told.events) gather.add(event);
  const { tasks } = gather.profile(OWN);
  expect(tasks).toEqual([
    { task: task('Install'), hosts: 2, sum: 5000, longest: 3000, slowest: 'web2' },
    { task: task('Quick'), hosts: 2, sum: 50, longest: 30, slowest: 'web1' },
  ]);
});

const HOST = {
  host: 'web1',
  elapsed: 41_900,
  connecting: 310,
  atWork: 41_180,
  steps: 38_050,
  quickest: 51,
  otherwise: 410,
  handshake: 5,
  roundTrips: 4,
  bytesSent: 22 * 1024,
  bytesReceived: 3 * MIB,
};
const SLOW: Profile = {
  total: 42_344,
  phases: { start: 110, load: 190, compile: 60, connecting: 310, hosts: 40_874, own: 800, waiting: 0 },
  tasks: [
    {
      task: task('Install packages', { id: 'app-1', role: 'app' }),
      hosts: 12,
      sum: 98_200,
      longest: 38_200,
      slowest: 'web1',
    },
    { task: task('Restart it', { handler: true }), hosts: 1, sum: 1_400, longest: 1_400, slowest: 'web1' },
  ],
  hosts: Array.from({ length: 12 }, (_, i) => ({
    ...HOST,
    host: `web${i + 1}`,
    elapsed: 41_900 - i * 3_000,
  })),
  ...OWN,
};

it('is told behind the recap, the slowest first and no more than helps', async () => {
  const log = profileLines(SLOW, { paint: unpainted, verbosity: 0, width: undefined });
  await expect(`${log.join('\n')}\n`).toMatchFileSnapshot('./golden/profile-log.txt');
  const all = profileLines(SLOW, { paint: unpainted, verbosity: 1, width: undefined });
  expect(all.filter((line) => / web\d+$/.test(line))).toHaveLength(12);
  const narrow = profileLines(SLOW, { paint: unpainted, verbosity: 0, width: 60 });
  expect(narrow.find((line) => line.includes('app :'))).toMatch(/… *$/);
  const eighty = profileLines(SLOW, { paint: unpainted, verbosity: 0, width: 80 });
  expect(Math.max(...eighty.map((line) => line.length))).toBeLessThan(80);
  expect(eighty.find((line) => line.includes('connecting  at work'))).toMatch(
    /round trips {2}quickest {2}otherwise$/,
  );
  // A terminal that doesn't know its size says 0.
  const none = profileLines(SLOW, { paint: unpainted, verbosity: 0, width: 0 });
  expect(none).toHaveLength(log.length);
  const coloured = profileLines(SLOW, { paint: painted, verbosity: 0, width: undefined });
  expect(coloured.join('\n')).toContain('\x1b[1mPROFILE\x1b[22m');
});

it('is one record, without secrets', async () => {
  const secrets = new Secrets();
  secrets.add('packages');
  const line = profileLine(maskProfile({ ...SLOW, hosts: SLOW.hosts.slice(0, 1) }, secrets), 0);
  expect(line).not.toContain('packages');
  await expect(`${JSON.stringify(JSON.parse(line), null, 1)}\n`).toMatchFileSnapshot(
    './golden/profile-record.txt',
  );
});
