import { describe, expect, it } from 'vitest';
import { compilePlaybook, listPlay, selected, startAt, tasksIn } from '../../../src/compile/index.ts';
import { Mistakes } from '../../../src/core/diagnostic.ts';
import type { Play, Task } from '../../../src/core/play.ts';
import { Secrets } from '../../../src/core/secrets.ts';
import { filesInMemory, Reader, Vault } from '../../../src/load/index.ts';
import { compileFiles, portsFor, said } from './compile-texts.ts';

function tasksOf(play: Play | undefined): Task[] {
  return play?.sections.flatMap((section) => [...tasksIn(section)]) ?? [];
}

function first<T>(items: readonly T[] | undefined): T {
  const [item] = items ?? [];
  if (item === undefined) throw new Error('there is none');
  return item;
}

describe('plays', () => {
  it('keep their keywords, literals in their types', () => {
    const { plays, diagnostics } = compileFiles({
      'site.yml': `
- name: One
  hosts: [web, "{{ more }}"]
  gather_facts: "no"
  serial: [1, 30%]
  strategy: free
  order: sorted
  max_fail_percentage: 20
  force_handlers: yes
  vars: {a: 1}
  vars_prompt: [{name: p, prompt: "P?", private: no}]
  any_errors_fatal: "{{ strict }}"
`,
    });
    expect(diagnostics).toEqual([]);
    expect(first(plays)).toMatchObject({
      name: 'One',
      hosts: ['web', '{{ more }}'],
      playbookDir: '/play',
      gatherFacts: false,
      serial: [1, '30%'],
      strategy: 'free',
      order: 'sorted',
      maxFailPercentage: 20,
      forceHandlers: true,
      varsPrompt: [{ name: 'p', prompt: 'P?', private: false, confirm: false }],
      keywords: { anyErrorsFatal: '{{ strict }}' },
    });
  });

  it('conditions stand outermost first', () => {
    const { plays } = compileFiles({
      'site.yml': '- import_playbook: p.yml\n  when: one\n',
      'p.yml': '- hosts: all\n  roles: [{role: r, when: two}]\n',
      'roles/r/tasks/main.yml': '- block:\n    - import_tasks: t.yml\n      when: four\n  when: [three]\n',
      'roles/r/tasks/t.yml': '- ping:\n  when: [five, true]\n',
    });
    const [task] = tasksOf(first(plays));
    expect(task?.keywords.when.map((c) => c.value)).toEqual(['one', 'two', 'three', 'four', 'five', true]);
    expect(task?.keywords.when.map((c) => c.place.file)).toEqual([
      '/play/site.yml',
      '/play/p.yml',
      '/play/roles/r/tasks/main.yml',
      '/play/roles/r/tasks/main.yml',
      '/play/roles/r/tasks/t.yml',
      '/play/roles/r/tasks/t.yml',
    ]);
  });

  it('roles keep their defaults, vars, parameters and parents', () => {
    const { plays } = compileFiles({
      'site.yml': '- hosts: all\n  roles: [{role: a, x: 1, vars: {v: 2}}]\n',
      'roles/a/defaults/main/10.yml': 'd: 1\ne: 1\n',
      'roles/a/defaults/main/20.yml': 'e: 2\n',
      'roles/a/vars/main.yaml': 'v: 1\nw: 1\n',
      'roles/a/meta/main.yml': 'dependencies: [b]\n',
      'roles/a/tasks/main.yml': '- ping:\n',
      'roles/b/tasks/main.yml': '- ping:\n',
    });
    const play = first(plays);
    const [b, a] = tasksOf(play).map((task) => task.role);
    expect(a).toMatchObject({ name: 'a', path: '/play/roles/a', parents: [] });
    expect(Object.fromEntries(a?.defaults ?? [])).toEqual({ d: 1, e: 2 });
    expect(Object.fromEntries(a?.vars ?? [])).toEqual({ v: 2, w: 1 });
    expect(Object.fromEntries(a?.params ?? [])).toEqual({ x: 1 });
    expect(b?.parents.map((parent) => parent.name)).toEqual(['a']);
    // What the rest of the play sees has no variables of the entry.
    expect(play.roles.map((role) => [role.name, role.vars.get('v')])).toEqual([
      ['b', undefined],
      ['a', 1],
    ]);
  });

  it('a role that two others depend on runs once, unless it may be kept from running', () => {
    const roles = {
      'roles/a/meta/main.yml': 'dependencies: [c]\n',
      'roles/b/meta/main.yml': 'dependencies: [c]\n',
      'roles/c/tasks/main.yml': '- name: once\n  ping:\n',
    };
    const count = (listed: string) =>
      tasksOf(first(compileFiles({ 'site.yml': `- hosts: all\n  roles: [${listed}]\n`, ...roles }).plays))
        .length;
    expect(count('a, b')).toBe(1);
    expect(count('c, a, c')).toBe(1);
    expect(count('a, {role: b, when: x}')).toBe(1);
    expect(count('{role: a, when: x}, b')).toBe(2);
    expect(count('{role: a, tags: x}, b')).toBe(2);
    expect(count('c, {role: c, p: 1}')).toBe(2);
  });

  it('module_defaults stand below what a task says', () => {
    const { plays } = compileFiles({
      'site.yml': `
- hosts: all
  module_defaults:
    ansible.builtin.file: {mode: "0600", owner: outer, path: /x}
  tasks:
    - file: {dest: /y}
      module_defaults: {file: {owner: inner}}
`,
    });
    const [task] = tasksOf(first(plays));
    expect(Object.fromEntries(task?.action.args ?? [])).toEqual({ dest: '/y', owner: 'inner', mode: '0600' });
  });

  it('free text goes where the module takes it, a template may be all arguments', () => {
    const { plays } = compileFiles({
      'site.yml': `
- hosts: all
  tasks:
    - command: echo a=b creates=/x
    - file: "{{ whole }}"
    - set_fact: "{{ facts }}"
    - meta: noop
    - include_vars: x.yml
    - ping:
      args: "{{ more }}"
`,
    });
    const actions = tasksOf(first(plays)).map(({ action }) => ({
      args: Object.fromEntries(action.args),
      from: 'argsFrom' in action ? action.argsFrom : undefined,
    }));
    expect(actions).toMatchObject([
      { args: { cmd: 'echo a=b', creates: '/x' } },
      { args: {}, from: '{{ whole }}' },
      { args: { _raw_params: '{{ facts }}' } },
      { args: { action: 'noop' } },
      { args: { file: 'x.yml' } },
      { args: {}, from: '{{ more }}' },
    ]);
  });

  it('prepare checks and types what was rendered', () => {
    const { plays } = compileFiles({
      'site.yml': '- hosts: all\n  tasks:\n    - file: {path: "{{ p }}", mode: 0644, state: "{{ s }}"}\n',
    });
    const [task] = tasksOf(first(plays));
    const action = task?.action;
    const rendered = (state: string) =>
      action?.prepare(new Map([...action.args, ['path', '/x'], ['state', state]]));
    expect(rendered('touch')).toEqual({ args: { path: '/x', mode: 0o644, state: 'touch', recurse: false } });
    expect(rendered('tuch')).toMatchObject({
      mistakes: [
        { summary: "'state' of 'file' can't be 'tuch'", place: { file: '/play/site.yml', line: 3 } },
      ],
    });
  });
});

