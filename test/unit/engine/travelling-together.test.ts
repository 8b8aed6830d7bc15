import { beforeAll, describe, expect, it } from 'vitest';
import { leftOf, runScripted, ScriptedMachines, told } from './scripted.ts';

// The first run loads all modules.
beforeAll(() => runScripted(new ScriptedMachines(), '- debug:').then(() => undefined), 60_000);

/** What was done, exchange by exchange. */
const done = (machines: ScriptedMachines) =>
  machines.frames.map(({ did }) => did.join(', ')).filter((words) => words !== '');

describe('changes travel together', () => {
  it.each([
    ['with a command at the end, which may touch anything', '- act: {words: go}', 'set a 1, set b 1, go'],
    [
      'past what is as it should be',
      '- thing: {name: c, value: none}\n- thing: {name: d, value: 1}',
      'set a 1, set b 1, set d 1',
    ],
    [
      'past what is not for this host',
      '- act: {words: no}\n  when: false\n- thing: {name: d, value: 1}',
      'set a 1, set b 1, set d 1',
    ],
    [
      'past facts that are known',
      '- set_fact: {n: d}\n- thing: {name: "{{ n }}", value: 1}',
      'set a 1, set b 1, set d 1',
    ],
    [
      'into blocks and loops',
      '- block:\n    - thing: {name: "{{ item }}", value: 1}\n      loop: [c, d]\n  rescue: [debug: ]',
      'set a 1, set b 1, set c 1, set d 1',
    ],
  ])('%s', async (_what, more, expected) => {
    const machines = new ScriptedMachines();
    const run = await runScripted(
      machines,
      `- thing: {name: a, value: 1}\n- thing: {name: b, value: 1}\n${more}`,
    );
    expect(done(machines)).toEqual([expected]);
    expect(run.summary.recap[0]).toMatchObject({ failed: 0, notConverged: 0 });
  });

  it.each([
    ['a result', '  register: r\n- thing: {name: "b{{ r.value }}", value: 1}', 'set b1 1'],
    [
      'a condition of a result',
      '  register: r\n- thing: {name: b, value: 1}\n  when: r is changed',
      'set b 1',
    ],
    ['how the task is judged', '  failed_when: false\n- thing: {name: b, value: 1}', 'set b 1'],
    ['a task that is tried again', '  until: true\n- thing: {name: b, value: 1}', 'set b 1'],
    ['all hosts', '- thing: {name: b, value: 1}\n  run_once: true', 'set b 1'],
    ['the handlers', '  notify: h\n- meta: flush_handlers\n- thing: {name: b, value: 1}', 'set h 1|set b 1'],
    ['what nobody knows', '- perhaps: {name: b}\n- thing: {name: b, value: 1}', 'set b 1'],
    ['a question', '- assert: {that: true}\n- thing: {name: b, value: 1}', 'set b 1'],
    ['another identity', '- thing: {name: b, value: 1}\n  become: true', 'set b 1'],
  ])('not past what waits for %s', async (_what, more, rest) => {
    const machines = new ScriptedMachines();
    const run = await runScripted(machines, `- thing: {name: a, value: 1}\n${more}`, {
      play: 'handlers: [{name: h, thing: {name: h, value: 1}}]',
    });
    const [first, ...others] = done(machines);
    expect([first?.split(', ')[0], others.join('|')]).toEqual(['set a 1', rest]);
    expect(run.summary.recap[0]).toMatchObject({ failed: 0, notConverged: 0 });
  });

  it('not past a command', async () => {
    const machines = new ScriptedMachines();
    await runScripted(
      machines,
      '- thing: {name: a, value: 1}\n- act: {words: go}\n- thing: {name: b, value: 1}',
    );
    expect(done(machines)).toEqual(['set a 1, go', 'set b 1']);
  });

  it('not where hosts keep step over failures', async () => {
    const machines = new ScriptedMachines();
    const tasks = '- thing: {name: a, value: 1}\n- thing: {name: b, value: 1}';
    await runScripted(machines, tasks, { play: 'max_fail_percentage: 10' });
    await runScripted(machines, tasks.replaceAll('1', '2'), { play: 'any_errors_fatal: true' });
    expect(done(machines)).toEqual(['set a 1', 'set b 1', 'set a 2', 'set b 2']);
  });
});

