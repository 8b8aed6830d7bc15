import type { HostCase } from './host-case.ts';

export const editingCases: readonly HostCase[] = [
  {
    name: 'lines, blocks and replacements',
    prepare: `
mkdir /srv/e1
printf '#Port 22\\nPermitRootLogin yes\\nümlaut' > /srv/e1/sshd
chmod 0604 /srv/e1/sshd
chown bob /srv/e1/sshd
printf 'one\\ntwo\\none\\n' > /srv/e1/words
ln -s words /srv/e1/link
`,
    tasks: `
- name: line
  lineinfile: { path: /srv/e1/sshd, regexp: '^#?Port ', line: Port 2222, validate: grep -q Port %s }
- name: another line
  lineinfile: { path: /srv/e1/sshd, line: UseDNS no, insertbefore: '^Permit' }
- name: with references
  lineinfile: { path: /srv/e1/sshd, regexp: '^(PermitRootLogin) yes', line: '\\1 no', backrefs: true }
- name: not there
  lineinfile: { path: /srv/e1/sshd, regexp: nothing, state: absent }
- name: in a new file
  lineinfile: { path: /srv/e1/made/of/it, line: only, create: true, mode: "0600", owner: bob }
- name: block
  blockinfile: { path: /srv/e1/made/of/it, block: "{{ 'b' }}\\nc", marker: "; {mark}", insertbefore: BOF, backup: true }
- name: replace
  replace: { path: /srv/e1/link, regexp: '^one$', replace: "1 \\\\g<0>", owner: bob }
  register: replaced
- name: refused
  lineinfile: { path: /srv/e1/words, line: three, validate: grep -q nothing %s }
  ignore_errors: true
- name: no such file
  replace: { path: /srv/e1/none, regexp: a }
  ignore_errors: true
- name: what was told
  assert:
    that: replaced.msg == '' or replaced.msg is search('^2 replacements made and')
`,
    verify: `
cd /srv/e1
[ "$(cat sshd)" = "Port 2222
UseDNS no
PermitRootLogin no
ümlaut" ]
[ "$(stat -c '%a %U' sshd)" = '604 bob' ]
[ "$(cat made/of/it)" = "; BEGIN
b
c
; END
only" ]
[ "$(stat -c '%a %U' made/of/it)" = '600 bob' ]
[ "$(cat made/of/it.*~)" = only ]
[ -L link ]
[ "$(cat words)" = "1 one
two
1 one" ]
[ "$(stat -c %U words)" = bob ]
[ ! -e none ]
`,
    ends: {
      line: 'changed',
      'another line': 'changed',
      'with references': 'changed',
      'not there': 'ok',
      'in a new file': 'changed',
      block: 'changed',
      replace: 'changed',
      refused: 'failed',
      'no such file': 'failed',
      'what was told': 'ok',
    },
    // What a validating command says is known only when it runs.
    foretold: { refused: 'changed' },
    again: { refused: 'failed', 'no such file': 'failed' },
    foretoldAgain: { refused: 'changed' },
  },
];
