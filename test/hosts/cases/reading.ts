import type { HostCase } from './host-case.ts';

export const readingCases: readonly HostCase[] = [
  {
    name: 'what is there',
    prepare: `
mkdir -p /srv/read
printf 'hello\\n' >/srv/read/file
chmod 4750 /srv/read/file
ln -s file /srv/read/link
`,
    tasks: `
- name: reached
  ping:
  register: pong
# Who may write differs: one of the hosts that are checked is mounted so that nobody may.
- name: a file
  no_log: true
  stat: { path: /srv/read/file }
  register: file
- name: a link
  no_log: true
  stat: { path: /srv/read/link }
  register: link
- name: nothing
  stat: { path: /srv/read/none }
  register: missing
- name: its content
  slurp: { src: /srv/read/link }
  register: content
- name: no content
  slurp: { src: /srv/read/none }
  ignore_errors: true
- name: all as it is
  assert:
    that:
      - pong.ping == 'pong'
      - file.stat.exists and file.stat.isreg and file.stat.mode == '4750' and file.stat.isuid
      - file.stat.checksum == 'f572d396fae9206628714fb2ce00f72e94f2258f'
      - file.stat.pw_name == 'root' and file.stat.size == 6
      - link.stat.islnk and link.stat.lnk_source == '/srv/read/file' and link.stat.lnk_target == 'file'
      - not missing.stat.exists
      - content.content | b64decode == 'hello\\n'
`,
    verify: '[ "$(cat /srv/read/file)" = hello ]',
    ends: {
      reached: 'ok',
      'a file': 'ok',
      'a link': 'ok',
      nothing: 'ok',
      'its content': 'ok',
      'no content': 'failed',
      'all as it is': 'ok',
    },
    again: { 'no content': 'failed' },
  },
  {
    name: 'facts',
    facts: true,
    prepare: `
mkdir -p /etc/ansible/facts.d
printf '{"a": [1, true]}' >/etc/ansible/facts.d/given.fact
printf '#!/bin/sh\\necho [general]; echo name = value\\n' >/etc/ansible/facts.d/made.fact
chmod 755 /etc/ansible/facts.d/made.fact
`,
    tasks: `
- name: all as it is
  assert:
    that:
      - ansible_os_family == 'Debian' and ansible_distribution == 'Debian'
      - ansible_facts.distribution_major_version == '12' and ansible_facts['distribution_release'] == 'bookworm'
      - ansible_service_mgr == 'systemd' and ansible_pkg_mgr == 'apt'
      - ansible_memtotal_mb > 0 and ansible_processor_vcpus > 0
      - ansible_default_ipv4.address in ansible_all_ipv4_addresses
      - ansible_env.HOME is defined and ansible_user_id is defined
      - ansible_virtualization_type in ['container', 'systemd-nspawn'] and 'systemd-nspawn' in ansible_virtualization_tech_guest
      - ansible_local.given.a == [1, true] and ansible_local.made.general.name == 'value'
- name: less
  setup: { gather_subset: ['!all', network], filter: 'ansible_default_*' }
  register: less
- name: only that
  assert:
    that: less.ansible_facts.keys() | select('match', 'ansible_') | sort == ['ansible_default_ipv4', 'ansible_default_ipv6']
`,
    verify: '[ -f /etc/ansible/facts.d/given.fact ]',
    ends: { 'Gathering Facts': 'ok', 'all as it is': 'ok', less: 'ok', 'only that': 'ok' },
  },
];
