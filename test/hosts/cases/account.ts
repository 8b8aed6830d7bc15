import type { HostCase } from './host-case.ts';

/** Of the word `secret`, with a fixed salt: openssl passwd -6 -salt salt secret. */
const HASH = '$6$salt$egUxKNxDs8kPfh8iPMNcosMhb2eWah6d3R44JDm5Rj/j/XWR5E33QPd0YmHXoDHOIDR6kL5D3JcQcz0O8FHE00';

export const accountCases: readonly HostCase[] = [
  {
    name: 'groups',
    prepare: 'groupadd -g 4001 g-there; groupadd -g 4900 g-gone',
    tasks: `
- name: new
  group: { name: g-new, gid: 4100 }
- name: of the system
  group: { name: g-sys, system: true }
- name: another id
  group: { name: g-there, gid: 4002 }
- name: gone
  group: { name: g-gone, state: absent }
- name: taken
  group: { name: g-other, gid: 4100 }
  ignore_errors: true
`,
    verify: `
[ "$(getent group g-new)" = 'g-new:x:4100:' ]
[ "$(getent group g-sys | cut -d: -f3)" -lt 1000 ]
[ "$(getent group g-there)" = 'g-there:x:4002:' ]
! getent group g-gone
! getent group g-other
`,
    ends: {
      new: 'changed',
      'of the system': 'changed',
      'another id': 'changed',
      gone: 'changed',
      taken: 'failed',
    },
    again: { taken: 'failed' },
  },
  {
    name: 'users that are made',
    tasks: `
- name: plain
  user: { name: u-plain }
- name: with everything
  group: { name: u-extra }
- name: full
  user: { name: u-full, uid: 4200, comment: "Ünï, Q.", shell: /bin/bash, home: /srv/u-full, groups: [u-extra, adm], password: "${HASH}" }
- name: of the system
  user: { name: u-sys, system: true, create_home: false, shell: /usr/sbin/nologin }
- name: taken
  user: { name: u-taken, uid: 4200 }
  ignore_errors: true
- name: with a key
  user: { name: u-key, generate_ssh_key: true, ssh_key_type: ed25519, ssh_key_comment: it }
  register: key
- name: owner of something
  file: { path: /srv/u-plain, state: directory, owner: u-plain, group: u-extra }
`,
    verify: `
[ "$(stat -c '%U %F' /home/u-plain)" = 'u-plain directory' ]
[ "$(getent passwd u-full | cut -d: -f3,5,6,7)" = '4200:Ünï, Q.:/srv/u-full:/bin/bash' ]
[ "$(id -nG u-full)" = 'u-full adm u-extra' ]
[ "$(getent shadow u-full | cut -d: -f2)" = '${HASH}' ]
[ "$(id -u u-sys)" -lt 1000 ]
[ ! -e /home/u-sys ]
[ "$(cut -d' ' -f1,3 /home/u-key/.ssh/id_ed25519.pub)" = 'ssh-ed25519 it' ]
[ "$(stat -c '%U %a' /home/u-key/.ssh/id_ed25519)" = 'u-key 600' ]
[ "$(stat -c %U:%G /srv/u-plain)" = u-plain:u-extra ]
`,
    ends: {
      plain: 'changed',
      'with everything': 'changed',
      full: 'changed',
      'of the system': 'changed',
      taken: 'failed',
      'with a key': 'changed',
      'owner of something': 'changed',
    },
    again: { taken: 'failed' },
  },
  {
    name: 'users that are changed, and go',
    prepare: `
useradd -m -G adm m-user
useradd -m m-gone
useradd -m -p '${HASH}' m-kept
`,
    tasks: `
- name: modified
  user: { name: m-user, comment: new, shell: /bin/bash, groups: [staff], append: true, password: "${HASH}", update_password: always }
- name: only these groups
  user: { name: m-user, groups: [staff, games] }
- name: another home
  user: { name: m-user, home: /srv/m-user, move_home: true }
- name: locked
  user: { name: m-kept, password_lock: true }
- name: gone with its home
  user: { name: m-gone, state: absent, remove: true }
- name: never there
  user: { name: m-never, state: absent }
`,
    verify: `
[ "$(getent passwd m-user | cut -d: -f5,6,7)" = 'new:/srv/m-user:/bin/bash' ]
[ "$(id -nG m-user | tr ' ' '\\n' | sort | tr '\\n' ' ')" = 'games m-user staff ' ]
[ -d /srv/m-user ] && [ ! -e /home/m-user ]
[ "$(getent shadow m-user | cut -d: -f2)" = '${HASH}' ]
getent shadow m-kept | grep -q '^m-kept:!'
! getent passwd m-gone
[ ! -e /home/m-gone ]
`,
    ends: {
      modified: 'changed',
      'only these groups': 'changed',
      'another home': 'changed',
      locked: 'changed',
      'gone with its home': 'changed',
      'never there': 'ok',
    },
    again: { modified: 'ok' },
  },
];
