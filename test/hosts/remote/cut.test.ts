import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Unreachable } from '../../../src/core/far-end.ts';
import { LOGIN } from '../../../src/core/identity.ts';
import type { Step } from '../../../src/core/step.ts';
import { act as actAlone } from '../../support/act.ts';
import { act, outcomes, read, SshHosts, sudo } from './ssh-host.ts';

/** Connections that break in the middle. */
let hosts: SshHosts;

beforeAll(async () => {
  hosts = await SshHosts.start();
});
afterAll(() => hosts?.stop());
afterEach(async () => {
  await hosts.closeAll();
  expect(await hosts.host.must('ls -A /tmp | grep jrun || true')).toBe('');
  await hosts.host.must('rm -f /home/ops/* /root/*');
});

const run = (script: string): Step => ({ do: 'run', script });

test.each([
  ['the login user', LOGIN, '/home/ops'],
  ['root by sudo', sudo(), '/root'],
])('a command outlives the cut, runs once, and its answer is delivered: %s', async (_name, as, home) => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true', as);
  setTimeout(() => proxy.cut(), 1000);
  const answer = await actAlone(
    farEnd,
    {
      steps: [
        run(`echo first >> ${home}/done`),
        run(`echo begun; sleep 3; echo err >&2; echo ended; echo second >> ${home}/done; exit 7`),
      ].map((step, i) => (i === 1 && step.do === 'run' ? { ...step, okStatus: [7] } : step)),
      readings: [{ script: `cat ${home}/done`, timeLimit: 5 }],
      environment: {},
    },
    as,
  );
  expect(outcomes(answer.outputs)).toEqual(['done', 'done']);
  expect(answer.outputs[1]).toMatchObject({ status: 7, stderr: 'err\n' });
  expect(answer.outputs[1]?.stdout.toString()).toBe('begun\nended\n');
  expect(answer.readings[0]?.stdout.toString()).toBe('first\nsecond\n');
  expect(proxy.counts.connections).toBeGreaterThan(1);
});

test('of deeds that travel together, what was told stays told, what ran is asked for, and the rest is planned again', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  setTimeout(() => proxy.cut(), 1000);
  const deed = (step: Step, script: string) => ({
    steps: [step],
    readings: [{ script, timeLimit: 5 }],
    environment: {},
  });
  const answers = await Promise.all(
    farEnd.act(
      [
        deed(run('echo x >> first'), 'cat first'),
        deed(run('sleep 3; echo x >> second'), 'cat second'),
        deed(run('echo x >> third'), 'cat third'),
        deed(run('echo x >> fourth'), 'cat fourth'),
      ],
      LOGIN,
    ),
  );
  expect(answers.map(({ outputs }) => outcomes(outputs))).toEqual([
    ['done'],
    ['done'],
    ['stale'],
    ['not-run'],
  ]);
  expect(answers.slice(0, 2).map(({ readings }) => readings[0]?.stdout.toString())).toEqual(['x\n', 'x\n']);
  expect(await hosts.host.must('ls /home/ops')).toBe('first\nsecond\n');
});

test('what had not begun is not begun by the old shell; it is planned again', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  setTimeout(() => proxy.cut(), 800);
  const outputs = await act(farEnd, [run('sleep 2'), run('echo x >> second'), run('echo x >> third')]);
  expect(outcomes(outputs)).toEqual(['done', 'stale', 'not-run']);
  await sleep(500);
  expect(await read(farEnd, 'ls')).toBe('');
  expect(outcomes(await act(farEnd, [run('echo x >> second')]))).toEqual(['done']);
  expect(await hosts.host.must('cat /home/ops/second')).toBe('x\n');
});

test('a failure that happened meanwhile is told as one', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  setTimeout(() => proxy.cut(), 600);
  const outputs = await act(farEnd, [run('sleep 1.5; echo why >&2; exit 4'), run('echo never >> never')]);
  expect(outcomes(outputs)).toEqual(['failed', 'not-run']);
  expect(outputs[0]).toMatchObject({ status: 4, stderr: 'why\n' });
});

test('reading is simply repeated', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  setTimeout(() => proxy.cut(), 700);
  expect(await read(farEnd, 'sleep 1.5; echo fine')).toBe('fine\n');
  expect(proxy.counts.connections).toBe(2);
});

