import { play, type WrongInput } from './case.ts';

/** Files that are no YAML, or not the YAML that was meant. */
export const YAML_CASES: readonly WrongInput[] = [
  {
    name: 'yaml-indentation',
    files: {
      'site.yml': `- hosts: all
  tasks:
    - name: Install
      apt:
        name: nginx
       state: present
`,
    },
  },
  {
    name: 'yaml-tab',
    files: { 'site.yml': '- hosts: all\n  tasks:\n\t- debug: {msg: hello}\n' },
  },
  {
    name: 'yaml-colon-in-text',
    files: { 'site.yml': play('- name: Step one: install\n  debug:\n    msg: hello') },
  },
  {
    name: 'yaml-template-unquoted',
    files: { 'site.yml': play('- name: Install\n  apt:\n    name: {{ package }}') },
  },
  {
    name: 'yaml-quote-not-closed',
    files: { 'site.yml': play('- debug:\n    msg: "hello\n- debug:\n    msg: there') },
  },
  {
    name: 'yaml-duplicate-key',
    files: {
      'site.yml': play('- debug:\n    msg: hello\n    verbosity: 0\n    msg: good bye'),
    },
  },
  { name: 'yaml-not-a-list', files: { 'site.yml': 'hosts: all\ntasks:\n  - debug: {msg: hello}\n' } },
  { name: 'yaml-empty', files: { 'site.yml': '' } },
  {
    name: 'yaml-vars-file',
    files: {
      'site.yml': play('- debug: {msg: hello}', '  vars_files: [vars.yml]\n'),
      'vars.yml': 'a: 1\nb: [1, 2\nc: 3\n',
    },
  },
  {
    name: 'yaml-group-vars',
    files: { 'site.yml': play('- debug: {msg: hello}'), 'group_vars/all.yml': 'port: 80\n  name: x\n' },
  },
];
