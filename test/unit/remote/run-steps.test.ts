import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { LOGIN } from '../../../src/core/identity.ts';
import { JOB_FOLDER } from '../../../src/core/job-folder.ts';
import { STAMP_FORMAT } from '../../../src/core/stamp.ts';
import { act } from '../../support/act.ts';
import {
  contentOf,
  LocalMachine,
  leftBy,
  type ScratchFolder,
  scratchFolder,
  shells,
} from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

describe.each(shells())('commands through %s', (shell) => {
  let machine: LocalMachine;
  let scratch: ScratchFolder;
  const at = (name: string) => scratch.at(name);

  beforeAll(async () => {
    machine = await LocalMachine.open(shell);
  });
  afterAll(async () => {
    await machine.close();
    expect(leftBy(machine.runId)).toEqual([]);
  });
  beforeEach(() => {
    scratch = scratchFolder();
  });
  afterEach(() => scratch.remove());

  test('argument lists, scripts, other shells; input, folder, umask, environment', async () => {
    const outputs = await machine.all(
      [
        { do: 'run', argv: ['printf', '<%s>', 'a b', "it's", '$HOME', '', '-n', '\n'] },
        { do: 'run', script: 'echo "$A|$B|$C"', env: { B: "it's\n$x", C: 'own' } },
        { do: 'run', script: 'import sys; print(sys.argv)', shell: '/bin/echo' },
        { do: 'run', argv: ['cat'], stdin: 'text without newline' },
        { do: 'run', argv: ['cat'], stdin: contentOf(Buffer.from([0, 255, 10])) },
        { do: 'run', argv: ['cat'] },
        { do: 'run', script: 'pwd; umask; touch new', cwd: scratch.folder, umask: '027' },
        { do: 'run', argv: ['env'], env: { 'odd.name': 'x', EMPTY: '' } },
      ],
      { environment: { A: 'all', C: 'default' } },
    );
    const texts = outputs.map(({ stdout }) => stdout.toString('latin1'));
    expect(texts[0]).toBe("<a b><it's><$HOME><><-n><\n>");
    expect(texts[1]).toBe("all|it's\n$x|own\n");
    expect(texts[2]).toMatch(/\.jrun-/);
    expect(texts[3]).toBe('text without newline');
    expect(texts[4]).toBe('\0\xff\n');
    expect(texts[5]).toBe('');
    expect(texts[6]).toBe(`${scratch.folder}\n0027\n`);
    expect(statSync(at('new')).mode & 0o777).toBe(0o640);
    expect(texts[7]).toMatch(/^odd\.name=x$/m);
    expect(texts[7]).toMatch(/^EMPTY=$/m);
    expect(texts[7]).not.toMatch(/^j_/m);
  });

  test('statuses, and which of them are no failure', async () => {
    const outputs = await machine.all([
      { do: 'run', script: 'echo out; echo err >&2; exit 3', okStatus: [0, 3] },
      { do: 'run', script: 'kill -9 $$', okStatus: 'any' },
      { do: 'run', argv: ['no-such-program'], okStatus: 'any' },
      { do: 'run', argv: ['true'], cwd: '/no/such/folder' },
      { do: 'run', argv: ['true'] },
    ]);
    expect(outputs.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['done', 3],
      ['done', 137],
      ['done', 127],
      ['failed', expect.any(Number)],
      ['not-run', 0],
    ]);
    expect([outputs[0]?.stdout.toString(), outputs[0]?.stderr]).toEqual(['out\n', 'err\n']);
    expect(Math.abs(Date.now() - (outputs[0]?.ended ?? 0))).toBeLessThan(5000);
    expect(outputs[2]?.stderr).toContain('no-such-program');
  });

  test('how long they ran is told of each, and of all of them', async () => {
    const before = machine.farEnd.traffic.steps;
    const outputs = await machine.all([
      { do: 'run', argv: ['true'] },
      { do: 'run', script: 'sleep 0.1' },
    ]);
    const [first = 0, second = 0] = outputs.map(({ elapsed }) => elapsed);
    expect(second).toBeGreaterThanOrEqual(100);
    expect(machine.farEnd.traffic.steps).toBe(before + first + second);
  });

  test('signals are as a login leaves them: a background shell would pass on that it ignores SIGINT', async () => {
    const { stdout } = await machine.do({ do: 'run', argv: ['grep', '^SigIgn', '/proc/self/status'] });
    expect(stdout.toString().trim()).toMatch(/^SigIgn:\s+0+$/);
  });

  test('readings follow, also after a failure', async () => {
    const answer = await act(
      machine.farEnd,
      {
        steps: [
          { do: 'run', argv: ['touch', at('made')] },
          { do: 'run', argv: ['false'] },
        ],
        readings: [{ script: `ls ${scratch.folder}`, timeLimit: 5 }],
        environment: {},
      },
      LOGIN,
    );
    expect(answer.readings[0]?.stdout.toString()).toBe('made\n');
  });

  test('nothing of it can be seen in a list of processes but the words of its argument list', async () => {
    const { stdout } = await machine.do({
      do: 'run',
      script: 'ps -A -o args # secret-in-script',
      env: { TOKEN: 'secret-in-env' },
      stdin: 'secret-in-stdin',
    });
    expect(stdout.toString()).toContain('ps -A');
    expect(stdout.toString()).not.toContain('secret-in');
  });

  test('guards: nothing is done where something is not as it was read', async () => {
    writeFileSync(at('f'), 'as read');
    const stamp = (await machine.read(`TZ=UTC0 stat -c '${STAMP_FORMAT}' ${at('f')}`)).stdout.trim();
    const holding = [
      { path: at('f'), stamp },
      { path: at('none'), stamp: 'absent' },
    ];
    const fine = await machine.all([{ do: 'run', argv: ['echo', 'done'], guards: holding }]);
    expect(fine[0]?.outcome).toBe('done');
    await sleep(20);
    // Of the same size, and most likely in the same second.
    writeFileSync(at('f'), 'changed');
    const outputs = await machine.all([
      { do: 'run', argv: ['touch', at('before')] },
      { do: 'write', path: at('f'), content: contentOf('mine'), guards: holding },
      { do: 'run', argv: ['touch', at('after')] },
    ]);
    expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'stale', 'not-run']);
    expect(outputs[1]?.stderr).toContain(at('f'));
    expect([existsSync(at('before')), existsSync(at('after')), readFileSync(at('f'), 'utf8')]).toEqual([
      true,
      false,
      'changed',
    ]);
    const appeared = await machine.do({
      do: 'mkdir',
      path: at('d'),
      guards: [{ path: at('f'), stamp: 'absent' }],
    });
    expect(appeared.outcome).toBe('stale');
  });

  test('an attachment is there for as long as it runs', async () => {
    const output = await machine.do({
      do: 'run',
      argv: ['{attachment}', 'is {attachment}'],
      attachment: { name: "it's a tool", content: contentOf('#!/bin/sh\nls -l "$0"; echo "$1"\n') },
    });
    const [listed = '', said = ''] = output.stdout.toString().split('\n');
    expect(listed).toMatch(/^-rwx------/);
    expect(said).toMatch(/^is \/.*\/it's a tool$/);
    expect(existsSync(said.slice(3))).toBe(false);
    const script = await machine.do({
      do: 'run',
      script: 'cat "{attachment}"; echo "{attachment}"',
      attachment: { name: 'data', content: contentOf(Buffer.alloc(100_000, 'x\0')) },
    });
    expect(script.stdout.length).toBeGreaterThan(100_000);
  });
});

