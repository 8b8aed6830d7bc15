import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/core/plan.ts';
import type { StepOutput } from '../../../src/core/step.ts';
import waitFor from '../../../src/modules/wait-for.ts';
import { cases } from './support/cases.ts';
import { decide } from './support/decide.ts';

cases(waitFor, [
  {
    name: 'a port',
    args: { port: 8000, timeout: 60 },
    expect: {
      verdict: 'change',
      steps: [
        {
          do: 'await-port',
          host: '127.0.0.1',
          port: 8000,
          until: 'open',
          connectLimit: 5,
          delay: 0,
          interval: 1,
          timeLimit: 60,
        },
      ],
    },
  },
  {
    name: 'a port to close',
    args: { port: 8000, state: 'absent' },
    expect: { verdict: 'change', does: ['await-port'], changes: ['wait for port 8000'] },
  },
  {
    name: 'a file',
    args: { path: '/run/ready', search_regex: '\\d+ ready' },
    expect: { verdict: 'change', does: ['run'], changes: ['wait for /run/ready'] },
  },
  {
    name: 'only time',
    args: { timeout: 10 },
    expect: { verdict: 'change', steps: [{ do: 'run', argv: ['sleep', '10'] }] },
  },
  {
    name: 'nobody waits in check mode',
    args: { port: 1 },
    context: { check: true },
    expect: { verdict: 'unchanged' },
  },
]);

describe('time is up', () => {
  const said = (args: object): unknown => {
    const decided = decide(waitFor, { ...args });
    if (!('decision' in decided)) throw new Error('no decision');
    const output: StepOutput = {
      outcome: 'timed-out',
      status: 1,
      stdout: Buffer.alloc(0),
      stderr: '',
      elapsed: 5000,
    };
    return (decided.decision as Plan).finish?.([output], { get: () => undefined })['msg'];
  };
  it('is said as Ansible says it', () => {
    expect(said({ port: 80 })).toBe('Timeout when waiting for 127.0.0.1:80');
    expect(said({ port: 80, state: 'stopped' })).toBe('Timeout when waiting for 127.0.0.1:80 to stop.');
    expect(said({ port: 80, state: 'drained' })).toBe('Timeout when waiting for 127.0.0.1:80 to drain');
    expect(said({ path: '/x' })).toBe('Timeout when waiting for file /x');
    expect(said({ path: '/x', state: 'absent' })).toBe('Timeout when waiting for /x to be absent.');
    expect(said({ path: '/x', search_regex: 'y' })).toBe('Timeout when waiting for search string y in /x');
    expect(said({ port: 80, msg: 'no web server' })).toBe('no web server');
  });
});

it('refuses states that a path does not have', () => {
  expect(waitFor.check?.({ path: '/x', state: 'drained' })).toHaveLength(1);
});
