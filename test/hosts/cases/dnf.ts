import { RPM_FOLDER } from '../support/dnf-layer.ts';
import type { HostCase } from './host-case.ts';

const dnf = (words: string): string => `dnf -qy ${words} >/dev/null 2>&1`;
/** A disk that is to be read only must have no cache that is about to be made. */
const CACHED = 'dnf -q makecache';
/** Whoever installs from a folder opens its files for writing, and on these disks that alone would show. */
const SHELVED = `mount --bind ${RPM_FOLDER} ${RPM_FOLDER}; mount -o remount,bind,ro ${RPM_FOLDER}`;

export const dnfCases: readonly HostCase[] = [
  {
    name: 'rpms that come and go',
    prepare: `${SHELVED}\n${dnf('install lamp-1.0 candle torch')}\n${CACHED}`,
    tasks: `
- name: several
  dnf: { name: [shade-blue, battery, shade-red-1.0] }
  register: r
- name: what is told
  assert: { that: "'Installed: shade-blue-1.0-1.noarch' in r.results" }
  when: r is changed
- name: there already
  dnf: { name: "lamp,shade-blue >= 0.9", state: installed }
- name: newest
  dnf: { name: [lamp, candle], state: latest }
- name: older than what is there
  dnf: { name: lamp-1.0 }
- name: gone
  dnf: { name: [torch, never-there], state: absent }
- name: what it needed stays
  dnf: { name: battery }
- name: unheard of
  dnf: { name: [candle, no-such-package] }
  ignore_errors: true
`,
    verify: `
[ "$(rpm -q lamp)" = lamp-2.0-3.noarch ]
rpm -q shade-blue shade-red battery candle
! rpm -q torch
[ -e /usr/share/shade-blue/version ]
`,
    ends: {
      several: 'changed',
      'what is told': 'ok',
      'there already': 'ok',
      newest: 'changed',
      'older than what is there': 'ok',
      gone: 'changed',
      'what it needed stays': 'ok',
      'unheard of': 'failed',
    },
    // Packages that come may bring anything, also for those that follow.
    foretold: {
      'there already': 'presumed',
      'older than what is there': 'presumed',
      newest: 'presumed',
      gone: 'presumed',
      'what it needed stays': 'presumed',
      'unheard of': 'unknown',
    },
    again: { 'what is told': 'skipped', 'unheard of': 'failed' },
  },
  {
    name: 'versions, patterns, groups, repositories and files',
    prepare: `
${dnf('remove lamp shade-\\* torch candle battery lantern match flint beacon')}
${dnf('install lamp-2.0')}
${CACHED}
dnf -q makecache --enablerepo=extra
`,
    tasks: `
- name: listed
  dnf: { list: installed }
  register: r
- name: with what is there
  assert: { that: "'lamp' in r.results | map(attribute='name')" }
- name: off
  dnf: { name: lantern }
  ignore_errors: true
- name: on
  dnf: { name: lantern, enablerepo: extra }
- name: an older one
  dnf: { name: lamp-1.2, allow_downgrade: true }
- name: all but one
  dnf: { name: "shade-*", exclude: shade-red }
- name: a group
  dnf: { name: "@lighting" }
- name: a file
  dnf: { name: ${RPM_FOLDER}/files/match-1.0-1.noarch.rpm, disable_gpg_check: true }
- name: a URL
  dnf: { name: "file://${RPM_FOLDER}/files/flint-0.9-2.noarch.rpm", disable_gpg_check: true }
- name: a service
  yum: { name: beacon, update_cache: true }
- name: not started by that
  systemd: { name: beacon, state: started }
- name: asked again
  dnf: { update_cache: true }
`,
    verify: `
[ "$(rpm -q lamp)" = lamp-1.2-1.noarch ]
rpm -q shade-blue candle torch battery lantern match flint beacon
! rpm -q shade-red
systemctl is-active beacon
`,
    ends: {
      'an older one': 'changed',
      'all but one': 'changed',
      'a group': 'changed',
      off: 'failed',
      on: 'changed',
      'a file': 'changed',
      'a URL': 'changed',
      'a service': 'changed',
      'not started by that': 'changed',
      'asked again': 'ok',
      listed: 'ok',
      'with what is there': 'ok',
    },
    foretold: {
      'an older one': 'presumed',
      'all but one': 'presumed',
      'a group': 'presumed',
      'a file': 'presumed',
      'a URL': 'presumed',
      'a service': 'presumed',
      // Nobody knows what comes with a package, and services that come with rpms are not started.
      'not started by that': 'unknown',
    },
    again: { off: 'ok' },
  },
  {
    name: 'what nothing needs any more',
    prepare: `
${dnf('remove torch battery')}
${dnf('install torch')}
rpm -e torch
${CACHED}
`,
    tasks: `
- name: left over
  dnf: { autoremove: true }
- name: by the package manager that is asked for
  package: { name: torch, use: dnf }
- name: with what it needed
  package: { name: torch, state: absent, autoremove: true }
`,
    vars: { ansible_package_use: 'dnf' },
    verify: '! rpm -q torch\n! rpm -q battery\n',
    ends: {
      'left over': 'changed',
      'by the package manager that is asked for': 'changed',
      'with what it needed': 'changed',
    },
    foretold: {
      'by the package manager that is asked for': 'presumed',
      'with what it needed': 'presumed',
    },
    again: { 'by the package manager that is asked for': 'changed', 'with what it needed': 'changed' },
    foretoldAgain: { 'with what it needed': 'presumed' },
  },
  {
    name: 'where rpms come from',
    prepare: `
printf '[old]\\nname=old\\nbaseurl=file:///srv/old\\nenabled=0\\n' > /etc/yum.repos.d/old.repo
printf '[kept]\\nname=kept\\nbaseurl=file:///srv/kept\\nenabled=0\\n[left]\\nname=left\\nbaseurl=file:///srv/left\\n' > /etc/yum.repos.d/shared.repo
`,
    vars: { secret: 'open;sesame' },
    tasks: `
- name: a repository
  yum_repository: { name: lights, description: All lights, baseurl: "file://${RPM_FOLDER}/extra", gpgcheck: false }
- name: said in another way
  yum_repository: { name: lights, description: All lights, baseurl: ["file://${RPM_FOLDER}/extra"], gpgcheck: "no", state: present }
- name: two in a file
  yum_repository:
    name: "{{ item }}"
    file: ours
    description: Ours
    mirrorlist: https://example.org/{{ item }}
    enabled: false
    username: us
    password: "{{ secret }}"
    mode: "0600"
  loop: [stable, testing]
- name: one of a file
  yum_repository: { name: left, file: shared, state: absent }
- name: the only one of a file
  yum_repository: { name: old, state: absent }
- name: never there
  yum_repository: { name: nothing, state: absent }
- name: nowhere
  yum_repository: { name: a, description: a, baseurl: "file:///srv/a", reposdir: /srv/no-such-folder }
  ignore_errors: true
`,
    verify: `
dnf -q repoquery --disablerepo='*' --enablerepo=lights lantern | grep lantern
[ "$(stat -c %a /etc/yum.repos.d/ours.repo)" = 600 ]
grep -A8 '^\\[testing\\]' /etc/yum.repos.d/ours.repo | grep '^password = open;sesame$'
grep '^\\[stable\\]' /etc/yum.repos.d/ours.repo
grep '^\\[kept\\]' /etc/yum.repos.d/shared.repo
! grep left /etc/yum.repos.d/shared.repo
[ ! -e /etc/yum.repos.d/old.repo ]
`,
    ends: {
      'a repository': 'changed',
      'said in another way': 'ok',
      'two in a file': ['changed', 'changed'],
      'one of a file': 'changed',
      'the only one of a file': 'changed',
      'never there': 'ok',
      nowhere: 'failed',
    },
    again: { nowhere: 'failed' },
  },
];