describe('ids', () => {
  const site =
    '- hosts: all\n  roles: [r]\n  tasks:\n    - {name: a, ping: }\n    - {name: a, ping: }\n    - import_tasks: t.yml\n    - import_tasks: t.yml\n';
  const more = { 't.yml': '- ping:\n', 'roles/r/tasks/main.yml': '- ping:\n- ping:\n' };
  const ids = (folder: string, text = site) => {
    const files = Object.fromEntries(
      Object.entries({ 'site.yml': text, ...more }).map(([name, content]) => [`${folder}/${name}`, content]),
    );
    const reader = new Reader(filesInMemory(files), new Vault([], new Secrets()));
    const { plays } = compilePlaybook([`${folder}/site.yml`], { ...portsFor({}), reader });
    return tasksOf(first(plays)).map((task) => task.id);
  };

  it('are unique, and the same wherever the files are', () => {
    const here = ids('/play');
    expect(new Set(here).size).toBe(6);
    expect(ids('/elsewhere/deep')).toEqual(here);
  });
  it('change with the text of the task, and of no other', () => {
    const before = ids('/play');
    const after = ids('/play', site.replace('{name: a, ping: }', '{name: b, ping: }'));
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
  });
});

describe('includes at run time', () => {
  const files = {
    'site.yml': `
- hosts: all
  tags: play
  tasks:
    - block:
        - include_tasks:
            file: "{{ which }}.yml"
            apply: {tags: applied, become: yes}
          vars: {given: 1}
          when: include
          tags: own
          loop: [1]
        - include_role: {name: "{{ role }}"}
          vars: {r: 1}
      when: block
      vars: {b: 1}
`,
    't.yml': '- {name: t, ping: , when: t, vars: {v: 1}}\n- include_tasks: u.yml\n',
    'u.yml': '- ping:\n',
    'wrong.yml': '- pnig:\n',
    'self.yml': '- include_tasks: self.yml\n  when: more\n',
    'roles/r/tasks/main.yml': '- {name: r, ping: , notify: h}\n',
    'roles/r/handlers/main.yml': '- {name: h, ping: }\n',
    'roles/r/defaults/main.yml': 'd: 1\n',
  };

  function compiled() {
    const result = compileFiles(files);
    expect(said(result)).toBe('');
    const [include, role] = tasksOf(first(result.plays));
    if (!include || !role) throw new Error('no includes');
    return { include, role, includes: result.includes };
  }

  it('inherit from what the include stands in, its variables and apply, not its own conditions and tags', () => {
    const { include, includes } = compiled();
    const [task] = [...tasksIn(includes.tasks('t.yml', include))];
    expect(task?.keywords.when.map((c) => c.value)).toEqual(['block', 't']);
    expect(task?.keywords.tags).toEqual(['play', 'applied']);
    expect(task?.keywords.become).toBe(true);
    expect(task?.keywords.vars.map((dict) => Object.fromEntries(dict))).toEqual([{ b: 1 }, { v: 1 }]);
    expect(task?.keywords.includeParams?.map((dict) => Object.fromEntries(dict))).toEqual([{ given: 1 }]);
  });

  it('carry the variables of the loop that reached them, through further includes', () => {
    const { include, includes } = compiled();
    const item = (value: number) => {
      const keywords = { ...include.keywords, includeParams: [new Map([['item', value]])] };
      const [, nested] = [...tasksIn(includes.tasks('t.yml', { ...include, keywords }))];
      if (!nested) throw new Error('no nested include');
      return [...tasksIn(includes.tasks('u.yml', nested))].map((task) =>
        task.keywords.includeParams?.map((dict) => Object.fromEntries(dict)),
      );
    };
    expect(item(1)).toEqual([[{ item: 1 }, { given: 1 }]]);
    expect(item(2)).toEqual([[{ item: 2 }, { given: 1 }]]);
  });

  it('bring roles with their handlers', () => {
    const { role, includes } = compiled();
    const included = includes.role('r', role, {});
    expect(included.role).toMatchObject({ name: 'r', path: '/play/roles/r' });
    expect(included.handlers.map((handler) => handler.name)).toEqual(['h']);
    const [task] = [...tasksIn(included.entries)];
    expect(task?.name).toBe('r');
    expect(task?.keywords.when.map((c) => c.value)).toEqual(['block']);
    expect(task?.role?.name).toBe('r');
  });

  it('throw mistakes that say where they were included from', () => {
    const { include, role, includes } = compiled();
    expect(() => includes.tasks('wrong.yml', include)).toThrow(Mistakes);
    try {
      includes.tasks('wrong.yml', include);
    } catch (thrown) {
      expect((thrown as Mistakes).diagnostics).toMatchObject([
        { code: 'unknown-module', place: { file: '/play/wrong.yml' }, related: [{ place: { line: 6 } }] },
      ]);
    }
    expect(() => includes.role('nosuch', role, {})).toThrow("there is no role 'nosuch'");
  });

  it('may include themselves', () => {
    const { include, includes } = compiled();
    let at: Task = include;
    for (let depth = 0; depth < 3; depth++) {
      const [task] = [...tasksIn(includes.tasks('self.yml', at))];
      if (!task) throw new Error('no task');
      expect(task.id).not.toBe(at.id);
      at = task;
    }
  });
});

