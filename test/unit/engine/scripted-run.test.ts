import { beforeAll, describe, expect, it } from 'vitest';
import { Mistakes } from '../../../src/core/diagnostic.ts';
import { leftOf, runScripted, ScriptedMachines, told, Unreachable } from './scripted.ts';

const tasks = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join('\n');

// The first run loads all modules.
beforeAll(() => runScripted(new ScriptedMachines(), '- debug:').then(() => undefined), 60_000);

describe('looking ahead', () => {
  it('reads all that a hundred tasks want in one round trip', async () => {
    const machines = new ScriptedMachines();
    const run = await runScripted(
      machines,
      tasks(100, (i) => `- thing: {name: x${i}, value: none}`),
    );
    expect(machines.frames.map((frame) => frame.read.length)).toEqual([100]);
    expect(new Set(told(run))).toEqual(new Set(['here: thing → ok']));
  });

  it('reads nothing twice, and what was touched again together with the change', async () => {
    const machines = new ScriptedMachines();
    await runScripted(
      machines,
      `- thing: {name: a, value: none}
- thing: {name: b, value: new}
- thing: {name: a, value: none}
- thing: {name: b, value: newer}
- thing: {name: c, value: none}`,
    );
    expect(machines.frames).toEqual([
      { machine: 'here', did: [], read: ['a', 'b', 'c'] },
      { machine: 'here', did: ['set b new', 'set b newer'], read: ['b', 'b'] },
    ]);
  });

  describe('large files of coming tasks, while a command runs', () => {
    const large = {
      kindOf: () => 'file' as const,
      modeOf: () => 0o644,
      sizeOf: (path: string) => (path.includes('small') ? 5 : 300_000_000),
      isEncrypted: () => false,
      stampOf: () => 'same',
      readBytes: () => Buffer.from('small'),
      digestsOf: async (path: string) => {
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        return { sha256: path, sha1: path };
      },
    };
    const brought = async (tasks: string, there: Record<string, string> = {}, turns = 200) => {
      const machines = new ScriptedMachines();
      for (const [name, value] of Object.entries(there)) machines.things.set(name, value);
      machines.whileActing = async () => {
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      };
      const run = await runScripted(machines, tasks, { control: large });
      expect(run.summary.recap[0]).toMatchObject({ failed: 0, notConverged: 0 });
      return machines.brought;
    };

    it.each([
      ['right behind it', '- sent: {name: a, src: /x}', ['a 300000000']],
      [
        'all of them, also in loops and behind others',
        '- thing: {name: b, value: 1}\n- act: {words: on}\n- sent: {name: "{{ item }}", src: /x}\n  loop: [a, c]',
        ['a 300000000', 'c 300000000'],
      ],
      [
        'of variables that are set before',
        '- set_fact: {n: a}\n- sent: {name: "{{ n }}", src: /x}',
        ['a 300000000'],
      ],
      ['not what is there', '- sent: {name: is, src: /x}', []],
      ['not what is small', '- sent: {name: a, src: /small}', []],
      [
        'not what may not be for this host',
        '- act: {words: on}\n  register: r\n- sent: {name: a, src: /x}\n  when: r is changed',
        [],
      ],
      ['not what is for nobody', '- sent: {name: a, src: /x}\n  when: false', []],
      ['not from behind the end', '- meta: end_host\n- sent: {name: a, src: /x}', []],
      ['not what is for another host', '- sent: {name: a, src: /x}\n  delegate_to: there', []],
    ])('%s', async (_what, more, expected) => {
      expect(await brought(`- act: {words: go}\n${more}`, { is: '/x' })).toEqual(expected);
    });

    it('nothing where none comes, nor once the command is over', async () => {
      expect(await brought('- sent: {name: a, src: /x}\n- sent: {name: b, src: /small}')).toEqual([]);
      const machines = new ScriptedMachines();
      await runScripted(machines, '- act: {words: go}\n- sent: {name: a, src: /x}', { control: large });
      expect(machines.frames.map(({ did, read }) => [...did, '→', ...read].join(' '))).toEqual([
        'go → a',
        'set a /x → a',
      ]);
    });

    it('do not travel before it', async () => {
      const machines = new ScriptedMachines();
      await runScripted(
        machines,
        '- sent: {name: a, src: /x}\n- thing: {name: b, value: 1}\n- sent: {name: c, src: /x}',
        {
          control: large,
        },
      );
      expect(machines.frames.map(({ did }) => did.join(', ')).filter(Boolean)).toEqual([
        'set a /x',
        'set b 1',
        'set c /x',
      ]);
    });
  });

  it('asks the host while a large file is hashed here', async () => {
    const machines = new ScriptedMachines();
    const readBefore: number[] = [];
    const run = await runScripted(
      machines,
      '- sent: {name: a, src: /large}\n- sent: {name: b, src: /large}',
      {
        control: {
          kindOf: () => 'file',
          modeOf: () => 0o644,
          sizeOf: () => 300_000_000,
          isEncrypted: () => false,
          stampOf: () => 'same',
          async digestsOf() {
            for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
            readBefore.push(machines.frames.length);
            return { sha256: 'sum', sha1: 'sum' };
          },
        },
      },
    );
    expect(told(run)).toEqual(['here: sent → changed', 'here: sent → changed']);
    expect(readBefore).toEqual([1]);
    expect(machines.frames.map(({ did, read }) => [did, read])).toEqual([
      [[], ['a', 'b']],
      [['set a sum'], ['a']],
      [['set b sum'], ['b']],
    ]);
  });

  it('reads again what rests on what was touched, in the same round trip', async () => {
    const machines = new ScriptedMachines();
    await runScripted(
      machines,
      `- thing: {name: a.part, value: none}
- thing: {name: a, value: new}
- thing: {name: b, value: none}
- thing: {name: a.part, value: none}`,
    );
    expect(machines.frames.map(({ did, read }) => [...did, '→', ...[...read].sort()].join(' '))).toEqual([
      '→ a a.part b',
      'set a new → a a.part',
    ]);
  });

  it('ends at a command that will surely run, and reads anew behind it in the same round trip', async () => {
    const machines = new ScriptedMachines();
    await runScripted(
      machines,
      `- thing: {name: a, value: none}
- act: {words: one}
  register: r
- thing: {name: a, value: none}
- thing: {name: b, value: none}
- act: {words: "two {{ r.said }}"}
- thing: {name: c, value: none}`,
    );
    expect(machines.frames).toEqual([
      { machine: 'here', did: [], read: ['a'] },
      { machine: 'here', did: ['one'], read: ['a', 'b'] },
      { machine: 'here', did: ['two one'], read: ['c'] },
    ]);
  });

  it('reads all that a loop wants before its first item, and changes all in one exchange', async () => {
    const machines = new ScriptedMachines();
    await runScripted(
      machines,
      '- thing: {name: "x{{ item }}", value: new}\n  loop: "{{ range(20) | list }}"',
    );
    expect(machines.frames.map(({ did, read }) => [did.length, read.length])).toEqual([
      [0, 20],
      [20, 20],
    ]);
  });

  it.each([true, false])('decides nothing: the same happens (looking ahead: %s)', async (lookAhead) => {
    const machines = new ScriptedMachines();
    machines.things.set('b', 'old');
    const run = await runScripted(
      machines,
      `- thing: {name: a, value: none}
  register: r
- thing: {name: b, value: new}
  when: r is not changed
  notify: h
- set_fact: {n: b}
- thing: {name: "{{ n }}", value: new}
- act: {words: go, unless: a}
- thing: {name: "{{ item }}", value: none}
  loop: [a, b, c]`,
      { lookAhead, play: 'handlers:\n  - name: h\n    thing: {name: h, value: 1}' },
    );
    expect(told(run)).toEqual([
      'here: thing → ok',
      'here: thing → changed',
      'here: set_fact → ok',
      'here: thing → ok',
      'here: act → changed',
      'here: thing → changed',
      'here: h → changed',
    ]);
  });
});

