export interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly skip?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

const LEVELS = `
- name: all levels
  hosts: all
  become: yes
  become_user: play
  remote_user: pu
  tags: [p, q]
  environment: {A: 1, B: p}
  vars: {x: 1, y: play}
  ignore_errors: true
  any_errors_fatal: yes
  no_log: no
  check_mode: yes
  diff: no
  throttle: 3
  timeout: 20
  port: 2222
  tasks:
    - name: plain
      ping:
    - name: own
      ping:
      become: no
      become_user: "{{ x }}"
      remote_user: tu
      tags: t
      when: a == 1
      environment: {A: 2}
      vars: {x: 2}
      ignore_errors: no
      port: 22
      throttle: 1
      timeout: 5
    - name: outer
      when: outer
      tags: outer
      vars: {x: b, z: b}
      environment: [{C: 1}, "{{ more }}"]
      become_user: outer
      delegate_to: other
      run_once: yes
      notify: [h1]
      block:
        - name: inside
          command: echo hi
        - name: deeper
          when: [deep, "deeper"]
          tags: [deep, outer]
          vars: {z: c}
          become_user: deep
          block:
            - name: deepest
              shell: echo a=b creates=/x
              when: [deepest, true]
              vars: {w: 1}
              delegate_to: else
              notify: h2
              environment: {D: 1}
      rescue:
        - name: rescued
          debug: msg=oh
      always:
        - name: always
          debug: {msg: done}
          tags: [always]
  handlers:
    - name: h1
      ping:
    - name: h2
      ping:
      listen: topic
      when: h
      tags: x
`;

const ROLE_FILES = {
  'roles/web/tasks/main.yml':
    '- name: web one\n  ping:\n  tags: w\n- name: web two\n  command: /bin/true\n  notify: reload web\n- import_tasks: more.yml\n  when: more\n  tags: more\n',
  'roles/web/tasks/more.yml': '- ping:\n- name: sub\n  import_tasks: sub/deep.yml\n  vars: {deep: 1}\n',
  'roles/web/tasks/sub/deep.yml': '- name: deep\n  debug: var=deep\n- import_tasks: near.yml\n',
  'roles/web/tasks/sub/near.yml': '- name: near\n  ping:\n',
  'roles/web/handlers/main.yml':
    '- name: reload web\n  service: name=nginx state=reloaded\n  listen: web changed\n',
  'roles/web/defaults/main.yml': 'port: 80\n',
  'roles/web/vars/main.yml': 'inner: 1\n',
  'roles/web/meta/main.yml':
    'dependencies:\n  - base\n  - {role: users, tags: u, when: with_users, become: no, names: [a]}\n',
  'roles/base/tasks/main.yml': '- name: base\n  ping:\n',
  'roles/base/handlers/main.yaml': '- name: base handler\n  ping:\n',
  'roles/users/tasks/main': '- name: users\n  ping:\n',
  'roles/users/meta/main.yml': 'allow_duplicates: yes\ndependencies: [{role: base, vars: {basic: 2}}]\n',
};

