import type { HostCase } from './host-case.ts';

/** After a command that would run, a check presumes that it leaves alone what is looked at. */
export const commandCases: readonly HostCase[] = [
  {
    name: 'once',
    prepare: 'mkdir -p "/srv/m1/sub dir"; touch /srv/m1/gone',
    tasks: `
- name: creates
  command: touch /srv/m1/made
  args: { creates: /srv/m1/made }
- name: creates by a pattern
  command: touch /srv/m1/made.log
  args: { creates: "/srv/m1/*.log" }
- name: removes
  command: rm /srv/m1/gone
  args: { removes: /srv/m1/gone }
- name: in a folder
  command: { cmd: touch here, chdir: "/srv/m1/sub dir", creates: here }
- name: words
  command: { argv: [sh, -c, 'printf "%s|" "$@" > /srv/m1/words', sh, "two words", "$HOME", "'", ""], creates: /srv/m1/words, expand_argument_vars: false }
- name: with input
  command: { cmd: tee /srv/m1/input, stdin: "a\\nb", creates: /srv/m1/input }
- name: with an environment
  shell: 'printf "%s" "$GREETING $OTHER" > /srv/m1/env'
  args: { creates: /srv/m1/env }
  environment: { GREETING: "hallo 'du'", OTHER: "2" }
- name: with a pipe
  shell: { cmd: "echo b a | tr ' ' '\\\\n' | sort > sorted", chdir: /srv/m1, creates: sorted }
- name: by another shell
  shell: { cmd: "echo ${'$'}{BASH_VERSION:+bash} > /srv/m1/bash", executable: /bin/bash, creates: /srv/m1/bash }
`,
    verify: `
cd /srv/m1
[ -e made ] && [ -e made.log ] && [ ! -e gone ] && [ -e "sub dir/here" ]
[ "$(cat words)" = "two words|\\$HOME|'||" ]
[ "$(cat input)" = 'a
b' ]
[ "$(cat env)" = "hallo 'du' 2" ]
[ "$(cat sorted)" = 'a
b' ]
[ "$(cat bash)" = bash ]
`,
    ends: {
      creates: 'changed',
      'creates by a pattern': 'changed',
      removes: 'changed',
      'in a folder': 'changed',
      words: 'changed',
      'with input': 'changed',
      'with an environment': 'changed',
      'with a pipe': 'changed',
      'by another shell': 'changed',
    },
    foretold: {
      // Whether a file that is made matches the pattern can't be told beforehand.
      'creates by a pattern': 'unknown',
      removes: 'presumed',
      'in a folder': 'presumed',
      words: 'presumed',
      'with input': 'presumed',
      'with an environment': 'presumed',
      'with a pipe': 'presumed',
      'by another shell': 'presumed',
    },
  },
  {
    name: 'every time, and how it ends',
    prepare: 'mkdir /srv/m2',
    tasks: `
- name: looking
  command: cat /etc/debian_version
  register: version
  changed_when: false
- name: with what it said
  copy: { content: "{{ version.stdout }}", dest: /srv/m2/version }
- name: failing
  command: sh -c 'echo out; echo err >&2; exit 3'
  register: fails
  ignore_errors: true
- name: no such program
  command: no-such-program --at-all
  ignore_errors: true
- name: failing by what it says
  shell: echo ERROR
  register: said
  failed_when: "'ERROR' in said.stdout"
  ignore_errors: true
- name: changed by what it says
  shell: echo nothing to do
  register: did
  changed_when: "'nothing' not in did.stdout"
- name: a daemon holds the output
  shell: sleep 1000 & echo $! > /srv/m2/daemon
- name: as it was told
  assert:
    that:
      - fails.rc == 3 and fails.stdout == 'out' and fails.stderr == 'err'
      - did.stdout_lines == ['nothing to do']
`,
    verify: `
[ "$(cat /srv/m2/version)" = "$(cat /etc/debian_version)" ]
pkill -x sleep
`,
    ends: {
      looking: 'ok',
      'with what it said': 'changed',
      failing: 'failed',
      'no such program': 'failed',
      'failing by what it says': 'failed',
      'changed by what it says': 'ok',
      'a daemon holds the output': 'changed',
      'as it was told': 'ok',
    },
    // Whether a command fails, and what it says, is known only when it runs.
    foretold: {
      failing: 'changed',
      'no such program': 'changed',
      'failing by what it says': 'changed',
      'changed by what it says': 'unknown',
      'as it was told': 'unknown',
    },
    again: {
      failing: 'failed',
      'no such program': 'failed',
      'failing by what it says': 'failed',
      'a daemon holds the output': 'changed',
    },
    foretoldAgain: {
      'with what it said': 'unknown',
      failing: 'changed',
      'no such program': 'changed',
      'failing by what it says': 'changed',
      'changed by what it says': 'unknown',
      'as it was told': 'unknown',
    },
  },
  {
    name: 'what it does to things that were looked at',
    prepare: 'mkdir /srv/m4',
    tasks: `
- name: made
  file: { path: /srv/m4/it, state: touch, mode: "0600", modification_time: preserve, access_time: preserve }
- name: taken away
  command: rm /srv/m4/it
- name: made again
  file: { path: /srv/m4/it, state: touch, mode: "0600", modification_time: preserve, access_time: preserve }
- name: opened
  raw: chmod 0666 /srv/m4/it
- name: closed
  file: { path: /srv/m4/it, mode: "0600" }
- name: looked at only
  command: stat -c %a /srv/m4/it
  changed_when: false
- name: still closed
  file: { path: /srv/m4/it, mode: "0600" }
`,
    verify: '[ "$(stat -c %a /srv/m4/it)" = 600 ]\n',
    ends: {
      made: 'changed',
      'taken away': 'changed',
      'made again': 'changed',
      opened: 'changed',
      closed: 'changed',
      'looked at only': 'ok',
      'still closed': 'ok',
    },
    // Commands may do anything: a check says what holds if they leave alone what others look at.
    foretold: { 'made again': 'presumed', closed: 'presumed', 'still closed': 'presumed' },
    again: { 'taken away': 'changed', 'made again': 'changed', opened: 'changed', closed: 'changed' },
    foretoldAgain: { 'made again': 'presumed', closed: 'presumed', 'still closed': 'presumed' },
  },
  {
    name: 'scripts, and no shell between',
    files: {
      'files/setup.sh':
        '#!/bin/bash\nset -eu\necho "$0" | grep -q setup.sh\nprintf "%s\\n" "$@" > /srv/m3/args\n',
      'files/awk': 'BEGIN { print "by awk" > "/srv/m3/awk" }\n',
    },
    prepare: 'mkdir /srv/m3',
    tasks: `
- name: script
  script: { cmd: 'setup.sh one "two words"', creates: /srv/m3/args }
- name: with an interpreter
  script: { cmd: awk, executable: awk -f, creates: /srv/m3/awk }
- name: raw
  raw: echo raw >> /srv/m3/raw
`,
    verify: `
[ "$(cat /srv/m3/args)" = 'one
two words' ]
[ "$(cat /srv/m3/awk)" = 'by awk' ]
grep -q raw /srv/m3/raw
[ -z "$(ls -A /root /home/ops /tmp | grep jrun)" ]
`,
    ends: { script: 'changed', 'with an interpreter': 'changed', raw: 'changed' },
    foretold: { 'with an interpreter': 'presumed' },
    again: { raw: 'changed' },
  },
];