describe('acting', () => {
  it('plans again where a guard did not hold', async () => {
    const machines = new ScriptedMachines();
    let times = 0;
    machines.onStep = () => (times++ === 0 ? 'stale' : undefined);
    const run = await runScripted(machines, '- thing: {name: a, value: new}');
    expect(told(run)).toEqual(['here: thing → changed']);
    expect(machines.frames.map((frame) => frame.did.length)).toEqual([0, 1, 1]);
  });

  it('gives up on a host that keeps changing', async () => {
    const machines = new ScriptedMachines();
    machines.onStep = () => 'stale';
    const run = await runScripted(machines, '- thing: {name: a, value: new}');
    expect(told(run)).toEqual(['here: thing → failed']);
  });

  it('looks at everything anew where a step was not begun', async () => {
    const machines = new ScriptedMachines();
    let times = 0;
    machines.onStep = () => (times++ === 0 ? 'not-run' : undefined);
    const run = await runScripted(machines, '- thing: {name: a, value: new}');
    expect(told(run)).toEqual(['here: thing → changed']);
    expect(machines.things.get('a')).toBe('new');
  });

  it('says what a change left undone', async () => {
    const machines = new ScriptedMachines();
    machines.onStep = () => 'done';
    const { things } = machines;
    things.set = () => things;
    const run = await runScripted(machines, '- thing: {name: a, value: new}');
    expect(told(run)).toEqual(['here: thing → changed not converged']);
    expect(run.summary.recap[0]?.notConverged).toBe(1);
  });

  it('leaves a host that went away, and goes on with the others', async () => {
    const machines = new ScriptedMachines();
    machines.onStep = (words) => (words === 'set a h1' ? new Unreachable('it went away') : undefined);
    const run = await runScripted(
      machines,
      '- thing: {name: a, value: "{{ inventory_hostname }}"}\n- debug: {msg: on}',
      { hosts: { h1: {}, h2: { ansible_host: 'two' } } },
    );
    expect(told(run)).toEqual(['h2: thing → changed', 'h2: debug → ok']);
    expect(run.summary.recap.map(({ host, unreachable }) => [host, unreachable])).toEqual([
      ['h1', 1],
      ['h2', 0],
    ]);
  });

  it('runs nothing more once it is interrupted', async () => {
    const machines = new ScriptedMachines();
    const interrupt = new AbortController();
    machines.onStep = (words) => {
      if (words === 'set a new') interrupt.abort();
      return undefined;
    };
    const run = await runScripted(
      machines,
      `- block:
    - thing: {name: a, value: new}
    - thing: {name: b, value: new}
  always:
    - thing: {name: c, value: new}`,
      { signal: interrupt.signal },
    );
    expect(told(run)).toEqual(['here: thing → changed']);
    expect(machines.frames.map(({ did }) => did.length)).toEqual([0, 1]);
    expect(run.summary.interrupted).toBe(true);
    expect(machines.things.has('b')).toBe(false);
    expect(machines.things.has('c')).toBe(false);
    expect(leftOf(run)).toEqual(['here interrupted; not begun: thing, thing; notified: ']);
  });

  it('tells in which task it was interrupted, and what would have come', async () => {
    const machines = new ScriptedMachines();
    machines.onStep = (words) => (words === 'wait' ? 'cancelled' : undefined);
    const run = await runScripted(
      machines,
      `- thing: {name: a, value: new}
  notify: tell
- block:
    - name: patience
      act: {words: wait}
  rescue:
    - name: never
      act: {words: no}
- name: not asked for
  act: {words: other}
  tags: other
- name: after
  act: {words: after}`,
      { skipTags: ['other'], play: 'handlers: [{name: tell, act: {words: tell}}]' },
    );
    expect(told(run)).toEqual(['here: thing → changed']);
    expect(leftOf(run)).toEqual(['here interrupted in patience; not begun: after; notified: tell']);
    expect(run.summary.recap[0]).toMatchObject({ ok: 1, failed: 0, rescued: 0 });
  });

  it('tells how each host left the play, and which handlers did not run', async () => {
    const machines = new ScriptedMachines();
    machines.onStep = (words) => (words === 'fail' ? 'failed' : undefined);
    const run = await runScripted(
      machines,
      `- thing: {name: a, value: new}
  notify: tell
- meta: end_host
  when: inventory_hostname == 'h2'
- act: {words: fail}
  when: inventory_hostname == 'h1'`,
      { hosts: { h1: {}, h2: {}, h3: {} }, play: 'handlers: [{name: tell, act: {words: tell}}]' },
    );
    expect(leftOf(run).sort()).toEqual([
      'h1 failed; not begun: ; notified: tell',
      expect.stringMatching(/^h2 ended; /),
      'h3 finished; not begun: ; notified: ',
    ]);
  });

  it('counts what was exchanged with a machine once, however many names it has', async () => {
    const run = await runScripted(new ScriptedMachines(), '- thing: {name: a, value: new}', {
      hosts: { h1: { ansible_host: 'one' }, h2: { ansible_host: 'one' }, h3: { ansible_host: 'two' } },
    });
    expect(run.summary.recap.map(({ traffic }) => traffic !== undefined)).toEqual([true, false, true]);
  });
});

