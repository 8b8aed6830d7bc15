import type { HostCase } from './host-case.ts';

const tasks = `
- name: its folder
  file: { path: /etc/lab, state: directory }
- name: the hash
  jupyter_password: { path: /etc/lab/password, password: "{{ word }}", owner: bob }
- name: that of an older server
  jupyter_password: { path: /srv/old, password: "{{ word }}" }
`;

/** Whether Jupyter accepts these hashes, the flagship's test tells: there somebody logs in. */
export const jupyterPasswordCases: readonly HostCase[] = [
  {
    name: 'a hash that stays while the password does',
    vars: { word: 'correct horse' },
    prepare: `
umask 077
echo sha1:42cf06f7239c:2454c0b968b5a15c24412a050d5d035a6bc7b120 > /srv/old
`,
    tasks,
    verify: `
[ "$(stat -c '%a %U' /etc/lab/password)" = '600 bob' ]
grep -q '^argon2:.argon2id.v=19' /etc/lab/password
grep -q ^sha1: /srv/old
`,
    ends: { 'its folder': 'changed', 'the hash': 'changed', 'that of an older server': 'ok' },
  },
  {
    name: 'another password',
    vars: { word: 'battery staple' },
    tasks,
    verify: `
grep -q '^argon2:' /srv/old
[ "$(cat /srv/old /etc/lab/password | sort -u | wc -l)" = 2 ]
! grep -rq 'battery staple' /etc /srv /var/log
`,
    ends: { 'its folder': 'ok', 'the hash': 'changed', 'that of an older server': 'changed' },
  },
];
