import { play, type WrongInput } from './case.ts';

/** Expressions and templates. */
export const TEMPLATE_CASES: readonly WrongInput[] = [
  { name: 'jinja-syntax', files: { 'site.yml': play('- debug:\n    msg: "{{ user name }}"') } },
  { name: 'jinja-not-closed', files: { 'site.yml': play('- debug:\n    msg: "hello {{ user"') } },
  {
    name: 'jinja-unknown-filter',
    files: { 'site.yml': play('- debug:\n    msg: "{{ names | jion(\',\') }}"', '  vars: {names: [a]}\n') },
  },
  {
    name: 'jinja-unknown-test',
    files: { 'site.yml': play('- debug: {msg: hello}\n  when: names is defned', '  vars: {names: [a]}\n') },
  },
  {
    name: 'jinja-undefined-variable',
    files: {
      'site.yml': play('- name: Greet\n  debug:\n    msg: "hello {{ usre }}"', '  vars: {user: me}\n'),
    },
  },
  {
    name: 'jinja-undefined-attribute',
    files: { 'site.yml': play('- debug:\n    msg: "{{ app.prot }}"', '  vars: {app: {port: 80}}\n') },
  },
  { name: 'jinja-undefined-in-when', files: { 'site.yml': play('- debug: {msg: hello}\n  when: enabeld') } },
  {
    name: 'jinja-template-file-syntax',
    files: {
      'site.yml': play('- template:\n    src: a.j2\n    dest: /tmp/jrun-never/a'),
      'templates/a.j2': 'line one\n{% if x %}\nyes\n{% endfi %}\n',
    },
  },
  {
    name: 'jinja-template-file-undefined',
    files: {
      'site.yml': play('- template:\n    src: a.j2\n    dest: /tmp/jrun-never/a'),
      'templates/a.j2': '# first\nport = {{ app_port }}\n',
    },
  },
  { name: 'jinja-wrong-type', files: { 'site.yml': play('- debug:\n    msg: "{{ \'8080\' + 1 }}"') } },
  {
    name: 'jinja-recursive',
    files: { 'site.yml': play('- debug: {msg: "{{ a }}"}', '  vars: {a: "{{ b }}", b: "{{ a }}"}\n') },
  },
];
