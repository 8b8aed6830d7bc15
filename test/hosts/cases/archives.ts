import { execFileSync } from 'node:child_process';
import { strToU8, zipSync } from 'fflate';
import type { HostCase } from './host-case.ts';

/** A packed tar archive of a small tree, made by this machine's own tools. */
const APP = execFileSync(
  'sh',
  [
    '-c',
    `set -e
d=$(mktemp -d)
cd "$d"
mkdir -p app-1.0/bin app-1.0/docs
printf '#!/bin/sh\\n' > app-1.0/bin/run
chmod 755 app-1.0/bin/run
echo 'ümlaut and more' > "app-1.0/docs/read me.txt"
chmod 640 "app-1.0/docs/read me.txt"
ln -s bin/run app-1.0/start
ln app-1.0/bin/run app-1.0/bin/again
tar -c --owner=root:0 --group=root:0 --mtime=@1700000000 --sort=name app-1.0 | gzip -n
cd /
rm -r "$d"`,
  ],
  { maxBuffer: 1 << 24 },
);

const ZIP = Buffer.from(
  zipSync({
    'site/': [new Uint8Array(), { os: 3, attrs: 0o40755 << 16 }],
    'site/index.html': [strToU8('<p>\n'), { os: 3, attrs: 0o100644 << 16, mtime: '2024-01-02T03:04:06Z' }],
    'site/sub/run.sh': [
      strToU8('#!/bin/sh\n'),
      { os: 3, attrs: 0o100755 << 16, mtime: '2024-01-02T03:04:06Z' },
    ],
  }),
);

export const archiveCases: readonly HostCase[] = [
  {
    name: 'tar archives',
    files: { 'files/app.tar.gz': APP },
    prepare: `
mkdir -p /srv/a1/plain /srv/a1/partly /srv/a1/stripped /srv/a1/shared /srv/a1/renamed
mkdir -p /srv/a1/partly/app-1.0/bin
echo broken > /srv/a1/partly/app-1.0/bin/run
echo mine > /srv/a1/partly/app-1.0/mine
`,
    tasks: `
- name: a folder for it
  file: { path: /srv/a1/new, state: directory }
- name: into a new folder
  unarchive: { src: app.tar.gz, dest: /srv/a1/new, list_files: true }
  register: listed
- name: its folder is there
  file: { path: /srv/a1/new/app-1.0/docs, state: directory }
- name: over what is partly there
  unarchive: { src: app.tar.gz, dest: /srv/a1/partly }
- name: without its first folder
  unarchive: { src: app.tar.gz, dest: /srv/a1/stripped, extra_opts: [--strip-components=1], exclude: ['*.txt', start] }
- name: for somebody
  unarchive: { src: app.tar.gz, dest: /srv/a1/shared, owner: bob, group: bob, mode: "u=rwX,g=rX,o=" }
- name: made already
  unarchive: { src: app.tar.gz, dest: /srv/a1/nowhere, creates: /srv/a1/new/app-1.0 }
- name: under other names
  unarchive: { src: app.tar.gz, dest: /srv/a1/renamed, extra_opts: ['--transform=s/app-1.0/app/'] }
- name: nowhere
  unarchive: { src: app.tar.gz, dest: /srv/a1/nowhere }
  ignore_errors: true
- name: what was told
  assert: { that: "'app-1.0/docs/read me.txt' in listed.files" }
`,
    verify: `
cd /srv/a1
[ "$(cat 'new/app-1.0/docs/read me.txt')" = 'ümlaut and more' ]
[ "$(stat -c '%a %Y' new/app-1.0/bin/run)" = '755 1700000000' ]
[ "$(readlink new/app-1.0/start)" = bin/run ]
[ new/app-1.0/bin/again -ef new/app-1.0/bin/run ]
[ "$(cat partly/app-1.0/bin/run partly/app-1.0/mine)" = '#!/bin/sh
mine' ]
[ -x stripped/bin/run ]
[ ! -e stripped/docs/'read me.txt' ]
[ ! -L stripped/start ]
[ "$(stat -c '%U:%G %a' shared/app-1.0/docs shared/app-1.0/docs/*)" = 'bob:bob 750
bob:bob 640' ]
[ -f renamed/app/bin/run ]
[ ! -e nowhere ]
[ -z "$(find /tmp -name '*.tar.gz')" ]
`,
    ends: {
      'a folder for it': 'changed',
      'into a new folder': 'changed',
      'its folder is there': 'ok',
      'over what is partly there': 'changed',
      'without its first folder': 'changed',
      'for somebody': 'changed',
      'made already': 'ok',
      'under other names': 'changed',
      nowhere: 'failed',
      'what was told': 'ok',
    },
    again: { nowhere: 'failed' },
    // Options that only tar knows, in a folder that isn't empty any more.
    foretoldAgain: { 'under other names': 'unknown' },
  },
  {
    name: 'archives of the host',
    files: { 'files/site.zip': ZIP, 'files/app.tar.gz': APP },
    prepare: `apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends unzip xz-utils >/dev/null
mkdir -p /srv/a2/other /srv/a2/tree/sub /srv/a2/xz /srv/a2/kept /srv/a2/zip /srv/a2/zip2
echo one > /srv/a2/tree/one
echo two > /srv/a2/tree/sub/two
tar -C /srv/a2/tree -cJf /srv/a2/tree.tar.xz .
echo newer > /srv/a2/kept/one
echo not an archive > /srv/a2/text.tar.gz
`,
    tasks: `
- name: xz
  unarchive: { src: /srv/a2/tree.tar.xz, dest: /srv/a2/xz, remote_src: true }
- name: newer ones are kept
  unarchive: { src: /srv/a2/tree.tar.xz, dest: /srv/a2/kept, remote_src: true, keep_newer: true, exclude: [sub] }
- name: zip
  unarchive: { src: site.zip, dest: /srv/a2/zip }
- name: an archive that comes first
  copy: { src: site.zip, dest: /srv/a2/site.zip }
- name: and is unpacked then
  unarchive: { src: /srv/a2/site.zip, dest: /srv/a2/zip2, copy: false, include: [site/index.html] }
- name: no archive
  unarchive: { src: /srv/a2/text.tar.gz, dest: /srv/a2/other, remote_src: true }
  ignore_errors: true
- name: not there
  unarchive: { src: /srv/a2/none.zip, dest: /srv/a2/other, remote_src: true }
  ignore_errors: true
`,
    verify: `
cd /srv/a2
[ "$(cat xz/one xz/sub/two kept/one)" = 'one
two
newer' ]
[ ! -e kept/sub ]
[ "$(cat zip/site/index.html zip2/site/index.html)" = '<p>
<p>' ]
[ -x zip/site/sub/run.sh ]
[ ! -e zip2/site/sub ]
`,
    ends: {
      xz: 'changed',
      'newer ones are kept': 'changed',
      zip: 'changed',
      'an archive that comes first': 'changed',
      'and is unpacked then': 'changed',
      'no archive': 'failed',
      'not there': 'failed',
    },
    // What the first of them sends is taken for an archive until it is there.
    foretold: { 'and is unpacked then': 'presumed' },
    again: { 'newer ones are kept': 'changed', 'no archive': 'failed', 'not there': 'failed' },
  },
];
