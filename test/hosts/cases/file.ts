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
];
