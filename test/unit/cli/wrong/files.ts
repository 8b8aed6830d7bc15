import { Secrets } from '../../../../src/core/secrets.ts';
import { Vault } from '../../../../src/load/index.ts';
import { play, type WrongInput } from './case.ts';

const ENCRYPTED = new Vault([{ id: 'default', password: 'open sesame' }], new Secrets()).encrypt(
  'key: value\n',
);

/** Roles, includes, vaults. */
export const FILE_CASES: readonly WrongInput[] = [
  { name: 'playbook-missing', words: ['sit.yml', '-i', 'hosts'] },
  { name: 'playbook-is-a-folder', words: ['plays', '-i', 'hosts'], files: { 'plays/web.yml': '[]' } },
  {
    name: 'playbook-is-a-task-file',
    files: { 'site.yml': '- name: Install\n  apt:\n    name: nginx\n- debug: {msg: hello}\n' },
  },
  {
    name: 'role-missing',
    files: { 'site.yml': '- hosts: web1\n  roles:\n    - ngnix\n', 'roles/nginx/tasks/main.yml': '[]' },
  },
  {
    name: 'role-circle',
    files: {
      'site.yml': '- hosts: web1\n  roles: [a]\n',
      'roles/a/meta/main.yml': 'dependencies: [b]\n',
      'roles/b/meta/main.yml': 'dependencies: [a]\n',
      'roles/a/tasks/main.yml': '- debug: {msg: a}\n',
      'roles/b/tasks/main.yml': '- debug: {msg: b}\n',
    },
  },
  {
    name: 'include-circle',
    files: {
      'site.yml': play('- import_tasks: a.yml'),
      'a.yml': '- import_tasks: b.yml\n',
      'b.yml': '- debug: {msg: b}\n- import_tasks: a.yml\n',
    },
  },
  {
    name: 'include-missing',
    files: {
      'site.yml': play('- import_tasks: instal.yml\n- include_tasks: configur.yml'),
      'install.yml': '[]',
      'configure.yml': '[]',
    },
  },
  {
    name: 'vars-file-missing',
    files: { 'site.yml': play('- debug: {msg: hello}', '  vars_files: [secrets.yml]\n') },
  },
  {
    name: 'vault-no-password',
    files: {
      'site.yml': play('- debug: {msg: hello}', '  vars_files: [secret.yml]\n'),
      'secret.yml': ENCRYPTED,
    },
  },
  {
    name: 'vault-wrong-password',
    words: ['site.yml', '-i', 'hosts', '--vault-password-file', 'password'],
    files: {
      password: 'wrong\n',
      'site.yml': play('- debug: {msg: hello}', '  vars_files: [secret.yml]\n'),
      'secret.yml': ENCRYPTED,
    },
  },
  {
    name: 'vault-broken',
    words: ['site.yml', '-i', 'hosts', '--vault-password-file', 'password'],
    files: {
      password: 'x\n',
      'site.yml': play('- debug: {msg: hello}', '  vars_files: [secret.yml]\n'),
      'secret.yml': '$ANSIBLE_VAULT;1.1;AES256\nnot hexadecimal\n',
    },
  },
];
