import type { HostCase } from './host-case.ts';

const UNIT = `[Unit]
Description=A unit of a test
[Service]
ExecStart=/bin/sh -c 'echo started as {{ word }}; exec sleep infinity'
[Install]
WantedBy=multi-user.target
`;

export const unitFileCases: readonly HostCase[] = [
  {
    name: 'a unit that is written, started and enabled',
    files: { 'templates/it.service.j2': UNIT },
    vars: { word: 'one' },
    tasks: `
- name: its file
  template: { src: it.service.j2, dest: /etc/systemd/system/it.service, mode: "0644" }
  notify: restart it
- name: running
  systemd: { name: it, state: started, enabled: true, daemon_reload: true }
- name: by its other name
  service: { name: it.service, state: started }
`,
    handlers: `
- name: restart it
  systemd: { name: it, state: restarted }
`,
    verify: `
systemctl is-active it
systemctl is-enabled it
journalctl -u it -o cat | grep 'started as one'
[ "$(systemctl show -p NeedDaemonReload --value it)" = no ]
`,
    ends: { 'its file': 'changed', running: 'changed', 'by its other name': 'ok', 'restart it': 'changed' },
    again: { 'restart it': 'none' },
  },
  {
    name: 'another file, and a restart',
    files: { 'templates/it.service.j2': UNIT },
    vars: { word: 'two' },
    tasks: `
- name: its file
  template: { src: it.service.j2, dest: /etc/systemd/system/it.service, mode: "0644" }
  notify: restart it
- name: running
  systemd: { name: it, state: started, enabled: true }
`,
    handlers: `
- name: restart it
  service: { name: it, state: restarted }
`,
    verify: `
systemctl is-active it
[ "$(journalctl -u it -o cat | grep -c 'started as two')" = 1 ]
`,
    ends: { 'its file': 'changed', running: 'ok', 'restart it': 'changed' },
    again: { 'restart it': 'none' },
  },
  {
    name: 'stopped, disabled, masked, reloaded',
    prepare: `
cat > /etc/systemd/system/other.service <<'END'
[Service]
ExecStart=/bin/sleep infinity
ExecReload=/bin/echo reloaded
[Install]
WantedBy=multi-user.target
END
cp /etc/systemd/system/other.service /usr/lib/systemd/system/third.service
ln -sf /dev/null /etc/systemd/system/masked.service
systemctl daemon-reload
systemctl enable --now --quiet other third
`,
    tasks: `
- name: reloaded
  systemd: { name: other, state: reloaded }
- name: stopped
  systemd: { name: third, state: stopped }
- name: disabled
  service: { name: third, enabled: false }
- name: masked
  systemd: { name: third, masked: true }
- name: a file in the way
  systemd: { name: it, masked: true }
  ignore_errors: true
- name: masked already
  systemd: { name: masked, masked: true }
- name: started although masked
  systemd: { name: masked, state: started }
  ignore_errors: true
- name: never heard of
  systemd: { name: no-such-unit, state: started }
  ignore_errors: true
`,
    verify: `
systemctl is-active other
journalctl -u other -o cat | grep -q '^reloaded'
! systemctl is-active third
[ "$(systemctl is-enabled third)" = masked ]
[ "$(systemctl is-enabled masked)" = masked ]
`,
    ends: {
      reloaded: 'changed',
      stopped: 'changed',
      disabled: 'changed',
      masked: 'changed',
      'a file in the way': 'failed',
      'masked already': 'ok',
      'started although masked': 'failed',
      'never heard of': 'failed',
    },
    again: {
      reloaded: 'changed',
      'a file in the way': 'failed',
      'started although masked': 'failed',
      'never heard of': 'failed',
    },
  },
  {
    name: 'a unit that fails',
    prepare: `
cat > /etc/systemd/system/broken.service <<'END'
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo the reason why >&2; exit 7'
END
printf '[Service\\nExecStart=' > /etc/systemd/system/unreadable.service
systemctl daemon-reload
`,
    tasks: `
- name: failing
  systemd: { name: broken, state: started }
  register: broken
  ignore_errors: true
- name: unreadable
  systemd: { name: unreadable, state: started }
  ignore_errors: true
- name: it said why
  assert: { that: "'the reason why' in broken.msg" }
  when: not ansible_check_mode
`,
    verify: `
systemctl is-failed broken
`,
    ends: { failing: 'failed', unreadable: 'failed', 'it said why': 'ok' },
    foretold: { failing: 'changed', 'it said why': 'skipped' },
    again: { failing: 'failed', unreadable: 'failed' },
    foretoldAgain: { failing: 'changed', 'it said why': 'skipped' },
  },
];