export const CASES: readonly Case[] = [
  { title: 'what blocks and tasks inherit', files: { 'site.yml': LEVELS } },
  ...[['t'], ['deep'], ['untagged'], ['tagged'], ['p'], ['nothing'], ['all']].map((tags) => ({
    title: `--tags ${tags.join()}`,
    files: { 'site.yml': LEVELS },
    tags,
  })),
  ...[['always'], ['outer'], ['tagged'], ['all'], ['untagged'], ['all', 'always']].map((skip) => ({
    title: `--skip-tags ${skip.join()}`,
    files: { 'site.yml': LEVELS },
    skip,
  })),
  {
    title: 'never and always',
    tags: ['x'],
    files: {
      'site.yml':
        '- hosts: all\n  tasks:\n    - {ping: , tags: [never, x]}\n    - {ping: , tags: never}\n    - {ping: , tags: always}\n    - {ping: , tags: [always, never]}\n    - {ping: , tags: "a, x"}\n    - ping:\n',
    },
  },
  {
    title: 'never without being asked',
    files: {
      'site.yml':
        '- hosts: all\n  tasks:\n    - {ping: , tags: [never, x]}\n    - {ping: , tags: [always, never]}\n    - ping:\n',
    },
  },
  {
    title: 'roles with dependencies, parameters and keywords',
    files: {
      'site.yml': `
- hosts: web
  become: true
  tags: play
  roles:
    - base
    - role: web
      port: 8080
      tags: [r1, r2]
      when: on
      vars: {v: 1}
      become: false
      environment: {R: 1}
    - {name: users, become_user: root, delegate_to: there}
  pre_tasks:
    - name: pre
      ping:
  tasks:
    - name: task
      ping:
      notify: [web changed, reload web, base handler]
  post_tasks:
    - name: post
      ping:
  handlers:
    - name: own
      ping:
`,
      ...ROLE_FILES,
    },
  },
  {
    title: 'import_role and include_role',
    files: {
      'site.yml': `
- hosts: web
  tags: play
  vars: {which: web}
  tasks:
    - name: import
      import_role:
        name: "{{ which }}"
      tags: imported
      when: cond
      vars: {given: 1}
      become: yes
    - import_role: {name: web, tasks_from: more, handlers_from: main.yml}
    - include_role: name=users
      vars: {u: 1}
      tags: inc
    - block:
        - import_role: name=base
      when: blk
      become_user: b
`,
      ...ROLE_FILES,
    },
  },
  {
    title: 'imports of tasks',
    extra: { which: 'b' },
    files: {
      'site.yml': `
- hosts: all
  vars: {dir: sub}
  vars_files: [vars.yml]
  tasks:
    - import_tasks: a.yml
      tags: [ta]
      when: wa
      vars: {va: 1}
      become: yes
    - import_tasks: "{{ dir }}/{{ which }}.yml"
    - ansible.builtin.import_tasks: "{{ from_file }}.yml"
    - include_tasks: a.yml
      tags: ti
      when: wi
    - include_tasks:
        file: a.yml
        apply: {tags: applied, become: yes}
      vars: {vi: 1}
    - include_tasks: "{{ ansible_os_family }}.yml"
      loop: [1, 2]
      loop_control: {loop_var: os}
  handlers:
    - import_tasks: h.yml
`,
      'vars.yml': 'from_file: sub/b\n',
      'a.yml':
        '- name: a\n  ping:\n  tags: own\n  when: own\n- block:\n    - {name: in block, ping: }\n  when: blk\n',
      'sub/b.yml': '- name: b\n  ping:\n- import_tasks: c.yml\n  tags: c\n',
      'sub/c.yml': '- name: c\n  ping:\n',
      'h.yml': '- name: handler\n  ping:\n- name: second\n  ping:\n  listen: [one, two]\n',
    },
  },
  {
    title: 'imports of playbooks',
    extra: { name: 'second' },
    files: {
      'site.yml': `
- import_playbook: sub/first.yml
  tags: [i]
  when: imported
  vars: {x: import, n: 1}
- import_playbook: "{{ name }}.yml"
- hosts: all
  name: own play
  tasks:
    - ping:
`,
      'sub/first.yml':
        '- hosts: a\n  vars: {x: play, y: 2}\n  tags: t\n  tasks:\n    - {name: one, ping: , when: w}\n  roles: [r]\n- import_playbook: nested.yml\n  when: nested\n',
      'sub/nested.yml': '- hosts: [b, c]\n  tasks:\n    - {name: two, ping: , tags: two}\n',
      'sub/roles/r/tasks/main.yml': '- name: role of sub\n  ping:\n',
      'second.yml': '- hosts: all\n  tasks: []\n',
    },
  },
  {
    title: 'forms of arguments',
    files: {
      'site.yml': `
- hosts: all
  tasks:
    - copy: src=a dest="b c" mode=0644
    - copy: {content: x, dest: y}
    - copy:
        dest: y
      args: {content: a, dest: z}
    - action: copy src=a dest=b
    - action: {module: copy, src: a, dest: b}
    - action:
        module: copy src=a
        dest: b
    - local_action: command echo "a b"  c=d creates=/x
    - local_action: {module: shell, cmd: ls}
      delegate_to: ignored
    - shell: |
        echo one
        echo two
      args: {chdir: /tmp}
    - command: "echo {{ 'a b' }} chdir=/x"
    - command: {cmd: ls, chdir: /}
    - ansible.builtin.command: {argv: [a, b]}
    - ping:
    - ansible.legacy.ping: data=x
    - set_fact: a=1 b="2 3"
    - meta: flush_handlers
    - include_vars: v.yml
    - group_by: key=x
    - add_host: name=h groups=a,b v=1
    - debug: msg="{{ x | default('y z') }}"
    - fail: msg=no
    - assert: {that: [a == 1]}
`,
    },
  },
  {
    title: 'argument specs of a role',
    files: {
      'site.yml': '- hosts: all\n  roles:\n    - {role: a, x: 1, tags: t, when: w}\n    - b\n',
      'roles/a/meta/argument_specs.yml':
        'argument_specs:\n  main:\n    short_description: Entry\n    options:\n      x: {type: int, required: true}\n',
      'roles/a/tasks/main.yml': '- ping:\n',
      'roles/b/meta/main.yml': 'argument_specs:\n  main:\n    options: {y: {type: str}}\n',
    },
  },
  {
    title: 'task files of a role are found from where they are',
    files: {
      'site.yml': '- hosts: all\n  roles: [r]\n  tasks:\n    - import_tasks: tasks/x.yml\n',
      'roles/r/tasks/main.yml': '- import_tasks: sub/one.yml\n- import_tasks: top.yml\n',
      'roles/r/tasks/sub/one.yml':
        '- {name: one, ping: }\n- import_tasks: top.yml\n- import_tasks: two.yml\n',
      'roles/r/tasks/sub/two.yml': '- {name: two, ping: }\n',
      'roles/r/tasks/top.yml': '- {name: top, ping: }\n',
      'roles/r/handlers/main.yml': '- import_tasks: hh.yml\n',
      'roles/r/handlers/hh.yml': '- {name: hh, ping: }\n',
      'tasks/x.yml': '- {name: x, ping: }\n- import_tasks: y.yml\n- import_tasks: tasks/y.yml\n',
      'tasks/y.yml': '- {name: y, ping: }\n',
    },
  },
  {
    title: 'defaults of modules',
    files: {
      'site.yml': `
- hosts: all
  module_defaults:
    copy: {mode: "0644", dest: /a}
  tasks:
    - copy: {content: x}
    - block:
        - copy: {content: x, owner: me}
      module_defaults:
        copy: {owner: you}
`,
    },
  },
  {
    title: 'a block of handlers',
    files: {
      'site.yml':
        '- hosts: all\n  handlers:\n    - when: w\n      become: yes\n      block:\n        - {name: a, ping: }\n        - {name: b, ping: , when: c}\n',
    },
  },
  {
    title: 'lists where one is enough',
    files: {
      'site.yml': `
- hosts: [a, b]
  gather_facts: no
  tasks:
    - {ping: , when: true}
    - {ping: , when: [], notify: }
    - {ping: , notify: a}
    - {ping: , notify: [a, b], tags: "x,y , z"}
    - {ping: , environment: }
    - {ping: , vars: }
  handlers:
    - {name: a, ping: }
    - {name: c, listen: b, ping: }
`,
    },
  },
];