/** What takes its time runs for all shells at once. */
describe.concurrent.each(shells())('slow commands through %s', (shell) => {
  // They look for it in the same list of processes.
  const napOf = (seconds: number) => `sleep ${seconds + shells().indexOf(shell)}`;

  test('a daemon that keeps its output open holds nothing up, and what it says later goes nowhere', () =>
    LocalMachine.with(shell, async (machine) => {
      const began = Date.now();
      const [first, second] = await machine.all([
        { do: 'run', script: '(sleep 2; echo late; echo late >&2) & echo started' },
        { do: 'run', argv: ['echo', 'next'] },
      ]);
      expect([first?.stdout.toString(), second?.stdout.toString()]).toEqual(['started\n', 'next\n']);
      expect(Date.now() - began).toBeLessThan(1500);
      await sleep(2100);
      expect((await machine.read('echo fine')).stdout).toBe('fine\n');
    }));

  test('the time limit ends all of it', () =>
    LocalMachine.with(shell, async (machine) => {
      const output = await machine.do({
        do: 'run',
        script: `echo begun; ${napOf(5430)} & ${napOf(5430)}; echo over`,
        timeLimit: 1,
      });
      expect(output).toMatchObject({ outcome: 'timed-out', status: 143 });
      expect(output.stdout.toString()).toBe('begun\n');
      expect((await machine.read(`ps -A -o args | grep "^${napOf(5430)}$"`)).stdout).toBe('');
    }));

  test('progress is told while it runs', () =>
    LocalMachine.with(shell, async (machine, { at }) => {
      const lines: string[] = [];
      const waitFor = (name: string) => `until [ -e ${at(name)} ]; do sleep 0.1; done`;
      await machine.do(
        {
          do: 'run',
          script: `printf "one\\n10%%\\r20%%"; ${waitFor('first')}; echo; echo two; ${waitFor('second')}`,
        },
        {
          // It goes on only once it was told of, however long that takes.
          onProgress: (line) => {
            lines.push(line);
            writeFileSync(at(line === 'two' ? 'second' : 'first'), '');
          },
        },
      );
      expect(lines).toEqual(['20%', 'two']);
    }));

  test('cancelling ends it, and what comes after does not run', () =>
    LocalMachine.with(shell, async (machine, { at }) => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 400);
      const began = Date.now();
      const outputs = await machine.all(
        [
          { do: 'run', script: `trap "echo got it; exit 9" TERM; echo begun; ${napOf(6540)} & wait` },
          { do: 'run', argv: ['touch', at('never')] },
        ],
        { signal: abort.signal },
      );
      expect(Date.now() - began).toBeLessThan(3000);
      expect(outputs.map(({ outcome }) => outcome)).toEqual(['cancelled', 'not-run']);
      expect(outputs[0]?.stdout.toString()).toContain('begun');
      expect(existsSync(at('never'))).toBe(false);
      expect((await machine.read(`ps -A -o args | grep "^${napOf(6540)}$"`)).stdout).toBe('');
      expect((await machine.do({ do: 'run', argv: ['echo', 'fine'] })).stdout.toString()).toBe('fine\n');
      await expect(machine.all([{ do: 'run', argv: ['true'] }], { signal: abort.signal })).rejects.toThrow();
    }));

  test('a job goes on by itself', () =>
    LocalMachine.with(shell, async (machine) => {
      const name = `test-${process.pid}-${shells().indexOf(shell)}`;
      const folder = path.join(homedir(), JOB_FOLDER, name);
      const late = `${folder}-late`;
      try {
        const [started, limited] = await machine.all([
          {
            do: 'run',
            job: name,
            script: 'cat; sleep 1; echo "$A" >&2; exit 4',
            stdin: 'in\n',
            env: { A: 'err' },
          },
          { do: 'run', job: `${name}-late`, argv: ['sleep', '7654'], timeLimit: 1 },
        ]);
        expect([started?.outcome, limited?.outcome]).toEqual(['done', 'done']);
        expect(started?.elapsed).toBeLessThan(900);
        const [pid = '', start = ''] = readFileSync(path.join(folder, 'process'), 'utf8').split(' ');
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]).toBe(start);
        expect(existsSync(path.join(folder, 'status'))).toBe(false);
        await sleep(2500);
        const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
        expect([read('status'), read('stdout'), read('stderr')]).toEqual(['4\n', 'in\n', 'err\n']);
        expect(readFileSync(path.join(late, 'status'), 'utf8')).toBe('143 timed-out\n');
      } finally {
        await machine.do({ do: 'remove', path: folder, recursive: true });
        await machine.do({ do: 'remove', path: late, recursive: true });
      }
    }));
});