describe('hosts side by side', () => {
  it('talk to no more at once than there are forks', async () => {
    const machines = new ScriptedMachines();
    const hosts = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`h${i}`, { ansible_host: `m${i}` }]),
    );
    const { events } = await runScripted(
      machines,
      '- thing: {name: "{{ inventory_hostname }}", value: new}',
      {
        hosts,
        forks: 3,
      },
    );
    expect(machines.mostTalking).toBe(3);
    const turns = events.filter((event) => event.event === 'queued' || event.event === 'turn');
    const waiting = turns.slice(0, 9).map(({ event, host }) => `${event} ${host}`);
    expect(waiting).toEqual(
      Object.keys(hosts)
        .slice(3)
        .map((host) => `queued ${host}`),
    );
    for (const host of Object.keys(hosts)) {
      const own = turns.filter((event) => event.host === host);
      expect(own.map(({ event }) => event)).toEqual(own.map((_, i) => (i % 2 === 0 ? 'queued' : 'turn')));
      expect(own.length % 2).toBe(0);
    }
  });

  it('share what is known of one machine that has two names', async () => {
    const machines = new ScriptedMachines();
    const run = await runScripted(
      machines,
      '- thing: {name: a, value: new}\n  run_once: true\n- thing: {name: a, value: new}',
      { hosts: { one: { ansible_host: 'm' }, two: { ansible_host: 'm' } } },
    );
    expect(told(run)).toEqual(['one: thing → changed', 'one: thing → ok', 'two: thing → ok']);
    expect(machines.frames.filter((frame) => frame.did.length > 0)).toHaveLength(1);
  });

  it('do not wait for ever at a task that is run once, where some leave or take other ways', async () => {
    const machines = new ScriptedMachines();
    const run = await runScripted(
      machines,
      `- fail: {msg: x}
  when: inventory_hostname == 'h1'
- block:
    - fail: {msg: y}
      when: inventory_hostname == 'h2'
    - debug: {msg: body}
      run_once: true
  rescue:
    - debug: {msg: rescue}
      run_once: true
- debug: {msg: "end of {{ inventory_hostname }}"}
  run_once: true`,
      { hosts: { h1: {}, h2: {}, h3: {} } },
    );
    const ended = told(run).filter((line) => line.includes('debug'));
    expect(ended).toHaveLength(3);
    expect(ended.at(-1)).toBe('h2: debug → ok');
  });

  it('know of each other what they would know if they went task by task', async () => {
    const machines = new ScriptedMachines();
    const run = await runScripted(
      machines,
      `- act: {words: "made by {{ inventory_hostname }}"}
  register: r
- debug: {msg: "{{ hostvars.h2.r.said }}"}
- debug: {msg: "{{ hostvars.h1.r.said }}"}`,
      { hosts: { h1: { ansible_host: 'm1' }, h2: { ansible_host: 'm2' } } },
    );
    expect(told(run).filter((line) => line.includes('failed'))).toEqual([]);
  });
});