const failing = (title: string, site: string, files: Readonly<Record<string, string>> = {}): Case => ({
  title,
  files: { 'site.yml': site, ...files },
});

const task = (text: string): string => `- hosts: all\n  tasks:\n    - ${text}\n`;

/** Playbooks that the original refuses to load. */
export const REFUSED: readonly Case[] = [
  failing('an unknown module', task('nonsense: x=1')),
  failing('two modules', task('{ping: , command: ls}')),
  failing('no module', task('{name: nothing}')),
  failing('an unknown keyword', task('{ping: , notfy: x}')),
  failing('an unknown keyword of a block', task('{block: [{ping: }], loop: [1]}')),
  failing('an unknown keyword of a play', '- hosts: all\n  task: []\n'),
  failing('empty hosts', '- hosts: []\n  tasks: [{ping: }]\n'),
  failing('hosts as a mapping', '- hosts: {a: 1}\n'),
  failing('a playbook that is no list', 'hosts: all\n'),
  failing('a play that is no mapping', '- all\n'),
  failing('tasks that are no list', '- hosts: all\n  tasks: {ping: }\n'),
  failing('a task that is text', '- hosts: all\n  tasks: [ping]\n'),
  failing('a missing file of tasks', task('import_tasks: none.yml')),
  failing('a file of tasks whose name depends on facts', task('import_tasks: "{{ ansible_os_family }}.yml"')),
  failing('a loop on import_tasks', task('{import_tasks: x.yml, loop: [1]}'), { 'x.yml': '- ping:\n' }),
  failing('a loop on import_role', task('{import_role: {name: r}, loop: [1]}'), {
    'roles/r/tasks/main.yml': '',
  }),
  failing('apply on import_tasks', task('import_tasks: {file: x.yml, apply: {tags: a}}'), {
    'x.yml': '- ping:\n',
  }),
  failing('a flag on include_tasks', task('{include_tasks: x.yml, become: yes}'), { 'x.yml': '- ping:\n' }),
  failing('a missing role', '- hosts: all\n  roles: [none]\n'),
  failing('a role without name', '- hosts: all\n  roles: [{tags: x}]\n'),
  failing('a missing tasks_from', task('import_role: {name: r, tasks_from: none}'), {
    'roles/r/tasks/main.yml': '',
  }),
  failing('an unknown argument of import_role', task('import_role: {name: r, taks_from: x}'), {
    'roles/r/tasks/main.yml': '',
  }),
  failing('import_role without name', task('import_role: {tasks_from: x}')),
  failing('roles that depend on each other', '- hosts: all\n  roles: [a]\n', {
    'roles/a/meta/main.yml': 'dependencies: [b]\n',
    'roles/b/meta/main.yml': 'dependencies: [a]\n',
  }),
  failing(
    'a block in a block of handlers',
    '- hosts: all\n  handlers:\n    - block:\n        - block: [{ping: }]\n',
  ),
  failing('include_role as a handler', '- hosts: all\n  handlers:\n    - include_role: name=r\n', {
    'roles/r/tasks/main.yml': '',
  }),
  failing('rescue without block', task('{rescue: [{ping: }]}')),
  failing('register with a bad name', task('{ping: , register: a-b}')),
  failing('vars with a bad name', task('{ping: , vars: {a-b: 1}}')),
  failing('vars as text', task('{ping: , vars: abc}')),
  failing('two loops', task('{ping: , loop: [1], with_items: [1]}')),
  failing('a loop over nothing', task('{ping: , with_items: }')),
  failing('an unknown lookup', task('{ping: , with_nonsense: [1]}')),
  failing('loop_control as text', task('{ping: , loop: [1], loop_control: x}')),
  failing('args as bare text', task('{command: ls, args: abc}')),
  failing('text for a module that takes none', task('copy: abc')),
  failing('end_role outside of a role', task('meta: end_role')),
  failing('a missing playbook', '- import_playbook: none.yml\n'),
  failing('an unknown argument of include_tasks', task('include_tasks: {file: x.yml, foo: 1}'), {
    'x.yml': '- ping:\n',
  }),
  failing('include', task('include: x.yml'), { 'x.yml': '- ping:\n' }),
];