test('the run folder is for its user alone, and goes with the shell', async () => {
  const machine = await LocalMachine.open();
  const { stdout } = await machine.do({ do: 'run', script: 'ls -ld "$0" "$(dirname "$0")"' });
  expect(stdout.toString()).toMatch(/^drwx------ .*\n-rw------- /);
  expect(leftBy(machine.runId)).toHaveLength(1);
  await machine.close();
  expect(leftBy(machine.runId)).toEqual([]);
});

test('the next run sweeps what a killed one left, and nothing else', async () => {
  const scratch = scratchFolder();
  const killed = await LocalMachine.open();
  const living = await LocalMachine.open();
  await living.do({ do: 'run', argv: ['true'] });
  const pid = (await killed.read('echo $PPID; echo $$')).stdout.split('\n')[1] ?? '';
  // A write in the middle, as a power cut leaves it.
  void killed
    .do({ do: 'write', path: scratch.at('f'), content: contentOf('x'), validate: 'sleep 3' })
    .catch(() => undefined);
  await sleep(700);
  expect(leftBy(killed.runId, scratch.folder)).toHaveLength(2);
  process.kill(Number(pid), 'SIGKILL');
  void killed.close();
  // It says nothing of a shell, so nobody can tell whether it is in use.
  const stranger = `.jrun-stranger${process.pid}-x`;
  mkdirSync(path.join(tmpdir(), stranger), { mode: 0o700 });
  // Another's folder that is just being made: its shell has not yet written down who it is.
  const newborn = `.jrun-newborn${process.pid}-x`;
  mkdirSync(path.join(tmpdir(), newborn), { mode: 0o700 });
  writeFileSync(path.join(tmpdir(), newborn, 'shell'), '');
  const next = await LocalMachine.open();
  await sleep(100);
  await next.do({ do: 'run', argv: ['true'] });
  // The subshell of the write outlives its shell for as long as it validates; it is not in anybody's way.
  expect(readdirSync(tmpdir())).toEqual(expect.arrayContaining([stranger, newborn]));
  expect(leftBy(killed.runId, scratch.folder)).toEqual([]);
  expect(leftBy(living.runId)).toHaveLength(1);
  for (const name of [stranger, newborn])
    await next.do({ do: 'remove', path: path.join(tmpdir(), name), recursive: true });
  await Promise.all([next.close(), living.close()]);
  scratch.remove();
}, 20_000);
