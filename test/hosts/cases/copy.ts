import type { HostCase } from './host-case.ts';

const BINARY = Buffer.from([0, 255, 10, 13, 39, 36, 96, 92, 128, 0, 10]);

export const copyCases: readonly HostCase[] = [
  {
    name: 'texts and files',
    files: { 'files/plain.conf': 'port = 1\n', 'files/bytes': BINARY, 'files/empty': '' },
    prepare: 'mkdir /srv/c1; printf old > /srv/c1/old; chmod 0604 /srv/c1/old; mkdir /srv/c1/into',
    tasks: `
- name: text
  copy: { content: "a 'text' with $HOME and \\\\n\\n", dest: /srv/c1/text, mode: "0640", owner: bob, group: bob }
- name: data
  copy: { content: { a: [1, 2], b: true }, dest: /srv/c1/data.json }
- name: file
  copy: { src: plain.conf, dest: /srv/c1/plain.conf, mode: "0600" }
- name: bytes
  copy: { src: bytes, dest: /srv/c1/bytes }
- name: nothing in it
  copy: { src: empty, dest: /srv/c1/empty }
- name: over an old one
  copy: { content: new, dest: /srv/c1/old }
- name: into a folder
  copy: { src: plain.conf, dest: /srv/c1/into/ }
- name: not over what is there
  copy: { content: other, dest: /srv/c1/text, force: false }
- name: only its mode
  copy: { src: plain.conf, dest: /srv/c1/plain.conf, mode: "0644" }
  register: mode
`,
    verify: `
cd /srv/c1
[ "$(cat text)" = "a 'text' with \\$HOME and \\\\n" ]
[ "$(stat -c '%a %U:%G' text)" = '640 bob:bob' ]
[ "$(cat data.json)" = '{"a": [1, 2], "b": true}' ]
[ "$(stat -c %a plain.conf)" = 644 ]
[ "$(sha256sum < bytes | cut -c1-64)" = "$(printf '\\000\\377\\n\\r'\\''$\`\\\\\\200\\000\\n' | sha256sum | cut -c1-64)" ]
[ ! -s empty ]
[ "$(cat old) $(stat -c %a old)" = 'new 604' ]
cmp plain.conf into/plain.conf
`,
    ends: {
      text: 'changed',
      data: 'changed',
      file: 'changed',
      bytes: 'changed',
      'nothing in it': 'changed',
      'over an old one': 'changed',
      'into a folder': 'changed',
      'not over what is there': 'ok',
      'only its mode': 'changed',
    },
    again: { file: 'changed', 'only its mode': 'changed' },
  },
  {
    name: 'folders',
    files: {
      'files/site/index.html': '<p>\n',
      'files/site/sub dir/ünï $x.txt': 'odd\n',
      'files/site/sub dir/deep/run.sh': '#!/bin/sh\n',
      'files/single/one': '1',
    },
    prepare: 'mkdir -p /srv/c2/there/sub; echo mine > /srv/c2/there/mine',
    tasks: `
- name: itself
  copy: { src: site, dest: /srv/c2/new/, mode: "0644", directory_mode: "0755" }
- name: what is in it
  copy: { src: site/, dest: /srv/c2/there, owner: bob }
- name: a changed one
  copy: { content: other, dest: /srv/c2/there/index.html, owner: bob }
- name: again
  copy: { src: single/, dest: /srv/c2/there/sub }
`,
    verify: `
cd /srv/c2
[ "$(cat "new/site/sub dir/ünï \\$x.txt")" = odd ]
[ "$(stat -c %a "new/site/sub dir/deep/run.sh")" = 644 ]
[ "$(stat -c %a "new/site/sub dir/deep")" = 755 ]
[ "$(cat there/mine there/index.html)" = "mine
other" ]
[ "$(stat -c %U "there/sub dir/deep/run.sh")" = bob ]
[ "$(stat -c %U there/mine)" = root ]
[ "$(cat there/sub/one)" = 1 ]
`,
    ends: { itself: 'changed', 'what is in it': 'changed', 'a changed one': 'changed', again: 'changed' },
    again: { 'what is in it': 'changed', 'a changed one': 'changed' },
  },
  {
    name: 'on the host',
    prepare: `
mkdir -p /srv/c3/from/sub /srv/c3/has
printf 'x\\0y' > /srv/c3/from/file
chmod 0700 /srv/c3/from/file
ln -s file /srv/c3/from/link
echo s > /srv/c3/from/sub/s
`,
    tasks: `
- name: a file
  copy: { src: /srv/c3/from/file, dest: /srv/c3/file, remote_src: true }
- name: with its mode
  copy: { src: /srv/c3/from/file, dest: /srv/c3/preserved, remote_src: true, mode: preserve }
- name: a folder
  copy: { src: /srv/c3/from/, dest: /srv/c3/has, remote_src: true }
- name: nothing there
  copy: { src: /srv/c3/missing, dest: /srv/c3/x, remote_src: true }
  ignore_errors: true
`,
    verify: `
cd /srv/c3
cmp file from/file
[ "$(stat -c %a preserved)" = 700 ]
[ "$(cat has/sub/s)" = s ]
[ -e has/link ]
[ ! -e x ]
`,
    ends: {
      'a file': 'changed',
      'with its mode': 'changed',
      'a folder': 'changed',
      'nothing there': 'failed',
    },
    again: { 'nothing there': 'failed' },
  },
  {
    name: 'validated and backed up',
    prepare: `
mkdir /srv/c4
echo one > /srv/c4/conf
ln -s conf /srv/c4/link
`,
    tasks: `
- name: refused
  copy: { content: "bad\\n", dest: /srv/c4/conf, validate: grep -q good %s }
  ignore_errors: true
- name: accepted
  copy: { content: "good\\n", dest: /srv/c4/conf, validate: grep -q good %s, backup: true }
- name: in place of a link
  copy: { content: "good too\\n", dest: /srv/c4/link, validate: grep -q good %s }
- name: of nobody
  copy: { content: x, dest: /srv/c4/x, owner: nobody-of-that-name }
  ignore_errors: true
- name: no folder for it
  copy: { content: x, dest: /srv/c4/no/x }
  ignore_errors: true
- name: no such source
  copy: { src: "{{ 'never' }}", dest: /srv/c4/x }
  ignore_errors: true
`,
    verify: `
cd /srv/c4
[ "$(cat conf link)" = 'good
good too' ]
[ ! -L link ]
[ "$(cat conf.*)" = one ]
[ "$(ls)" = "$(ls | grep -v '^[.]')" ]
[ ! -e x ]
`,
    ends: {
      refused: 'failed',
      accepted: 'changed',
      'in place of a link': 'changed',
      'of nobody': 'failed',
      'no folder for it': 'failed',
      'no such source': 'failed',
    },
    // What a validating command says is known only when it runs.
    foretold: { refused: 'changed' },
    again: {
      refused: 'failed',
      'of nobody': 'failed',
      'no folder for it': 'failed',
      'no such source': 'failed',
    },
    foretoldAgain: { refused: 'changed', accepted: 'changed' },
  },
];