describe('where one fails', () => {
  const failing = (words: string) => {
    const machines = new ScriptedMachines();
    machines.onStep = (said) => (said === words ? 'failed' : undefined);
    return machines;
  };
  const [a, b, c] = ['a', 'b', 'c'].map((name) => `- name: ${name}\n  thing: {name: ${name}, value: 1}`);

  it('nothing behind it is done', async () => {
    const machines = failing('set b 1');
    const run = await runScripted(machines, [a, b, c].join('\n'));
    expect(told(run)).toEqual(['here: a → changed', 'here: b → failed']);
    expect(machines.things.has('c')).toBe(false);
  });

  it('what is behind it is done anew where it is ignored', async () => {
    const machines = failing('set b 1');
    const run = await runScripted(machines, [a, `${b}\n  ignore_errors: true`, c].join('\n'));
    expect(told(run)).toEqual(['here: a → changed', 'here: b → failed', 'here: c → changed']);
    expect(done(machines)).toEqual(['set a 1, set b 1', 'set c 1']);
  });

  it('it is rescued', async () => {
    const machines = failing('set a 1');
    const indent = (text = '') => text.replace(/^/gm, '    ');
    const run = await runScripted(machines, `- block:\n${indent(a)}\n${indent(b)}\n  rescue:\n${indent(c)}`);
    expect(told(run)).toEqual(['here: a → failed', 'here: c → changed']);
    expect(machines.things.has('b')).toBe(false);
  });

  it('what a rescue changes is told, though more had been sent behind what failed', async () => {
    const machines = failing('set a 1');
    const indent = (text = '') => text.replace(/^/gm, '    ');
    const after = ['x', 'y'].map((name) => indent(`- name: ${name}\n  thing: {name: ${name}, value: 1}`));
    const run = await runScripted(
      machines,
      `- block:\n${indent(a)}\n${indent(b)}\n${indent(c)}\n  rescue:\n${after.join('\n')}`,
    );
    expect(told(run)).toEqual(['here: a → failed', 'here: x → changed', 'here: y → changed']);
    expect(done(machines)).toEqual(['set a 1', 'set x 1, set y 1']);
  });

  it('the other items of a loop are tried, and nothing behind the loop', async () => {
    const machines = failing('set y 1');
    const run = await runScripted(
      machines,
      `- name: loop\n  thing: {name: "{{ item }}", value: 1}\n  loop: [x, y, z]\n${b}`,
    );
    expect(told(run)).toEqual(['here: loop → failed']);
    expect(done(machines)).toEqual(['set x 1, set y 1', 'set z 1']);
  });
});

describe('what was sent and is done', () => {
  it('is told after an interrupt', async () => {
    const machines = new ScriptedMachines();
    machines.heedsInterrupts = false;
    const interrupt = new AbortController();
    machines.onStep = () => {
      interrupt.abort();
      return undefined;
    };
    const run = await runScripted(
      machines,
      ['a', 'b', 'c'].map((name) => `- thing: {name: ${name}, value: 1}`).join('\n- debug: \n') +
        '\n- act: {words: go}\n- act: {words: never}',
      { signal: interrupt.signal },
    );
    expect(told(run).filter((line) => line.endsWith('changed'))).toHaveLength(4);
    expect(leftOf(run)).toEqual(['here interrupted; not begun: act; notified: ']);
  });

  it('is compared with what was expected, each on its own', async () => {
    const machines = new ScriptedMachines();
    const { things } = machines;
    const set = things.set.bind(things);
    things.set = (name, value) => (name === 'b' ? things : set(name, value));
    const run = await runScripted(
      machines,
      '- thing: {name: a, value: 1}\n- thing: {name: b, value: 1}\n- thing: {name: a, value: 2}\n- thing: {name: c, value: 1}',
    );
    expect(told(run)).toEqual([
      'here: thing → changed',
      'here: thing → changed not converged',
      'here: thing → changed',
      'here: thing → changed',
    ]);
  });
});
