import type { HostCase } from './host-case.ts';

export const templateCases: readonly HostCase[] = [
  {
    name: 'rendered',
    vars: { who: 'ünï "q" $x', names: ['b', 'a'] },
    files: {
      'templates/app.conf.j2':
        '# {{ ansible_managed | default("kept") }}\n{% for n in names | sort %}\n{{ n }} = {{ who }}\n{% endfor %}\nlast',
      'templates/tex.j2': '[[ who ]] {{ kept }}\r\n',
    },
    prepare: 'mkdir /srv/t1; echo old > /srv/t1/old',
    tasks: `
- name: new
  template: { src: app.conf.j2, dest: /srv/t1/app.conf, mode: "0600", owner: bob }
- name: other words
  template: { src: tex.j2, dest: /srv/t1/tex, variable_start_string: "[[", variable_end_string: "]]" }
- name: over an old one
  template: { src: app.conf.j2, dest: /srv/t1/old, backup: true, validate: grep -q last %s }
- name: loop
  template: { src: app.conf.j2, dest: "/srv/t1/{{ item }}.conf" }
  vars: { who: "{{ item }}" }
  loop: [x, y]
`,
    verify: `
cd /srv/t1
[ "$(stat -c '%a %U' app.conf)" = '600 bob' ]
[ "$(tail -n 3 app.conf)" = 'a = ünï "q" $x
b = ünï "q" $x
last' ]
[ "$(od -c tex | head -n 1)" != '' ]
[ "$(cat y.conf | tail -n 2)" = 'b = y
last' ]
[ "$(cat old.*)" = old ]
`,
    ends: {
      new: 'changed',
      'other words': 'changed',
      'over an old one': 'changed',
      loop: ['changed', 'changed'],
    },
  },
  {
    name: 'followed by a handler, once',
    files: { 'templates/a.j2': 'a {{ 1 + 1 }}\n' },
    prepare: 'mkdir /srv/t2',
    tasks: `
- name: one
  template: { src: a.j2, dest: /srv/t2/one }
  notify: count
- name: two
  template: { src: a.j2, dest: /srv/t2/two }
  notify: count
- name: failing
  template: { src: "{{ 'missing' }}.j2", dest: /srv/t2/x }
  ignore_errors: true
`,
    handlers: `
- name: count
  shell: echo ran >> /srv/t2/count
`,
    verify: `
[ "$(cat /srv/t2/count)" = ran ]
`,
    ends: { one: 'changed', two: 'changed', failing: 'failed', count: 'changed' },
    again: { failing: 'failed', count: 'none' },
  },
  {
    name: 'in another encoding',
    files: { 'templates/menu.j2': 'café {{ 3 * 4 }}\n', 'templates/title.j2': '{{ title }}\n' },
    vars: { title: '笔记本' },
    prepare: 'mkdir /srv/t3',
    tasks: `
- name: of the west
  template: { src: menu.j2, dest: /srv/t3/menu, output_encoding: latin-1 }
- name: of China
  template: { src: title.j2, dest: /srv/t3/title, output_encoding: gbk }
- name: without such letters
  template: { src: menu.j2, dest: /srv/t3/plain, output_encoding: ascii }
  ignore_errors: true
`,
    verify: `
[ "$(od -An -tx1 /srv/t3/menu)" = ' 63 61 66 e9 20 31 32 0a' ]
[ "$(iconv -f GBK -t UTF-8 /srv/t3/title)" = 笔记本 ]
[ ! -e /srv/t3/plain ]
`,
    ends: { 'of the west': 'changed', 'of China': 'changed', 'without such letters': 'failed' },
    again: { 'without such letters': 'failed' },
  },
];
