import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deed, DeedAnswer } from '../../../src/core/far-end.ts';
import { LOGIN } from '../../../src/core/identity.ts';
import type { Step } from '../../../src/core/step.ts';
import { LocalMachine, type ScratchFolder, scratchFolder, shells } from './local-machine.ts';

const run = (script: string): Step => ({ do: 'run', script });
const deed = (steps: readonly Step[], more: Partial<Deed> = {}): Deed => ({
  steps,
  readings: [],
  environment: {},
  ...more,
});
const outcomes = ({ outputs }: DeedAnswer) => outputs.map(({ outcome }) => outcome);
const read = ({ readings }: DeedAnswer) => readings.map(({ stdout }) => stdout.toString());

describe.each(shells())('deeds that follow each other, in %s', (shell) => {
  let machine: LocalMachine;
  let scratch: ScratchFolder;
  beforeAll(async () => {
    machine = await LocalMachine.open(shell);
    scratch = scratchFolder();
  });
  afterAll(async () => {
    await machine.close();
    scratch.remove();
  });

  const all = (deeds: readonly Deed[]) => Promise.all(machine.farEnd.act(deeds, LOGIN));

  test('travel in one frame, each with its own readings, environment and notice', async () => {
    const lines: string[] = [];
    const counted = machine.farEnd.traffic.frames;
    const answers = await all([
      deed([run('echo "$WHO"; echo one >&2')], {
        readings: [{ script: 'echo first', timeLimit: 5 }],
        environment: { WHO: 'me' },
      }),
      deed([run('echo "$WHO"'), run('echo three')], {
        readings: [
          { script: 'echo second', timeLimit: 5 },
          { script: 'echo third', timeLimit: 5 },
        ],
        environment: { WHO: 'you' },
        onProgress: (line) => void lines.push(line),
      }),
    ]);
    expect(machine.farEnd.traffic.frames - counted).toBe(1);
    expect(answers.map(({ outputs }) => outputs.map(({ stdout }) => stdout.toString()))).toEqual([
      ['me\n'],
      ['you\n', 'three\n'],
    ]);
    expect(answers.map(read)).toEqual([['first\n'], ['second\n', 'third\n']]);
  });

  test('are answered one by one, while those behind are still at it', async () => {
    const [first, second] = machine.farEnd.act(
      [
        deed([run('echo quick')]),
        deed([run('until [ -e "$GO" ]; do sleep 0.05; done')], { environment: { GO: scratch.at('go') } }),
      ],
      LOGIN,
    );
    expect(outcomes((await first) as DeedAnswer)).toEqual(['done']);
    writeFileSync(scratch.at('go'), '');
    expect(outcomes((await second) as DeedAnswer)).toEqual(['done']);
  });

  test('none behind one that fails is come to', async () => {
    const [first, second, third] = await all([
      deed([run('true'), run('false'), run('true')], { readings: [{ script: 'echo after', timeLimit: 5 }] }),
      deed([run(`touch ${scratch.at('never')}`)], { readings: [{ script: 'echo never', timeLimit: 5 }] }),
      deed([{ do: 'mkdir', path: scratch.at('neither') }]),
    ]);
    expect(outcomes(first as DeedAnswer)).toEqual(['done', 'failed', 'not-run']);
    expect(read(first as DeedAnswer)).toEqual(['after\n']);
    expect([second, third].map((answer) => outcomes(answer as DeedAnswer))).toEqual([
      ['not-run'],
      ['not-run'],
    ]);
    expect(read(second as DeedAnswer)).toEqual([]);
    expect(readdirSync(scratch.folder).filter((name) => name.startsWith('ne'))).toEqual([]);
  });

  test('none behind one whose guard does not hold is come to', async () => {
    const guards = [{ path: '/', stamp: 'absent' }];
    const [first, second] = await all([deed([{ ...run('true'), guards }]), deed([run('true')])]);
    expect([first, second].map((answer) => outcomes(answer as DeedAnswer))).toEqual([['stale'], ['not-run']]);
  });

  test('those that go out stand for themselves', async () => {
    const [first, second, third] = await all([
      deed([run('true')]),
      deed([
        {
          do: 'await-port',
          host: '127.0.0.1',
          port: 1,
          until: 'closed',
          connectLimit: 1,
          delay: 0,
          interval: 1,
          timeLimit: 5,
        },
      ]),
      deed([run('true')], { readings: [{ script: 'echo last', timeLimit: 5 }] }),
    ]);
    expect([first, second, third].map((answer) => outcomes(answer as DeedAnswer))).toEqual([
      ['done'],
      ['done'],
      ['done'],
    ]);
    expect(read(third as DeedAnswer)).toEqual(['last\n']);
  });
});
