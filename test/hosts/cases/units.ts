import type { HostCase } from './host-case.ts';

const SLEEPER = `[Service]
ExecStart=/bin/sleep 1000
[Install]
WantedBy=multi-user.target
`;

/** What units do beyond being started: files of the same play, drop-ins, masks, and failing behind systemd's back. */
export const unitCases: readonly HostCase[] = [
  {
    name: 'units that the same play writes',
    tasks: `
- name: service
  copy:
    dest: /etc/systemd/system/u1.service
    content: |
      [Service]
      ExecStart=/bin/sleep 1000
      [Install]
      WantedBy=multi-user.target
  notify: restart u1
- name: timer
  copy:
    dest: /etc/systemd/system/u1-often.timer
    content: |
      [Timer]
      OnCalendar=daily
      [Install]
      WantedBy=timers.target
- name: what the timer starts
  copy: { dest: /etc/systemd/system/u1-often.service, content: "[Service]\\nType=oneshot\\nExecStart=/bin/true\\n" }
- name: template
  copy: { dest: /etc/systemd/system/u1@.service, content: "[Service]\\nExecStart=/bin/sleep 1%i\\n" }
- name: start it
  systemd: { name: u1, state: started, enabled: true }
- name: start the timer
  systemd: { name: u1-often.timer, state: started, enabled: true }
- name: once
  systemd: { name: u1-often, state: started }
- name: an instance
  systemd: { name: "u1@00", state: started }
- name: static
  systemd: { name: u1-often, enabled: true }
- name: a drop-in's folder
  file: { path: /etc/systemd/system/u1.service.d, state: directory }
- name: a drop-in
  copy: { dest: /etc/systemd/system/u1.service.d/nice.conf, content: "[Service]\\nNice=5\\n" }
  notify: restart u1
- name: all files
  systemd: { daemon_reload: true }
`,
    handlers: `
- name: restart u1
  systemd: { name: u1, state: restarted }
`,
    verify: `
[ "$(systemctl show -P Nice u1)" = 5 ]
[ "$(systemctl show -P NeedDaemonReload u1)" = no ]
[ "$(systemctl is-enabled u1 u1-often.timer | sort -u)" = enabled ]
[ "$(systemctl is-active u1 u1-often.timer u1@00 | sort -u)" = active ]
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
      static: 'ok',
      "a drop-in's folder": 'changed',
      'a drop-in': 'changed',
      'all files': 'ok',
      'restart u1': 'changed',
    },
    // The timer may have begun it by then.
    foretold: { once: 'presumed' },
    again: { once: 'changed', 'restart u1': 'none' },
  },
  {
    name: 'a drop-in in a new folder, which systemd overlooks',
    prepare: `
printf '%s' '${SLEEPER}' > /etc/systemd/system/u2.service
systemctl daemon-reload
systemctl start u2
mkdir /etc/systemd/system/u2.service.d
printf '[Service]\\nNice=7\\n' > /etc/systemd/system/u2.service.d/nice.conf
`,
    tasks: `
- name: its files are read
  systemd: { name: u2, state: started, daemon_reload: true }
`,
    verify: `
[ "$(systemctl show -P DropInPaths u2)" = /etc/systemd/system/u2.service.d/nice.conf ]
`,
    ends: { 'its files are read': 'changed' },
  },
  {
    name: 'masked and back',
    prepare: `
mkdir -p /usr/local/lib/systemd/system
printf '%s' '${SLEEPER}' > /usr/local/lib/systemd/system/u3.service
systemctl daemon-reload
`,
    tasks: `
- name: mask
  systemd: { name: u3, masked: true }
- name: start what is masked
  systemd: { name: u3, state: started }
  ignore_errors: true
- name: unmask and start
  systemd: { name: u3, masked: false, state: started }
`,
    verify: `
[ "$(systemctl is-active u3)" = active ]
[ ! -e /etc/systemd/system/u3.service ]
`,
    ends: { mask: 'changed', 'start what is masked': 'failed', 'unmask and start': 'changed' },
    again: { mask: 'changed', 'start what is masked': 'failed', 'unmask and start': 'changed' },
  },
  {
    name: 'services that start, and fail at once',
    prepare: `
printf '[Service]\\nGroup=nosuchgroup\\nExecStart=/bin/sleep 9\\nRestart=always\\nRestartSec=100\\n' > /etc/systemd/system/u4.service
systemctl daemon-reload
`,
    tasks: `
- name: no such group
  systemd: { name: u4, state: started }
  ignore_errors: true
  no_log: true
`,
    verify: 'systemctl stop u4\n',
    ends: { 'no such group': 'failed' },
    foretold: { 'no such group': 'changed' },
    again: { 'no such group': 'failed' },
    foretoldAgain: { 'no such group': 'changed' },
  },
  {
    name: 'a socket, a link in the way, a start that nobody waits for',
    prepare: `
printf '[Socket]\\nListenStream=/run/u5.sock\\n[Install]\\nWantedBy=sockets.target\\n' > /etc/systemd/system/u5.socket
printf '[Service]\\nExecStart=/bin/sleep 1000\\n' > /etc/systemd/system/u5.service
for unit in u6 u8; do
  printf '%sAlias=%s-alias.service\\n' '${SLEEPER}' $unit > /etc/systemd/system/$unit.service
  ln -s /usr/lib/systemd/system/systemd-journald.service /etc/systemd/system/$unit-alias.service
done
printf '[Service]\\nType=oneshot\\nTimeoutStartSec=infinity\\nExecStart=/bin/sleep 1000\\n' > /etc/systemd/system/u7.service
systemctl daemon-reload
`,
    tasks: `
- name: socket
  systemd: { name: u5.socket, state: started, enabled: true }
- name: in the way
  systemd: { name: u8, enabled: true }
  ignore_errors: true
- name: forced
  systemd: { name: u6, enabled: true, force: true }
- name: not waited for
  systemd: { name: u7, state: started, no_block: true }
- name: by itself anew
  systemd: { daemon_reexec: true, daemon_reload: true }
- name: with the words of other systems
  service: { name: u5.socket, state: started, enabled: true, pattern: u5, sleep: 1, arguments: --quiet, runlevel: default }
`,
    verify: `
[ -S /run/u5.sock ] && [ "$(systemctl is-active u5.service)" = inactive ]
[ "$(readlink /etc/systemd/system/u6-alias.service)" = /etc/systemd/system/u6.service ]
[ "$(systemctl is-active u7)" = activating ]
systemctl stop u7
`,
    ends: {
      socket: 'changed',
      'in the way': 'failed',
      forced: 'changed',
      'not waited for': 'changed',
      'by itself anew': 'ok',
      'with the words of other systems': 'ok',
    },
    foretold: {
      'in the way': 'changed',
      'not waited for': 'presumed',
      'with the words of other systems': 'presumed',
    },
    // What isn't in the way systemd has linked, and calls that enabled.
    again: { 'in the way': 'ok' },
  },
];
