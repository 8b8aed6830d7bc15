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
    name: 'reloaded',
    prepare: `
cat > /etc/systemd/system/s2.service <<'END'
[Service]
ExecStart=/bin/sleep infinity
ExecReload=/bin/sh -c 'echo it was told'
END
systemctl daemon-reload
systemctl start s2
`,
    tasks: `
- name: reloaded
  systemd: { name: s2, state: reloaded }
`,
    verify: `
systemctl is-active s2
journalctl -u s2 -o cat | grep -qx 'it was told'
`,
    ends: { reloaded: 'changed' },
    again: { reloaded: 'changed' },
  },
  {
    name: 'services that fail',
    prepare: `
printf '[Service]\\nExecStart=/bin/false\\n' > /etc/systemd/system/s4-false.service
printf '[Service]\\nRestart=always\\n' > /etc/systemd/system/s4-bad.service
systemctl daemon-reload
`,
    tasks: `
- name: ends at once
  systemd: { name: s4-false, state: started }
  register: r
  ignore_errors: true
- name: a bad file
  systemd: { name: s4-bad, state: started }
  ignore_errors: true
`,
    verify: 'systemctl reset-failed\n',
    ends: { 'ends at once': 'failed', 'a bad file': 'failed' },
    foretold: { 'ends at once': 'changed' },
    again: { 'ends at once': 'failed', 'a bad file': 'failed' },
    foretoldAgain: { 'ends at once': 'changed' },
  },
];
