import type { HostCase } from './host-case.ts';

/** The first case brings the package lists; those after it find them there. */
export const aptCases: readonly HostCase[] = [
  {
    name: 'lists that were never there',
    tasks: `
- name: refreshed
  apt: { update_cache: true }
- name: still fresh
  apt: { update_cache: true, cache_valid_time: 3600 }
- name: one package
  apt: { name: tree }
`,
    verify: `
tree --version
`,
    ends: { refreshed: 'changed', 'still fresh': 'ok', 'one package': 'changed' },
    // Refreshing without asking how old they are is done every time.
    again: { refreshed: 'changed' },
    foretold: { 'one package': 'presumed' },
  },
  {
    name: 'packages that come and go',
    prepare: 'apt-get -qq install -y --no-install-recommends hello sl >/dev/null 2>&1',
    tasks: `
- name: several
  apt: { name: [cowsay, bc=1.07.1-3+b1], install_recommends: false }
- name: there already
  apt: { name: hello, state: present }
- name: newest
  apt: { name: hello, state: latest }
- name: gone
  apt: { name: sl, state: absent, purge: true }
- name: never there
  apt: { name: figlet, state: absent }
- name: unheard of
  apt: { name: no-such-package-at-all }
  ignore_errors: true
- name: no such version
  apt: { name: figlet=99 }
  ignore_errors: true
`,
    verify: `
[ "$(dpkg-query -W -f '\${Version}' bc)" = 1.07.1-3+b1 ]
[ -e /usr/games/cowsay ]
! dpkg-query -W sl
! dpkg-query -W figlet
`,
    ends: {
      several: 'changed',
      'there already': 'ok',
      newest: 'ok',
      gone: 'changed',
      'never there': 'ok',
      'unheard of': 'failed',
      'no such version': 'failed',
    },
    // Packages that come may bring anything, also for those that follow.
    foretold: {
      newest: 'presumed',
      gone: 'presumed',
      'unheard of': 'unknown',
      'no such version': 'unknown',
    },
    again: { 'unheard of': 'failed', 'no such version': 'failed' },
  },
  {
    name: 'a file, and a service that comes with a package',
    prepare: `
cd /srv
apt-get -qq download ed
mv ed_*.deb ed.deb
chmod 0644 ed.deb
`,
    tasks: `
- name: a file
  apt: { deb: /srv/ed.deb }
- name: a service
  apt: { name: cron, install_recommends: false }
- name: it runs
  systemd: { name: cron, state: started, enabled: true }
- name: its folder
  file: { path: /etc/cron.d/mine, state: touch, modification_time: preserve, access_time: preserve }
`,
    verify: `
printf 'q\\n' | ed
systemctl is-active cron
systemctl is-enabled cron
[ -e /etc/cron.d/mine ]
`,
    ends: { 'a file': 'changed', 'a service': 'changed', 'it runs': 'ok', 'its folder': 'changed' },
    foretold: { 'a service': 'presumed', 'it runs': 'presumed', 'its folder': 'presumed' },
  },
];
