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
];
