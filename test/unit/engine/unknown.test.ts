import { beforeAll, describe, expect, it } from 'vitest';
import { runScripted, ScriptedMachines, told } from './scripted.ts';

// The first run loads all modules.
beforeAll(() => runScripted(new ScriptedMachines(), '- debug:').then(() => undefined), 60_000);

const check = async (tasks: string, play = '') => {
  const machines = new ScriptedMachines();
  const run = await runScripted(machines, tasks, { check: true, play });
  expect(machines.frames.flatMap((frame) => frame.did)).toEqual([]);
  return run;
};

/** What the last task waits for. */
async function waits(tasks: string): Promise<readonly string[]> {
  const run = await check(tasks);
  const ended = run.events.filter((event) => event.event === 'task-ended').at(-1);
  return ended?.event === 'task-ended' && ended.outcome.status === 'unknown'
    ? ended.outcome.waitsFor.map(({ what }) => what.replace(/\(.*\/(?=site)/, '('))
    : [];
}

const ASK = '- name: Ask\n  act: {words: ask}\n  register: r\n';

describe('what a command returns that is not run', () => {
  it.each([
    ['a condition', '- thing: {name: a, value: new}\n  when: r.rc == 0'],
    ['a loop', '- thing: {name: "{{ item }}", value: new}\n  loop: "{{ r.names }}"'],
    ['an argument', '- thing: {name: a, value: "{{ r.said }}"}'],
    ['an assertion', '- assert: {that: "r.rc == 0"}'],
    ['a field that nobody speaks of', '- thing: {name: a, value: new}\n  when: r.anything.at.all'],
    ['whether there is such a field', '- thing: {name: a, value: new}\n  when: "\'anything\' in r"'],
    ['whether it is defined', '- thing: {name: a, value: new}\n  when: r.anything is defined'],
    ['a fact made of it', '- set_fact: {f: "{{ r.said }}"}\n- thing: {name: "{{ f }}", value: new}'],
    ['changed_when', '- thing: {name: a, value: new}\n  changed_when: r.rc == 0'],
  ])('makes %s unknown, which names the task it waits for', async (_, task) => {
    expect(await waits(ASK + task)).toEqual(['the result of «Ask» (site.yaml:5:7)']);
  });

  it.each([
    ['where the rest decides', 'r.rc == 0 and inventory_hostname == "other"', 'skipped'],
    ['that it was not skipped', 'r is not skipped', 'changed presumed'],
    ['that it was tried', 'r.unreachable is not defined', 'changed presumed'],
    ['that it changes something', 'r is changed', 'changed presumed'],
    ['that it does not fail, or the play would end there', 'r is succeeded', 'changed presumed'],
  ])('says %s', async (_, condition, status) => {
    const run = await check(`${ASK}- thing: {name: a, value: new}\n  when: ${condition}`);
    expect(told(run).at(-1)).toBe(`here: thing → ${status}`);
  });

  it('does not say that it succeeds where somebody reckons with its failure', async () => {
    const run = await check(
      `${ASK}  ignore_errors: true\n- thing: {name: a, value: new}\n  when: r is failed`,
    );
    expect(told(run).at(-1)).toMatch(/^here: thing → unknown/);
  });

  it('keeps from a loop what each item returns', async () => {
    const run = await check(`- act: {words: "{{ item }}"}
  loop: [a, b]
  register: r
- thing: {name: a, value: new}
  when: r.results[1].rc == 0`);
    expect(told(run).at(-1)).toMatch(/^here: thing → unknown/);
  });
});

it('a command that changes nothing by its author has a verdict, and nothing after it is presumed', async () => {
  const run = await check(`${ASK}  changed_when: false
- act: {words: "ask {{ r.said }}"}
  changed_when: false
- thing: {name: a, value: none}`);
  expect(told(run)).toEqual(['here: Ask → ok', 'here: act → ok', 'here: thing → ok']);
});

it('a command that may have any arguments is presumed to leave things alone', async () => {
  const run = await check(`${ASK}- act: {words: "{{ r.said }}"}\n- thing: {name: a, value: none}`);
  expect(told(run).slice(1)).toEqual(['here: act → unknown', 'here: thing → ok presumed']);
});

it('a module that can not tell beforehand whether it changes something is unknown, and so are its handlers', async () => {
  const run = await check(
    '- perhaps: {name: a}\n  notify: h\n- thing: {name: a, value: none}',
    'handlers:\n  - name: h\n    thing: {name: h, value: new}',
  );
  expect(told(run)).toEqual(['here: perhaps → unknown', 'here: thing → unknown', 'here: h → unknown']);
});

it('what a task reaches that nobody can foretell is unknown too, and nothing else', async () => {
  const run = await check(`- perhaps: {name: a}
- thing: {name: a, value: new}
- {name: below, thing: {name: a/b, value: none}}
- {name: beside, thing: {name: b, value: none}}`);
  expect(told(run).slice(2)).toEqual(['here: below → unknown', 'here: beside → ok']);
});

it('tells templates that it is a check', async () => {
  const run = await check('- debug: {msg: "{{ ansible_check_mode }}"}');
  expect(run.events.flatMap((event) => (event.event === 'message' ? [event.text] : []))).toEqual(['True']);
});
