import { describe, expect, test } from 'vitest';
import { Unreachable } from '../core/far-end.ts';
import type { Step, StepOutput } from '../core/step.ts';
import { afterTheCut, type Fate } from './cut.ts';

const run: Step = { do: 'run', argv: ['systemctl', 'restart', 'x'] };
const mkdir: Step = { do: 'mkdir', path: '/x' };
const done: StepOutput = { outcome: 'done', status: 0, stdout: Buffer.from('out'), stderr: '', elapsed: 1 };
const failed: StepOutput = { ...done, outcome: 'failed', status: 3 };
const HELLO = { pid: '12', start: '345', boot: 'b1', rawness: 'none' as const };
const KNOWN = { hello: HELLO, hadFolder: true };

function fate(
  kind: string,
  steps: Record<number, StepOutput> = {},
  more: { undecided?: number; boot?: string } = {},
): Fate {
  const boot = more.boot ?? 'b1';
  const found = { kind, boot, ...(more.undecided === undefined ? {} : { undecided: more.undecided }) };
  const entries = Object.entries(steps).map(([index, output]): [number, StepOutput] => [
    Number(index),
    output,
  ]);
  return { answer: { steps: new Map(entries), readings: new Map(), fate: found }, boot };
}

function outcomes(...args: Parameters<typeof afterTheCut>): string[] | 'undecided' {
  try {
    return afterTheCut(...args).map(({ outcome }) => outcome);
  } catch (error) {
    if (error instanceof Unreachable && error.undecided) return 'undecided';
    throw error;
  }
}

describe('after a cut', () => {
  test('what was recorded is delivered', () => {
    expect(outcomes([run, run], fate('begun', { 0: done, 1: done }), KNOWN)).toEqual(['done', 'done']);
    expect(outcomes([run, run, mkdir], fate('begun', { 0: failed }), KNOWN)).toEqual([
      'failed',
      'not-run',
      'not-run',
    ]);
    expect(afterTheCut([run], fate('begun', { 0: done }), KNOWN)[0]?.stdout.toString()).toBe('out');
  });

  test('what never began is planned again', () => {
    expect(outcomes([run, run, mkdir], fate('begun', { 0: done }), KNOWN)).toEqual([
      'done',
      'stale',
      'not-run',
    ]);
    expect(outcomes([run], fate('idle'), KNOWN)).toEqual(['stale']);
    expect(outcomes([run], fate('none'), { hello: HELLO, hadFolder: false })).toEqual(['stale']);
  });

  test('a command of which nobody knows is never repeated', () => {
    expect(outcomes([run], fate('begun', {}, { undecided: 0 }), KNOWN)).toBe('undecided');
    // The folder was there once: somebody took it away, with what it knew.
    expect(outcomes([run], fate('none'), KNOWN)).toBe('undecided');
    // The old shell never told who it is, so it may still begin.
    expect(outcomes([run], fate('none'), { hello: undefined, hadFolder: false })).toBe('undecided');
    // A restart loses the last notes.
    for (const kind of ['none', 'idle', 'boot']) {
      expect(outcomes([run], fate(kind, {}, { boot: 'b2' }), { hello: HELLO, hadFolder: false })).toBe(
        'undecided',
      );
    }
    expect(outcomes([run, run], fate('boot', { 0: done }, { boot: 'b2' }), KNOWN)).toBe('undecided');
  });

  test('what can be done twice is done again', () => {
    expect(outcomes([mkdir, mkdir], fate('begun', {}, { undecided: 0 }), KNOWN)).toEqual([
      'stale',
      'not-run',
    ]);
    expect(outcomes([mkdir], fate('none', {}, { boot: 'b2' }), KNOWN)).toEqual(['stale']);
  });

  test('a secret command is not named', () => {
    const secret: Step = { do: 'run', argv: ['login', 'hunter2'], secret: true };
    expect(() => afterTheCut([secret], fate('none'), KNOWN)).toThrow(/while a command ran/);
    expect(() => afterTheCut([run], fate('none'), KNOWN)).toThrow("while 'systemctl restart x' ran");
  });
});
