import type { HostCase } from './host-case.ts';

const SLEEPER = `[Service]
ExecStart=/bin/sleep 1000
[Install]
WantedBy=multi-user.target
`;

export const systemdCases: readonly HostCase[] = [
  {
    name: 'started, enabled, restarted',
    prepare: `
printf '%s' '${SLEEPER}' > /etc/systemd/system/s1.service
printf '%s' '${SLEEPER}' > /etc/systemd/system/s1-off.service
systemctl daemon-reload
systemctl enable --now s1-off
`,
    tasks: `
- name: start and enable
  systemd: { name: s1, state: started, enabled: true }
- name: again
  service: { name: s1.service, state: started, enabled: true }
- name: stop and disable
  systemd_service: { name: s1-off, state: stopped, enabled: false }
- name: restart
  systemd: { name: s1, state: restarted }
  register: r
- name: what is told
  assert:
    that: [r.state == 'started', r.name == 's1', r.status.ActiveState == 'active', r.status.MainPID | int > 0]
- name: static
  systemd: { name: systemd-journald, enabled: true }
- name: all files
  systemd: { daemon_reload: true }
- name: nobody
  systemd: { name: s1-nobody, state: started }
  ignore_errors: true
`,
    verify: `
[ "$(systemctl is-active s1)" = active ] && [ "$(systemctl is-enabled s1)" = enabled ]
[ "$(systemctl is-active s1-off)" = inactive ]
[ "$(systemctl is-enabled s1-off)" = disabled ]
`,
    ends: {
      'start and enable': 'changed',
      again: 'ok',
      'stop and disable': 'changed',
      restart: 'changed',
      'what is told': 'ok',
      static: 'ok',
      'all files': 'ok',
      nobody: 'failed',
    },
    foretold: { 'what is told': 'unknown' },
    again: { restart: 'changed', nobody: 'failed' },
    foretoldAgain: { 'what is told': 'unknown' },
  },
  {
    name: 'units that the same play writes',
    tasks: `
- name: service
  copy:
    dest: /etc/systemd/system/s2.service
    content: |
      [Service]
      ExecStart=/bin/sleep 1000
      [Install]
      WantedBy=multi-user.target
  notify: restart s2
- name: timer
  copy:
    dest: /etc/systemd/system/s2-often.timer
    content: |
      [Timer]
      OnCalendar=daily
      [Install]
      WantedBy=timers.target
- name: what the timer starts
  copy: { dest: /etc/systemd/system/s2-often.service, content: "[Service]\\nType=oneshot\\nExecStart=/bin/true\\n" }
- name: template
  copy: { dest: /etc/systemd/system/s2@.service, content: "[Service]\\nExecStart=/bin/sleep 1%i\\n" }
- name: start it
  systemd: { name: s2, state: started, enabled: true }
- name: start the timer
  systemd: { name: s2-often.timer, state: started, enabled: true }
- name: once
  systemd: { name: s2-often, state: started }
- name: an instance
  systemd: { name: "s2@00", state: started }
- name: a drop-in's folder
  file: { path: /etc/systemd/system/s2.service.d, state: directory }
- name: a drop-in
  copy: { dest: /etc/systemd/system/s2.service.d/nice.conf, content: "[Service]\\nNice=5\\n" }
  notify: restart s2
`,
    handlers: `
- name: restart s2
  systemd: { name: s2, state: restarted }
`,
    verify: `
[ "$(systemctl show -P Nice s2)" = 5 ]
[ "$(systemctl show -P NeedDaemonReload s2)" = no ]
[ "$(systemctl is-enabled s2 s2-often.timer | sort -u)" = enabled ]
[ "$(systemctl is-active s2 s2-often.timer s2@00 | sort -u)" = active ]
`,
    ends: {
      service: 'changed',
      timer: 'changed',
      'what the timer starts': 'changed',
      template: 'changed',
      'start it': 'changed',
      'start the timer': 'changed',
      once: 'changed',
      'an instance': 'changed',
      "a drop-in's folder": 'changed',
      'a drop-in': 'changed',
      'restart s2': 'changed',
    },
    again: { once: 'changed', 'restart s2': 'none' },
  },
  {
    name: 'masked',
    prepare: `
printf '%s' '${SLEEPER}' > /etc/systemd/system/s3.service
mkdir -p /usr/local/lib/systemd/system
printf '%s' '${SLEEPER}' > /usr/local/lib/systemd/system/s3-off.service
systemctl daemon-reload
`,
    tasks: `
- name: mask
  systemd: { name: s3-off, masked: true }
- name: start what is masked
  systemd: { name: s3-off, state: started }
  ignore_errors: true
- name: unmask and start
  systemd: { name: s3-off, masked: false, state: started }
`,
    verify: `
[ "$(systemctl is-active s3-off)" = active ]
[ ! -e /etc/systemd/system/s3-off.service ]
`,
    ends: { mask: 'changed', 'start what is masked': 'failed', 'unmask and start': 'changed' },
    again: { mask: 'changed', 'start what is masked': 'failed', 'unmask and start': 'changed' },
  },
  {
    name: 'services that fail',
    prepare: `
printf '[Service]\\nExecStart=/bin/false\\n' > /etc/systemd/system/s4-false.service
printf '[Service]\\nGroup=nosuchgroup\\nExecStart=/bin/sleep 9\\nRestart=always\\nRestartSec=10\\n' > /etc/systemd/system/s4-group.service
printf '[Service]\\nExecStart=relative\\n' > /etc/systemd/system/s4-bad.service
systemctl daemon-reload
`,
    tasks: `
- name: ends at once
  systemd: { name: s4-false, state: started }
  register: r
  ignore_errors: true
- name: no such group
  systemd: { name: s4-group, state: started }
  ignore_errors: true
- name: a bad file
  systemd: { name: s4-bad, state: started }
  ignore_errors: true
`,
    verify: 'systemctl stop s4-group\nsystemctl reset-failed\n',
    ends: { 'ends at once': 'failed', 'no such group': 'failed', 'a bad file': 'failed' },
    foretold: { 'ends at once': 'changed', 'no such group': 'changed' },
    again: { 'ends at once': 'failed', 'no such group': 'failed', 'a bad file': 'failed' },
    foretoldAgain: { 'ends at once': 'changed', 'no such group': 'changed' },
  },
];
