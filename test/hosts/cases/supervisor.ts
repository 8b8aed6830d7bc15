import type { HostCase } from './host-case.ts';

/** A disk that is to be read only must not be written by supervisord either: it logs into memory, and starts afresh. */
const IN_MEMORY = `
supervisorctl stop all >/dev/null
systemctl stop supervisor
rm -f /etc/supervisor/conf.d/*
sed -i 's|^logfile=.*|logfile=/dev/null\\nlogfile_maxbytes=0|; s|^childlogdir=.*|childlogdir=/run|' /etc/supervisor/supervisord.conf
`;

const program = (name: string, command: string, more = ''): string =>
  `printf '%s\\n' '[program:${name}]' 'command=${command}' ${more} > /etc/supervisor/conf.d/${name}.conf`;

/** supervisorctl itself is slow to start; nobody else answers on its socket. */
const READY = `
systemctl start supervisor
until supervisorctl pid >/dev/null 2>&1; do :; done
while supervisorctl status | grep -q STARTING; do :; done
`;

/** The first case brings supervisor; those after it find it there. */
export const supervisorCases: readonly HostCase[] = [
  {
    name: 'a program on a host without supervisor',
    prepare: 'apt-get -qq update >/dev/null 2>&1',
    files: { 'lab.conf.j2': '[program:lab]\ncommand=/bin/sleep {{ 1000 }}\nstopsignal=INT\n' },
    tasks: `
- name: too early
  supervisorctl: { name: lab, state: started }
  ignore_errors: true
- name: supervisor
  apt: { name: supervisor, install_recommends: false }
- name: nothing describes it
  supervisorctl: { name: lab, state: started }
  ignore_errors: true
- name: its file
  template: { src: lab.conf.j2, dest: /etc/supervisor/conf.d/lab.conf }
- name: running
  supervisorctl: { name: lab, state: started }
  register: r
- name: what is told
  assert:
    that: ["r.affected == ['lab']", r.name == 'lab', r.state == 'started']
  when: not ansible_check_mode and r is changed
- name: there already
  supervisorctl: { name: lab, state: started }
`,
    verify: `
supervisorctl status lab | grep RUNNING
[ "$(supervisorctl status | wc -l)" = 1 ]
`,
    ends: {
      'too early': 'failed',
      supervisor: 'changed',
      'nothing describes it': 'failed',
      'its file': 'changed',
      running: 'changed',
      'what is told': 'ok',
      'there already': 'ok',
    },
    foretold: {
      'nothing describes it': 'unknown',
      'its file': 'presumed',
      running: 'presumed',
      'what is told': 'skipped',
    },
    again: { 'too early': 'ok', 'nothing describes it': 'ok', 'what is told': 'skipped' },
  },
  {
    name: 'programs in every state',
    prepare: `${IN_MEMORY}
${program('steady', '/bin/sleep 1000')}
${program('old', '/bin/sleep 1000')}
${program('web', '/bin/sleep 1000', "'autostart=false' 'numprocs=2' 'process_name=web_%(process_num)02d'")}
${READY}
`,
    tasks: `
- name: a group
  supervisorctl: { name: "web:", state: started }
- name: one of the group
  supervisorctl: { name: "web:web_00", state: stopped }
- name: never heard of
  supervisorctl: { name: nobody, state: started }
  ignore_errors: true
- name: other command
  copy: { content: "[program:old]\\ncommand=/bin/sleep 2000\\n", dest: /etc/supervisor/conf.d/old.conf }
- name: with its new configuration
  supervisorctl: { name: old, state: started }
- name: again
  supervisorctl: { name: steady, state: restarted }
`,
    verify: `
supervisorctl status > /run/status || :
grep '^steady .*RUNNING' /run/status
grep '^web:web_00 .*STOPPED' /run/status
grep '^web:web_01 .*RUNNING' /run/status
pid=$(supervisorctl pid old)
tr '\\0' ' ' < /proc/$pid/cmdline | grep 2000
rm /run/status
`,
    ends: {
      'a group': 'changed',
      'one of the group': 'changed',
      'never heard of': 'failed',
      'other command': 'changed',
      'with its new configuration': 'changed',
      again: 'changed',
    },
    foretold: { 'with its new configuration': 'presumed', again: 'presumed' },
    again: {
      'a group': 'changed',
      'one of the group': 'changed',
      'never heard of': 'failed',
      again: 'changed',
    },
  },
  {
    name: 'programs that go, and one that fails',
    prepare: `${IN_MEMORY}
${program('goes', '/bin/sleep 1000')}
${program('listens', '/bin/sh -c "trap : USR1; while :; do sleep 1; done"')}
${READY}
${program('bad', '/bin/sh -c "echo the reason why >&2; exit 3"', "'startretries=0'")}
`,
    tasks: `
- name: runs already
  supervisorctl: { name: goes, state: started }
- name: a signal
  supervisorctl: { name: listens, state: signalled, signal: USR1 }
- name: still running
  supervisorctl: { name: goes, state: absent }
  ignore_errors: true
- name: stopped first
  supervisorctl: { name: goes, state: absent, stop_before_removing: true }
- name: fails to start
  supervisorctl: { name: bad, state: started }
  ignore_errors: true
  register: r
- name: and says why
  assert: { that: "'the reason why' in r.msg" }
  when: not ansible_check_mode
`,
    verify: `
supervisorctl status > /run/status || :
! grep '^goes' /run/status
grep '^listens .*RUNNING' /run/status
rm /run/status
`,
    ends: {
      'runs already': 'ok',
      'a signal': 'changed',
      'still running': 'failed',
      'stopped first': 'changed',
      'fails to start': 'failed',
      'and says why': 'ok',
    },
    // Nobody knows beforehand that a program fails.
    foretold: { 'fails to start': 'changed', 'and says why': 'skipped' },
    foretoldAgain: { 'fails to start': 'changed', 'and says why': 'skipped' },
    // Its file is still there, so it is added again, and goes again.
    again: {
      'runs already': 'changed',
      'a signal': 'changed',
      'still running': 'failed',
      'stopped first': 'changed',
      'fails to start': 'failed',
    },
  },
  {
    name: 'a password',
    prepare: `${IN_MEMORY}
sed -i 's|^chmod=.*|chmod=0700\\nusername=lab\\npassword={SHA}b40b299614889baacf8f7a23554eb37fc1395014|' /etc/supervisor/supervisord.conf
${program('safe', '/bin/sleep 1000', "'autostart=false'")}
systemctl start supervisor
until supervisorctl -u lab -p "per;cent % sign" pid >/dev/null 2>&1; do :; done
cat > /srv/supervisorctl <<'END'
#!/bin/sh
for word; do case $word in *sign*) echo 'the password is in the argument list'; exit 9 ;; esac; done
exec supervisorctl "$@"
END
chmod 0755 /srv/supervisorctl
`,
    vars: { secret: 'per;cent % sign' },
    tasks: `
- name: without it
  supervisorctl: { name: safe, state: started }
  ignore_errors: true
- name: with it
  supervisorctl: { name: safe, state: started, username: lab, password: "{{ secret }}", supervisorctl_path: /srv/supervisorctl }
- name: from a file
  supervisorctl:
    name: safe
    state: started
    username: lab
    password: "{{ secret }}"
    config: /etc/supervisor/supervisord.conf
    supervisorctl_path: /srv/supervisorctl
`,
    verify: `
supervisorctl -u lab -p "per;cent % sign" status safe | grep RUNNING
`,
    ends: { 'without it': 'failed', 'with it': 'changed', 'from a file': 'ok' },
    foretold: { 'from a file': 'presumed' },
    again: { 'without it': 'failed' },
  },
];
