import { play, type WrongInput } from './case.ts';

const SITE = { 'site.yml': play('- debug: {msg: hello}') };

/** Inventories, patterns, options and settings. */
export const CALL_CASES: readonly WrongInput[] = [
  { name: 'inventory-missing', files: SITE, words: ['site.yml', '-i', 'host'] },
  {
    name: 'inventory-line',
    files: { ...SITE, hosts: '[web]\nweb1 ansible_port=22 ansible_user\n[web:childs]\nweb[1:x]\n' },
  },
  {
    name: 'inventory-yaml',
    files: { ...SITE, 'hosts.yml': 'all:\n  host:\n    web1:\n' },
    words: ['site.yml', '-i', 'hosts.yml'],
  },
  {
    name: 'inventory-json',
    files: { ...SITE, 'inventory.json': '{"web": {"hosts": ["web1"]' },
    words: ['site.yml', '-i', 'inventory.json'],
  },
  {
    name: 'hosts-unknown-group',
    files: { 'site.yml': '- hosts: wbe\n  tasks:\n    - debug: {msg: hello}\n' },
  },
  { name: 'limit-unknown-host', files: SITE, words: ['site.yml', '-i', 'hosts', '-l', 'wbe1'] },
  { name: 'limit-missing-file', files: SITE, words: ['site.yml', '-i', 'hosts', '-l', '@failed.txt'] },
  { name: 'limit-bad-regex', files: SITE, words: ['site.yml', '-i', 'hosts', '-l', '~web(1'] },
  {
    name: 'extra-vars-json',
    files: SITE,
    words: ['site.yml', '-i', 'hosts', '-e', '{"version": 1.2, "name": "x"'],
  },
  { name: 'extra-vars-no-value', files: SITE, words: ['site.yml', '-i', 'hosts', '-e', 'version'] },
  { name: 'extra-vars-missing-file', files: SITE, words: ['site.yml', '-i', 'hosts', '-e', '@vars.yml'] },
  {
    name: 'setting-wrong-value',
    files: {
      ...SITE,
      'ansible.cfg': '[defaults]\nforks = many\nhost_key_checking = perhaps\ntimeout = -1\n',
    },
  },
  { name: 'setting-broken-file', files: { ...SITE, 'ansible.cfg': 'forks = 10\n[defaults\nforks = 5\n' } },
  {
    name: 'start-at-unknown-task',
    files: SITE,
    words: ['site.yml', '-i', 'hosts', '--start-at-task', 'Instal'],
  },
  { name: 'tags-unknown', files: SITE, words: ['site.yml', '-i', 'hosts', '-t', 'ngnix'] },
  { name: 'option-unknown', files: SITE, words: ['site.yml', '-i', 'hosts', '--chek'] },
  { name: 'option-value', files: SITE, words: ['site.yml', '-i', 'hosts', '-f', 'many'] },
  { name: 'option-module-path', files: SITE, words: ['site.yml', '-i', 'hosts', '-M', 'library'] },
  {
    name: 'options-exclusive',
    files: SITE,
    words: ['site.yml', '-i', 'hosts', '-k', '--connection-password-file', 'x'],
  },
  {
    name: 'step-without-terminal',
    files: SITE,
    words: ['site.yml', '-i', 'hosts', '--step'],
    interactive: false,
  },
  {
    name: 'password-file-missing',
    files: SITE,
    words: ['site.yml', '-i', 'hosts', '--become-password-file', 'sudo.txt'],
  },
  {
    name: 'vault-password-file-missing',
    files: SITE,
    words: ['site.yml', '-i', 'hosts', '--vault-password-file', 'vault.txt'],
  },
  { name: 'key-file-missing', files: SITE, words: ['site.yml', '-i', 'hosts', '--private-key', 'id_gone'] },
];
