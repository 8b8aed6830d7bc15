import { play, type WrongInput } from './case.ts';

/** Tasks, arguments and keywords that say what can't be. */
export const TASK_CASES: readonly WrongInput[] = [
  {
    name: 'task-unknown-module',
    files: { 'site.yml': play('- name: Configure\n  tempalte:\n    src: a.j2\n    dest: /etc/a') },
  },
  { name: 'task-python-module', files: { 'site.yml': play('- amazon.aws.ec2_instance:\n    name: web') } },
  {
    name: 'task-misspelt-argument',
    files: { 'site.yml': play('- copy:\n    content: x\n    dset: /etc/a\n    onwer: root') },
  },
  {
    name: 'task-wrong-type',
    files: {
      'site.yml': play('- apt:\n    name: nginx\n    update_cache: perhaps\n    cache_valid_time: soon'),
    },
  },
  { name: 'task-wrong-choice', files: { 'site.yml': play('- file:\n    path: /srv/a\n    state: folder') } },
  { name: 'task-missing-argument', files: { 'site.yml': play('- copy:\n    content: hello') } },
  {
    name: 'task-exclusive-arguments',
    files: { 'site.yml': play('- copy:\n    src: a\n    content: hello\n    dest: /etc/a') },
  },
  {
    name: 'task-mode-number',
    files: {
      'site.yml': play(
        '- file:\n    path: /srv/a\n    state: directory\n    mode: 755\n- copy:\n    content: x\n    dest: /srv/b\n    mode: 644',
      ),
    },
  },
  {
    name: 'task-unknown-keyword',
    files: { 'site.yml': play('- debug: {msg: hello}\n  whne: x is defined\n  becom: true') },
  },
  {
    name: 'task-two-modules',
    files: { 'site.yml': play('- name: Both\n  debug: {msg: hello}\n  command: /bin/true') },
  },
  { name: 'task-no-module', files: { 'site.yml': play('- name: Nothing\n  when: true') } },
  {
    name: 'task-loop-without-list',
    files: { 'site.yml': play('- debug: {msg: "{{ item }}"}\n  loop: nginx') },
  },
  {
    name: 'task-loop-from-variable',
    files: {
      'site.yml': play(
        '- debug: {msg: "{{ item }}"}\n  loop: "{{ packages }}"',
        '  vars: {packages: nginx}\n',
      ),
    },
  },
  {
    name: 'task-missing-handler',
    files: {
      'site.yml': play(
        '- copy:\n    content: x\n    dest: /etc/a\n  notify: restart nginx',
        '  handlers:\n    - name: Restart nginx\n      service: {name: nginx, state: restarted}\n',
      ),
    },
  },
  {
    name: 'task-missing-template',
    files: {
      'site.yml': play('- template:\n    src: nginx.conf.j2\n    dest: /etc/nginx/nginx.conf'),
      'templates/nginx.cfg.j2': 'x',
    },
  },
  {
    name: 'task-missing-source',
    files: { 'site.yml': play('- copy:\n    src: files/app.tar\n    dest: /srv/app.tar') },
  },
  {
    name: 'task-when-with-braces',
    files: { 'site.yml': play('- debug: {msg: hello}\n  when: "{{ a }} == {{ b }}"') },
  },
  {
    name: 'play-unknown-keyword',
    files: { 'site.yml': '- host: all\n  task:\n    - debug: {msg: hello}\n' },
  },
  {
    name: 'play-tasks-no-list',
    files: { 'site.yml': '- hosts: all\n  tasks:\n    debug:\n      msg: hello\n' },
  },
  {
    name: 'many-mistakes-at-once',
    files: {
      'site.yml': play(
        '- tempalte: {src: a, dest: /b}\n- copy:\n    dset: /etc/a\n- debug: {msg: "{{ 1 + }}"}\n- include_tasks: gone.yml\n- import_tasks: more.yml',
      ),
      'more.yml': '- flie: {path: /a}\n- debug: {mgs: hello}\n',
    },
  },
];