describe('selection', () => {
  it('follows always and never', () => {
    expect(selected([], [], [])).toBe(true);
    expect(selected(['never'], [], [])).toBe(false);
    expect(selected(['never', 'x'], ['x'], [])).toBe(true);
    expect(selected(['always'], ['x'], [])).toBe(true);
    expect(selected(['always'], ['x'], ['always'])).toBe(false);
    expect(selected([], ['untagged'], [])).toBe(true);
    expect(selected(['x'], ['tagged'], [])).toBe(true);
    expect(selected(['x'], ['all'], ['tagged'])).toBe(false);
  });

  it('finds where to start', () => {
    const { plays } = compileFiles({
      'site.yml': '- hosts: all\n  tasks:\n    - {name: one, ping: }\n- hosts: all\n  roles: [r]\n',
      'roles/r/tasks/main.yml': '- {name: two three, ping: }\n',
    });
    expect(startAt(plays, 'one')?.play).toBe(plays[0]);
    expect(startAt(plays, 'two*')?.task.name).toBe('two three');
    expect(startAt(plays, 'r : two three')?.play).toBe(plays[1]);
    expect(startAt(plays, 'three')).toBeUndefined();
    expect(listPlay(first(plays.slice(1))).tasks.map((task) => task.name)).toEqual(['r : two three']);
  });
});
