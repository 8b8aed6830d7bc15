import type { HostCase } from './host-case.ts';

/** The first case brings Python; those after it find it there. */
export const pipCases: readonly HostCase[] = [
  {
    name: 'an environment on a host without Python',
    prepare: 'apt-get -qq update >/dev/null 2>&1',
    tasks: `
- name: too early
  pip: { name: nest_asyncio, virtualenv: /srv/p1 }
  ignore_errors: true
- name: Python
  apt: { name: python3-venv, install_recommends: false }
- name: made and filled
  pip: { name: [nest_asyncio==1.5.8, "six"], virtualenv: /srv/p1 }
  register: r
- name: what is told
  assert:
    that: [r.virtualenv == '/srv/p1', r.cmd | last == 'six', r.state == 'present']
- name: settings beside it
  file: { path: /srv/p1/share/mine, state: directory }
- name: there already
  pip: { name: "nest-asyncio>=1.5,<2", virtualenv: /srv/p1 }
`,
    verify: `
/srv/p1/bin/python -c 'import six, nest_asyncio'
/srv/p1/bin/pip list --format=freeze | grep -qx nest-asyncio==1.5.8
`,
    ends: {
      'too early': 'failed',
      Python: 'changed',
      'made and filled': 'changed',
      'what is told': 'ok',
      'settings beside it': 'changed',
      'there already': 'ok',
    },
    foretold: { 'settings beside it': 'presumed', 'there already': 'presumed' },
    again: { 'too early': 'ok' },
  },
  {
    name: 'versions, files, and taking away',
    prepare: `
python3 -m venv /srv/p2
/srv/p2/bin/pip install -q six==1.15.0 toml
printf '%s\\n' '# ours' 'nest_asyncio==1.5.8 ; python_version >= "3.5"' '-r more.txt' > /srv/requirements.txt
printf '%s\\n' 'idna>=3' > /srv/more.txt
`,
    tasks: `
- name: a newer version
  pip: { name: six, version: 1.16.0, virtualenv: /srv/p2 }
- name: gone
  pip: { name: [toml, never-there], virtualenv: /srv/p2, state: absent }
- name: from a file
  pip: { requirements: requirements.txt, chdir: /srv, virtualenv: p2, umask: "0022" }
- name: the newest
  pip: { name: six, virtualenv: /srv/p2, state: latest }
- name: the system's own
  pip: { name: six }
  ignore_errors: true
`,
    verify: `
/srv/p2/bin/python -c 'import idna, nest_asyncio'
! /srv/p2/bin/python -c 'import toml' 2>/dev/null
`,
    ends: {
      'a newer version': 'changed',
      gone: 'changed',
      'from a file': 'changed',
      'the newest': 'changed',
      "the system's own": 'failed',
    },
    foretold: { gone: 'presumed', 'from a file': 'presumed', 'the newest': 'unknown' },
    again: { 'a newer version': 'changed', 'the newest': 'changed', "the system's own": 'failed' },
    foretoldAgain: { gone: 'presumed', 'from a file': 'presumed', 'the newest': 'unknown' },
  },
  {
    name: 'an environment whose Python is gone',
    prepare: `
python3 -m venv /srv/p3
/srv/p3/bin/pip install -q six
ln -sf /usr/bin/python3.99 /srv/p3/bin/python3
`,
    tasks: `
- name: repaired
  pip: { name: six, virtualenv: /srv/p3 }
`,
    verify: "/srv/p3/bin/python -c 'import six'\n",
    ends: { repaired: 'changed' },
  },
];