describe('check mode', () => {
  const check = (tasksText: string, play = '') => {
    const machines = new ScriptedMachines();
    return runScripted(machines, tasksText, { check: true, play }).then((run) => ({ run, machines }));
  };

  it('touches nothing, and lays what would be over what is', async () => {
    const { run, machines } = await check(`- thing: {name: a, value: new}
- thing: {name: a, value: new}`);
    expect(told(run)).toEqual(['here: thing → changed', 'here: thing → ok']);
    expect(machines.frames.every((frame) => frame.did.length === 0)).toBe(true);
  });

  it('presumes after a command that would run, unless its author says that it changes nothing', async () => {
    const { run } = await check(`- act: {words: quiet}
  changed_when: false
- thing: {name: a, value: none}
- act: {words: loud}
- thing: {name: a, value: none}`);
    expect(told(run)).toEqual([
      'here: act → ok',
      'here: thing → ok',
      'here: act → changed presumed',
      'here: thing → ok presumed',
    ]);
  });

  it('names an assumption once for a whole loop', async () => {
    const { run } = await check(`- act: {words: loud}
- thing: {name: "{{ item }}", value: none}
  loop: [a, b, c]`);
    const assumptions = run.events.flatMap((event) =>
      event.event === 'task-ended' && event.loop ? event.outcome.presumed : [],
    );
    expect(assumptions).toHaveLength(1);
  });

  it('knows nothing of what depends on a command that was not run', async () => {
    const { run } = await check(`- act: {words: ask}
  register: r
- thing: {name: a, value: new}
  when: r.said == 'yes'
- thing: {name: a, value: new}
- thing: {name: b, value: new}
  when: r.said == 'yes' and inventory_hostname == 'other'
- debug: {msg: "{{ r.said }}"}
- thing: {name: "{{ item }}", value: none}
  loop: "{{ r.said | split }}"`);
    expect(told(run)).toEqual([
      'here: act → changed presumed',
      'here: thing → unknown presumed',
      'here: thing → unknown',
      'here: thing → skipped',
      'here: debug → ok',
      'here: thing → unknown',
    ]);
  });

  it('is not sure of a handler that was perhaps notified', async () => {
    const { run } = await check(
      `- act: {words: ask}
  register: r
- thing: {name: a, value: new}
  when: r.said == 'yes'
  notify: h`,
      'handlers:\n  - name: h\n    thing: {name: h, value: new}',
    );
    expect(told(run).at(-1)).toMatch(/^here: h → unknown/);
  });

  it('runs what says check_mode: false, and only that', async () => {
    const { run, machines } = await check(`- act: {words: really}
  check_mode: false
  register: r
- debug: {msg: "{{ r.said }}"}
- act: {words: not}`);
    expect(told(run)).toEqual(['here: act → changed', 'here: debug → ok', 'here: act → changed presumed']);
    expect(machines.frames.flatMap((frame) => frame.did)).toEqual(['really']);
  });

  it('check_mode: true in a run foretells one task, and expects nothing for the next', async () => {
    const machines = new ScriptedMachines();
    const run = await runScripted(
      machines,
      '- thing: {name: a, value: new}\n  check_mode: true\n- thing: {name: a, value: new}',
    );
    expect(told(run)).toEqual(['here: thing → changed', 'here: thing → changed']);
    expect(machines.frames.flatMap((frame) => frame.did)).toEqual(['set a new']);
  });
});

describe('what is hidden', () => {
  it('shows no label, message or progress of a task with no_log', async () => {
    const machines = new ScriptedMachines();
    const run = await runScripted(
      machines,
      `- debug: {msg: "{{ item }}"}
  loop: [sesame]
  no_log: true`,
    );
    expect(JSON.stringify(run.events.filter((event) => event.event !== 'run-started'))).not.toContain(
      'sesame',
    );
  });
});

it('says all static mistakes before a host is touched', async () => {
  const machines = new ScriptedMachines();
  await expect(runScripted(machines, '- thing: {nam: a}\n- nothing: {}')).rejects.toThrow(Mistakes);
  expect(machines.frames).toEqual([]);
});