test('a frame that never got through did nothing, and that is known', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await act(farEnd, [run('true')]);
  proxy.stall();
  const acting = act(farEnd, [run('echo x >> once')]);
  await sleep(300);
  proxy.cut();
  proxy.resume();
  expect(outcomes(await acting)).toEqual(['stale']);
  expect(await read(farEnd, 'ls')).toBe('');
});

test('also where it was the first deed of all', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  proxy.stall();
  const acting = act(farEnd, [run('echo x >> once')]);
  await sleep(300);
  proxy.cut();
  proxy.resume();
  expect(outcomes(await acting)).toEqual(['stale']);
  expect(await read(farEnd, 'ls')).toBe('');
});

test('an answer that was lost on its way is asked for again', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  setTimeout(() => proxy.stall(), 300);
  setTimeout(() => {
    proxy.cut();
    proxy.resume();
  }, 2500);
  const outputs = await act(farEnd, [run('sleep 1; echo answer; echo x >> once')]);
  expect(outcomes(outputs)).toEqual(['done']);
  expect(outputs[0]?.stdout.toString()).toBe('answer\n');
  expect(await read(farEnd, 'cat once')).toBe('x\n');
});

test('cut again and again', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  const cutting = setInterval(() => proxy.cut(), 1700);
  const outputs = await act(farEnd, [run('sleep 5; echo done; echo x >> once')]);
  clearInterval(cutting);
  expect(outcomes(outputs)).toEqual(['done']);
  expect(await read(farEnd, 'cat once')).toBe('x\n');
  expect(proxy.counts.connections).toBeGreaterThan(2);
}, 60_000);

test('where nobody can know, it is said and not repeated', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  const acting = act(farEnd, [run('echo x >> once; sleep 30')]).catch((error: unknown) => error);
  await sleep(700);
  proxy.cut();
  // The far shell is killed with all it could have told.
  await hosts.host.must('pkill -KILL -u ops');
  const error = await acting;
  expect(error).toBeInstanceOf(Unreachable);
  expect(error).toMatchObject({
    undecided: true,
    message: expect.stringContaining('cannot say how it ended'),
  });
  expect(await hosts.host.must('cat /home/ops/once')).toBe('x\n');
});

test('a host that is restarted in the middle', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'), { reconnectLimit: 60 });
  await read(farEnd, 'true');
  const acting = act(farEnd, [run('echo x >> once; sync; sleep 60')]).catch((error: unknown) => error);
  await sleep(700);
  await hosts.host.powerCut();
  await hosts.host.start();
  expect(await acting).toMatchObject({ name: 'Unreachable', undecided: true });
  expect(await read(farEnd, 'cat once')).toBe('x\n');
}, 120_000);

test('cancelling while the connection is cut does not wait for the command', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  const abort = new AbortController();
  setTimeout(() => proxy.cut(), 500);
  setTimeout(() => abort.abort(), 2500);
  const began = Date.now();
  const error = await act(farEnd, [run('sleep 6')], LOGIN, { signal: abort.signal }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'Unreachable', undecided: true });
  expect(Date.now() - began).toBeLessThan(4500);
  await sleep(4000);
  await act(farEnd, [run('true')]);
  await hosts.host.must('rm -rf /tmp/.jrun-*');
});

test('a host that does not come back is given up', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target, { reconnectLimit: 3 });
  await read(farEnd, 'true');
  proxy.refuse();
  proxy.cut();
  const began = Date.now();
  const error = await read(farEnd, 'true').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'Unreachable', undecided: false });
  expect((error as Error).message).toContain('was lost; trying again');
  expect(Date.now() - began).toBeLessThan(6000);
  proxy.refuse(false);
  expect(await read(farEnd, 'echo back')).toBe('back\n');
});

test('a file that was being replaced is whole, old or new, and no other is left', async () => {
  const { proxy, target } = await hosts.throughProxy('ops');
  const farEnd = await hosts.connect(target);
  const bytes = Buffer.alloc(3_000_000, 'new line\n');
  await act(farEnd, [run('echo old > f')]);
  setTimeout(() => proxy.cut(), 30);
  const outputs = await act(farEnd, [
    { do: 'write', path: '/home/ops/f', content: { sha256: '', size: bytes.length, read: () => bytes } },
  ]);
  expect(['stale', 'done']).toContain(outputs[0]?.outcome);
  const size = (await hosts.host.must('stat -c %s /home/ops/f')).trim();
  expect(size).toBe(outputs[0]?.outcome === 'done' ? '3000000' : '4');
  await farEnd.close();
  expect(await hosts.host.must('ls -A /home/ops | grep jrun || true')).toBe('');
});
