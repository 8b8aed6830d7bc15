import type { HostCase } from './host-case.ts';

/** python 2.7.18 and r-base 4.0.2 can't be had on test machines: packages of these names and versions stand in for them. */
export const condaCases: readonly HostCase[] = [
  {
    name: 'environments by name and by path, from named channels',
    tasks: `
- name: Python 2
  conda: { environment: Python2, name: [python=2.7.18, ipykernel], channels: conda-forge }
  register: r
- name: R
  conda:
    prefix: /srv/r
    name: r-base=4.0.2,r-irkernel
    channels: [r]
    executable: /opt/conda/bin/conda
- name: the more important channel wins
  conda: { environment: /srv/two, name: demo-library, channels: "r conda-forge", extra_args: --no-pin }
- name: what is told
  assert:
    that:
      - r.prefix == '/opt/conda/envs/Python2'
      - r.executable == '/opt/conda/bin/conda'
- name: a kernel's picture
  copy: { content: x, dest: /opt/conda/envs/Python2/share/jupyter/kernels/python2/logo.txt }
- name: there already
  conda: { environment: Python2, name: python=2.7 }
`,
    verify: `
grep -q 'stand-in' /opt/conda/envs/Python2/share/stand-in/python.txt
test -f /srv/r/conda-meta/r-irkernel-*.json
test -f /srv/two/conda-meta/demo-library-3.0-*.json
! test -e /opt/conda/envs/R
`,
    ends: {
      'Python 2': 'changed',
      R: 'changed',
      'the more important channel wins': 'changed',
      'what is told': 'ok',
      "a kernel's picture": 'changed',
      'there already': 'ok',
    },
    // The folder it goes into comes with a package.
    foretold: { "a kernel's picture": 'unknown', 'there already': 'presumed' },
  },
  {
    name: 'versions and upgrades',
    prepare:
      '/opt/conda/bin/conda create -q -y -p /srv/v1 -c conda-forge demo-library=1.0 toml=0.10.1 >/dev/null',
    tasks: `
- name: present is present
  conda: { prefix: /srv/v1, name: [demo-library, "toml>=0.9,<2"] }
- name: this version
  conda: { prefix: /srv/v1, name: toml, version: 0.10.2, channels: conda-forge }
- name: the newest
  conda: { environment: /srv/v1, name: demo-library, state: latest }
`,
    verify: `
test -f /srv/v1/conda-meta/toml-0.10.2-*.json
test -f /srv/v1/conda-meta/demo-library-2.0-*.json
`,
    ends: { 'present is present': 'ok', 'this version': 'changed', 'the newest': 'changed' },
    foretold: { 'the newest': 'unknown' },
  },
  {
    name: 'packages and environments that go',
    prepare: `
/opt/conda/bin/conda create -q -y -p /srv/g1 -c conda-forge demo-library demo-tool >/dev/null
/opt/conda/bin/conda create -q -y -p /srv/g2 -c conda-forge demo-library >/dev/null
`,
    tasks: `
- name: gone, with what needs it
  conda: { prefix: /srv/g1, name: [demo-library, never-there], state: absent }
- name: gone already
  conda: { prefix: /srv/g1, name: demo-tool, state: absent }
- name: the whole environment
  conda: { prefix: /srv/g2, state: absent }
- name: that never was
  conda: { environment: nobody, state: absent }
- name: no such package
  conda: { prefix: /srv/g1, name: never-there }
  ignore_errors: true
`,
    verify: `
test -d /srv/g1/conda-meta
! ls /srv/g1/conda-meta | grep demo-
! test -e /srv/g2
`,
    ends: {
      'gone, with what needs it': 'changed',
      'gone already': 'ok',
      'the whole environment': 'changed',
      'that never was': 'ok',
      'no such package': 'failed',
    },
    foretold: { 'gone already': 'presumed', 'no such package': 'presumed' },
    again: { 'no such package': 'failed' },
    foretoldAgain: { 'no such package': 'changed' },
  },
];

/** Of files; and conda itself, on hosts that have only the channels. */
export const condaFileCases: readonly HostCase[] = [
  {
    name: 'what an environment.yml says',
    files: {
      'environment.yml': `name: app
channels: [conda-forge]
dependencies:
  - demo-tool
  - demo-library<2
`,
    },
    prepare: `
printf '%s\\n' 'name: theirs' 'channels: [conda-forge]' 'dependencies: [toml=0.10.1]' > /srv/theirs.yml
/opt/conda/bin/conda create -q -y -p /srv/pruned -c conda-forge toml demo-tool demo-library=1.0 >/dev/null
`,
    tasks: `
- name: made
  conda: { file: environment.yml }
- name: of a file on the host
  conda: { file: /srv/theirs.yml, remote_src: true, environment: mine }
- name: written here, and nothing else
  conda:
    prefix: /srv/pruned
    spec: { channels: [conda-forge], dependencies: [demo-tool] }
    prune: true
- name: nothing to do
  conda: { environment: app, file: environment.yml, prune: true }
`,
    verify: `
ls /opt/conda/envs/app/conda-meta | grep -q demo-library-1.1
test -f /opt/conda/envs/mine/conda-meta/toml-0.10.1-*.json
! test -e /opt/conda/envs/theirs
! ls /srv/pruned/conda-meta | grep toml
`,
    ends: {
      made: 'changed',
      'of a file on the host': 'changed',
      'written here, and nothing else': 'changed',
      'nothing to do': 'ok',
    },
    foretold: { 'nothing to do': 'unknown' },
  },
];

/** On hosts without conda; `installer` and `checksum` are variables. */
export const condaInstallCases: readonly HostCase[] = [
  {
    name: 'conda itself, and an environment, on a host without it',
    tasks: `
- name: too early
  conda: { environment: tools, name: six }
  ignore_errors: true
- name: not what it must be
  conda: { installer: "{{ installer }}", root_prefix: /opt/conda, installer_checksum: "sha256:{{ '0' * 64 }}" }
  ignore_errors: true
- name: conda
  conda: { installer: "{{ installer }}", root_prefix: /opt/conda, installer_checksum: "sha256:{{ checksum }}" }
- name: an environment
  conda: { environment: tools, name: six, executable: /opt/conda/bin/conda }
- name: another, by whichever conda there is
  conda: { environment: more, name: toml=0.10.1 }
- name: the same
  conda: { environment: more, name: toml=0.10.1 }
- name: gone
  conda: { environment: more, state: absent }
`,
    verify: `
/opt/conda/bin/conda --version | grep -qx 'conda 24.7.1'
ls /opt/conda/envs/tools/conda-meta | grep -q six-
! test -e /opt/conda/envs/more
`,
    ends: {
      'too early': 'failed',
      'not what it must be': 'failed',
      conda: 'changed',
      'an environment': 'changed',
      'another, by whichever conda there is': 'changed',
      'the same': 'ok',
      gone: 'changed',
    },
    foretold: {
      'an environment': 'presumed',
      'another, by whichever conda there is': 'presumed',
      'the same': 'presumed',
      gone: 'presumed',
    },
    again: {
      'too early': 'ok',
      'not what it must be': 'ok',
      'another, by whichever conda there is': 'changed',
      gone: 'changed',
    },
  },
];
