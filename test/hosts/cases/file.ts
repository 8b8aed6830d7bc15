import type { HostCase } from './host-case.ts';

export const fileCases: readonly HostCase[] = [
  {
    name: 'folders with all above them',
    tasks: `
- name: folder
  file: { path: /srv/f1/a/b, state: directory, owner: bob, group: bob, mode: "0750" }
- name: symbolic
  file: { path: /srv/f1/s, state: directory, mode: "u=rwx,g=rx,o=" }
- name: again
  file: { path: /srv/f1/a/b, state: directory }
`,
    verify: `
[ "$(stat -c '%F %a %U:%G' /srv/f1/a/b)" = 'directory 750 bob:bob' ]
[ "$(stat -c '%F %a %U:%G' /srv/f1/a)" = 'directory 750 bob:bob' ]
[ "$(stat -c '%a' /srv/f1/s)" = 750 ]
`,
    ends: { folder: 'changed', symbolic: 'changed', again: 'ok' },
  },
  {
    name: 'attributes of everything below',
    prepare: `
mkdir -p '/srv/f2/tree/sub dir'
touch /srv/f2/tree/plain '/srv/f2/tree/sub dir/odd
name' /srv/f2/tree/run.sh /srv/f2/outside
chmod 0755 /srv/f2/tree/run.sh
chmod 0600 /srv/f2/outside
ln -s /srv/f2/outside /srv/f2/tree/link
`,
    tasks: `
- name: recurse
  file: { path: /srv/f2/tree, state: directory, recurse: true, owner: bob, mode: "u+rwX,g-rwx,o=" }
`,
    verify: `
[ "$(stat -c '%a %U' /srv/f2/tree/plain)" = '600 bob' ]
[ "$(stat -c '%a %U' /srv/f2/tree/run.sh)" = '700 bob' ]
[ "$(stat -c '%a %U' '/srv/f2/tree/sub dir')" = '700 bob' ]
[ "$(stat -c '%a %U' '/srv/f2/tree/sub dir/odd
name')" = '600 bob' ]
[ "$(stat -c '%a %U' /srv/f2/outside)" = '600 root' ]
`,
    ends: { recurse: 'changed' },
  },
  {
    name: 'links',
    prepare: `
mkdir -p /srv/f3/old /srv/f3/empty
echo text > /srv/f3/target
echo text > /srv/f3/in-the-way
ln -s nowhere /srv/f3/moved
`,
    tasks: `
- name: new
  file: { src: target, dest: /srv/f3/link, state: link }
- name: dangling
  file: { src: /srv/f3/missing, dest: /srv/f3/dangling, state: link, force: true }
- name: moved
  file: { src: target, path: /srv/f3/moved, state: link }
- name: instead of a file
  file: { src: target, path: /srv/f3/in-the-way, state: link, force: true }
- name: instead of an empty folder
  file: { src: target, path: /srv/f3/empty, state: link, force: true }
- name: hard
  file: { src: /srv/f3/target, path: /srv/f3/hard, state: hard }
- name: owner of the target
  file: { path: /srv/f3/link, owner: bob, mode: "0640" }
- name: owner of the link
  file: { path: /srv/f3/moved, owner: bob, follow: false }
`,
    verify: `
[ "$(readlink /srv/f3/link)" = target ]
[ "$(readlink /srv/f3/dangling)" = /srv/f3/missing ]
[ "$(readlink /srv/f3/moved)" = target ]
[ "$(readlink /srv/f3/in-the-way)" = target ]
[ "$(readlink /srv/f3/empty)" = target ]
[ /srv/f3/hard -ef /srv/f3/target ]
[ "$(stat -c '%h %a %U' /srv/f3/target)" = '2 640 bob' ]
[ "$(stat -c %U /srv/f3/moved)" = bob ]
[ "$(stat -c %U /srv/f3/link)" = root ]
`,
    ends: {
      new: 'changed',
      dangling: 'changed',
      moved: 'changed',
      'instead of a file': 'changed',
      'instead of an empty folder': 'changed',
      hard: 'changed',
      'owner of the target': 'changed',
      'owner of the link': 'changed',
    },
  },
  {
    name: 'removing',
    prepare: `
mkdir -p /srv/f4/tree/sub /srv/f4/kept
touch /srv/f4/file /srv/f4/tree/sub/x /srv/f4/kept/x
ln -s kept /srv/f4/link
`,
    tasks: `
- name: each
  file: { path: "/srv/f4/{{ item }}", state: absent }
  loop: [file, tree, link, never]
- name: below
  file: { path: /srv/f4/tree/sub/x, state: absent }
`,
    verify: `
[ "$(ls /srv/f4)" = kept ]
[ -e /srv/f4/kept/x ]
`,
    ends: { each: ['changed', 'changed', 'changed', 'ok'], below: 'ok' },
  },
  {
    name: 'touching, and times',
    prepare: 'mkdir /srv/f5; touch -d 2020-01-01 /srv/f5/old',
    tasks: `
- name: new
  file: { path: /srv/f5/new, state: touch, mode: "0600", modification_time: preserve, access_time: preserve }
- name: kept
  file: { path: /srv/f5/old, state: touch, modification_time: preserve, access_time: preserve }
- name: set
  file: { path: /srv/f5/old, state: touch, modification_time: "202102030405.06", access_time: "202102030405.06" }
- name: now
  file: { path: /srv/f5/stamp, state: touch }
`,
    verify: `
[ "$(stat -c '%a %s' /srv/f5/new)" = '600 0' ]
[ "$(date -u -d @$(stat -c %Y /srv/f5/old) +%Y%m%d%H%M.%S)" = 202102030405.06 ]
[ -e /srv/f5/stamp ]
`,
    ends: { new: 'changed', kept: 'ok', set: 'changed', now: 'changed' },
    again: { now: 'changed' },
  },
  {
    name: 'what it can do nothing about',
    prepare: 'mkdir /srv/f6; mkdir /srv/f6/full; touch /srv/f6/full/x /srv/f6/plain',
    tasks: `
- name: no file there
  file: { path: /srv/f6/missing, state: file }
  ignore_errors: true
- name: no such owner
  file: { path: /srv/f6/plain, owner: nobody-of-that-name }
  ignore_errors: true
- name: a full folder in the way
  file: { src: plain, dest: /srv/f6/full, state: link, force: true }
  ignore_errors: true
- name: a folder under a file
  file: { path: /srv/f6/plain/sub, state: directory }
  ignore_errors: true
- name: special bits
  file: { path: /srv/f6/plain, mode: "4755", owner: bob }
- name: odd names
  file: { path: "/srv/f6/{{ item }}", state: touch, modification_time: preserve, access_time: preserve }
  loop: ["with blank", "-rf", "a'b\\"c", "$HOME", "ünï", "star*"]
`,
    verify: `
[ "$(stat -c '%a %U' /srv/f6/plain)" = '4755 bob' ]
cd /srv/f6
for name in 'with blank' -rf "a'b\\"c" '$HOME' ünï 'star*'; do [ -f "./$name" ]; done
`,
    ends: {
      'no file there': 'failed',
      'no such owner': 'failed',
      'a full folder in the way': 'failed',
      'a folder under a file': 'failed',
      'special bits': 'changed',
      'odd names': ['changed', 'changed', 'changed', 'changed', 'changed', 'changed'],
    },
    again: {
      'no file there': 'failed',
      'no such owner': 'failed',
      'a full folder in the way': 'failed',
      'a folder under a file': 'failed',
    },
  },
  {
    name: 'flags of the file system',
    prepare: `
mkdir -p /srv/f7/tree/sub
touch /srv/f7/plain /srv/f7/open /srv/f7/all /srv/f7/fixed /srv/f7/tree/a /srv/f7/tree/sub/b
ln -s a /srv/f7/tree/link
chattr +d /srv/f7/open
chattr +dA /srv/f7/all
echo fixed > /srv/f7/fixed
chattr +i /srv/f7/fixed
`,
    tasks: `
- name: set
  file: { path: /srv/f7/plain, attributes: +d, mode: "0600" }
- name: set already
  file: { path: /srv/f7/plain, attr: +d }
- name: taken away
  file: { path: /srv/f7/open, attributes: -d }
- name: these are all
  file: { path: /srv/f7/all, attributes: A }
- name: a new folder
  file: { path: /srv/f7/new/folder, state: directory, attributes: +d }
- name: a new file
  copy: { content: one, dest: /srv/f7/copied, attributes: +A }
- name: other content
  copy: { content: two, dest: /srv/f7/copied, attributes: +A }
- name: below
  file: { path: /srv/f7/tree, state: directory, recurse: true, attributes: +d }
- name: a line
  lineinfile: { path: /srv/f7/plain, line: text, attributes: +d }
- name: a setting that stays as it is
  copy: { content: mine, dest: /srv/f7/mine, attributes: +i }
- name: not even by copy
  copy: { content: other, dest: /srv/f7/mine }
  ignore_errors: true
- name: not by line
  lineinfile: { path: /srv/f7/mine, line: other }
  ignore_errors: true
- name: not another mode
  file: { path: /srv/f7/mine, mode: "0600" }
  ignore_errors: true
- name: not removed
  file: { path: /srv/f7/mine, state: absent }
  ignore_errors: true
- name: open for changes
  file: { path: /srv/f7/fixed, attributes: -i }
- name: changed at last
  copy: { content: changed, dest: /srv/f7/fixed }
- name: no flags for a link
  file: { path: /srv/f7/tree/link, state: link, src: a, follow: false, attributes: +d }
  ignore_errors: true
`,
    verify: `
flags() { lsattr -d "$1" | cut -d' ' -f1 | tr -d -- -e; }
[ "$(flags /srv/f7/plain)" = d ]
[ "$(stat -c %a /srv/f7/plain)" = 600 ]
[ "$(flags /srv/f7/open)" = '' ]
[ "$(flags /srv/f7/all)" = A ]
[ "$(flags /srv/f7/new)" = d ]
[ "$(flags /srv/f7/new/folder)" = d ]
[ "$(flags /srv/f7/copied)" = A ]
[ "$(cat /srv/f7/copied)" = two ]
for entry in tree tree/a tree/sub tree/sub/b; do [ "$(flags "/srv/f7/$entry")" = d ]; done
[ "$(flags /srv/f7/mine)" = i ]
[ "$(cat /srv/f7/mine)" = mine ]
[ "$(cat /srv/f7/fixed)" = changed ]
`,
    ends: {
      set: 'changed',
      'set already': 'ok',
      'taken away': 'changed',
      'these are all': 'changed',
      'a new folder': 'changed',
      'a new file': 'changed',
      'other content': 'changed',
      below: 'changed',
      'a line': 'changed',
      'a setting that stays as it is': 'changed',
      'not even by copy': 'failed',
      'not by line': 'failed',
      'not another mode': 'failed',
      'not removed': 'failed',
      'open for changes': 'changed',
      'changed at last': 'changed',
      'no flags for a link': 'failed',
    },
    again: {
      'a new file': 'changed',
      'other content': 'changed',
      'not even by copy': 'failed',
      'not by line': 'failed',
      'not another mode': 'failed',
      'not removed': 'failed',
      'no flags for a link': 'failed',
    },
  },
];
