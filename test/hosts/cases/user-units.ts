import type { HostCase } from './host-case.ts';

const SLEEPER = `[Service]
ExecStart=/bin/sleep 1000
[Install]
WantedBy=default.target
`;
const INDENTED = SLEEPER.trim().replaceAll('\n', '\n      ');

/** Units of users: of one whose manager runs although nobody is logged in, of one whose doesn't, and of all of them. */
export const userUnitCases: readonly HostCase[] = [
  {
    name: "units of a user's own manager",
    // Logins shall have no sessions of systemd's all the same: they come and go with every connection.
    prepare: `
apt-get -qq update >/dev/null 2>&1
apt-get -qq install --no-install-recommends libpam-systemd >/dev/null 2>&1
sed -i '/pam_systemd/d' /etc/pam.d/common-session
install -d -o bob -g bob /home/bob/.local /home/bob/.local/state
loginctl enable-linger bob
systemctl start "user@$(id -u bob).service"
`,
    tasks: `
- name: folder
  file: { path: /home/bob/.config/systemd/user, state: directory }
  become: true
  become_user: bob
- name: its file
  copy:
    dest: /home/bob/.config/systemd/user/mine.service
    content: |
      ${INDENTED}
  become: true
  become_user: bob
  notify: restart it
- name: started and enabled
  systemd: { name: mine, scope: user, state: started, enabled: true, daemon_reload: true }
  become: true
  become_user: bob
  register: r
- name: what is told
  assert: { that: [r.status.ActiveState == 'active', r.status.FragmentPath == '/home/bob/.config/systemd/user/mine.service'] }
- name: dies
  copy:
    dest: /home/bob/.config/systemd/user/dies.service
    content: "[Service]\\nExecStart=/bin/sh -c 'echo the reason why; exit 3'\\n"
  become: true
  become_user: bob
- name: fails
  systemd: { name: dies, scope: user, state: started }
  become: true
  become_user: bob
  ignore_errors: true
  no_log: true
- name: never heard of
  systemd: { name: nobody, scope: user, state: started }
  become: true
  become_user: bob
  ignore_errors: true
- name: masked
  systemd: { name: masked, scope: user, masked: true }
  become: true
  become_user: bob
`,
    handlers: `
- name: restart it
  systemd: { name: mine, scope: user, state: restarted }
  become: true
  become_user: bob
`,
    verify: `
as_bob() { setpriv --reuid bob --regid bob --init-groups env XDG_RUNTIME_DIR="/run/user/$(id -u bob)" "$@"; }
[ "$(as_bob systemctl --user is-active mine)" = active ]
[ "$(as_bob systemctl --user is-enabled mine)" = enabled ]
[ "$(readlink /home/bob/.config/systemd/user/masked.service)" = /dev/null ]
[ "$(stat -c %U /home/bob/.config/systemd/user/default.target.wants/mine.service)" = bob ]
as_bob systemctl --user reset-failed
`,
    ends: {
      folder: 'changed',
      'its file': 'changed',
      'started and enabled': 'changed',
      'what is told': 'ok',
      dies: 'changed',
      fails: 'failed',
      'never heard of': 'failed',
      masked: 'changed',
      'restart it': 'changed',
    },
    foretold: { 'what is told': 'unknown', fails: 'changed' },
    again: {
      fails: 'failed',
      'never heard of': 'failed',
      'restart it': 'none',
    },
    foretoldAgain: { fails: 'changed' },
  },
  {
    name: 'units of all users',
    prepare: `
mkdir -p /etc/systemd/user
printf '%s' '${SLEEPER}' > /etc/systemd/user/old.service
systemctl --global enable --quiet old
`,
    tasks: `
- name: its file
  copy:
    dest: /etc/systemd/user/all.service
    content: |
      ${INDENTED}
- name: enabled
  systemd: { name: all, scope: global, enabled: true }
- name: disabled
  systemd: { name: old, scope: global, enabled: false }
- name: masked
  systemd: { name: never.timer, scope: global, masked: true }
- name: never heard of
  systemd: { name: nobody, scope: global, enabled: true }
  ignore_errors: true
`,
    verify: `
[ "$(systemctl --global is-enabled all)" = enabled ]
[ "$(systemctl --global is-enabled old)" = disabled ]
[ "$(readlink /etc/systemd/user/never.timer)" = /dev/null ]
`,
    ends: {
      'its file': 'changed',
      enabled: 'changed',
      disabled: 'changed',
      masked: 'changed',
      'never heard of': 'failed',
    },
    again: { 'never heard of': 'failed' },
  },
];
