/** An inventory to read with both: its files by path, the `-i` options, and patterns to match, each with a limit or none. */
export interface Sample {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
  readonly patterns?: readonly (string | readonly [pattern: string, limit: string])[];
  readonly password?: string;
  readonly executable?: readonly string[];
}

const PATTERNS: Sample['patterns'] = [
  'all',
  '*',
  'web',
  'web1',
  'web:db',
  'web,db',
  'web:&prod',
  'web:!web1',
  'all:!web',
  '!web',
  '&web',
  'all,!web,&prod',
  'web*',
  '*1',
  'w?b1',
  'web[0]',
  'web[1]',
  'web[-1]',
  'web[0:1]',
  'web[1:]',
  'web[0:0]',
  'web[9]',
  'web[1:9]',
  'all[0]',
  'all[-2]',
  '~web[0-9]+',
  '~(web|db)1',
  '~.*1$',
  '~b',
  '*.example.com',
  'web[12]',
  'web[!1]*',
  'nothing',
  'nothing:web',
  'web:nothing',
  'ungrouped',
  'localhost',
  '127.0.0.1',
  'all:localhost',
  'web,web',
  'web1,web',
  'db1:web:all',
  '[web',
  'web[a]',
  'web[0-1]',
  'w*:!*2',
  '~web1:db1',
  'prod:&web[0]',
  'children',
  'WEB',
  '',
  ' web , db ',
  'web1:22',
  ['all', 'web'],
  ['web', 'web1'],
  ['all', '!web'],
  ['all', 'web:&prod'],
  ['db', 'web'],
  ['all', 'web[0]'],
  ['localhost', 'web'],
  ['all', 'nothing'],
];

export const SAMPLES: readonly Sample[] = [
  {
    name: 'ini: hosts, variables, children',
    files: {
      hosts: `# a comment
; another
lonely
mail.example.com:2222 user=root # trailing
[web]
web1 ansible_host=10.0.0.1 http_port=80 maxRequestsPerChild=808
web2 ansible_host=10.0.0.2 http_port=303  flag=True other=true

[db]
db1
db[2:4] a=1
[prod:children]
web
db
[prod:vars]
env=prod
port=5432 # the usual
text=a b  c
quoted="in quotes"
single='single'
list=['a', 2, 3.5, None, True]
dict={'a': {'b': 1}}
tuple=1, 2
octal=0644
octal2=0o644
hex=0x1F
float=1.0
exp=1e3
neg=-5
empty=
equals=a=b=c
url=http://x/?a=b#c
yes=yes
none=None
jinja={{ env }}-x
space = around
under_score=1_000
version=1.10
ip=10.0.0.1
date=2020-01-01
broken=['a'
joined='a' 'b'
escape='a\\nb'
raw=r'a\\nb'
bytes=b'abc'
path=C:\\temp
paren=(5)
nested=[('a', 1), {}]
plus=+5
complex=1-2
trailing=[1,]
zero=00
hash=#x
[web:vars]
tier=front
ansible_group_priority=5
`,
    },
    sources: ['hosts'],
    patterns: PATTERNS,
  },
  {
    name: 'ini: host lines',
    files: {
      inventory: `[web]
web1 a="b c" d='e f' g=h\\ i j="k=l" m=[1,2] n="[1, 2]" o="{'p': 'q'}" r=s#t u="v#w" x='"y"' z="'1'"
web2 ansible_port=22 a='1' b="True" c=1 d=yes e="" f='it"s'
web[01:03].example.com n=1
web[1:9:4]x
web[a:c]-[1:2]
node[08:11]
[v6]
::1 a=1
fe80::1
[2001:db8::1]:2222
2001:db8::[1:3]
10.0.0.[1:3]:2201
host_name:22
-odd
a.b.c.d
[web]
late
[empty]
[x:vars]
y=1
set={1}
[x]
`,
    },
    sources: ['inventory'],
    patterns: [
      'web',
      'web[0]',
      'v6',
      '~web\\d',
      '10.0.0.*',
      'node*',
      'all',
      'fe80::1',
      '::1',
      '10.0.0.1:2201',
      'web01.example.com',
    ],
  },
  {
    name: 'ini: groups in groups, depth and priority',
    files: {
      hosts: `[a:children]
b
c
[b:children]
d
[c:children]
d
e
[d]
h1 own=host
h2
[e]
h1
h3
[z]
h1
[y]
h1
[a:vars]
v=a
only_a=1
[b:vars]
v=b
w=b
[c:vars]
v=c
w=c
ansible_group_priority=10
[d:vars]
v=d
[e:vars]
v=e
x=e
[z:vars]
x=z
p=z
[y:vars]
x=y
p=y
ansible_group_priority=2
[all:vars]
v=all
everywhere=yes
[ungrouped:vars]
u=1
`,
      'group_vars/all.yml': 'from_file: all\nv: file-all\nonly_a: 2\n',
      'group_vars/d.yml': 'from_file: d\nown: group-file\n',
      'group_vars/e': 'from_file: e\n',
      'group_vars/y/10-first.yml': 'p: y-file-1\nq: 1\n',
      'group_vars/y/20-second.yaml': 'p: y-file-2\n',
      'group_vars/y/sub/deep.json': '{"deep": 1e3}',
      'group_vars/y/.hidden.yml': 'hidden: 1\n',
      'group_vars/y/notes.txt': 'notes: 1\n',
      'group_vars/y/old.yml~': 'old: 1\n',
      'group_vars/y.yml': 'q: 2\nbeside: directory\n',
      'group_vars/y.yaml': 'q: 3\n',
      'host_vars/h1.yml': 'own: host-file\nh: 1\n',
      'host_vars/h2/main.yml': 'h: 2\n',
      'play/group_vars/all.yml': 'from_play: all\nfrom_file: play-all\neverywhere: play\n',
      'play/group_vars/d.yml': 'from_play: d\n',
      'play/host_vars/h1.yml': 'h: play\n',
    },
    sources: ['hosts'],
    patterns: ['a', 'b:&c', 'd', 'all', 'a[0]', 'a:!e', '?', 'h*:!d'],
  },
  {
    name: 'yaml',
    files: {
      'hosts.yml': `all:
  hosts:
    mail.example.com:
    web[1:3].example.com:
      http_port: 80
      mode: 0644
      at: 1:30
      flag: no
      f: 2.0
      list: [a, b]
      nested: {a: {b: c}}
  vars:
    everywhere: true
  children:
    web:
      hosts:
        web1.example.com:
          own: 1
        host:2222:
        foo[01:02]:
      vars:
        tier: front
        ansible_group_priority: 7
    db:
      children:
        east:
          hosts:
            db1:
            db2: {a: 1}
        west:
          hosts: db3
      vars:
    prod:
      children:
        web:
        db:
    ungrouped:
      hosts:
        alone:
    nothing:
other:
  hosts:
    db1:
      b: 2
`,
    },
    sources: ['hosts.yml'],
    patterns: PATTERNS,
  },
  {
    name: 'yaml without extension, json',
    files: {
      one: '---\nall:\n  hosts:\n    a:\n      x: 1\n',
      'two.json': '{"web": {"hosts": {"b": {"x": 1e3, "y": 1.0, "z": "0644"}}, "vars": {"v": [1, null]}}}',
    },
    sources: ['one', 'two.json'],
    patterns: ['all', 'a', 'web'],
  },
  {
    name: 'a directory',
    files: {
      'inventory/01-hosts': '[web]\nweb1 x=1\n[all:vars]\na=1\nb=1\n',
      'inventory/02.yml':
        'web:\n  hosts:\n    web2:\n    web1: {x: 2}\n  vars: {c: 1}\nall:\n  vars: {b: 2}\n',
      'inventory/sub/03': 'deep\n',
      'inventory/readme.md': 'nothing',
      'inventory/old.ini': '[gone]\ngone\n',
      'inventory/x.cfg': 'nothing',
      'inventory/.hidden': 'hidden\n',
      'inventory/keep~': 'keep\n',
      'inventory/group_vars/web/vars': 'gv: 1\n',
      'inventory/group_vars/all': 'ga: 1\na: 2\n',
      'inventory/host_vars/web1.yaml': 'hv: 1\n',
      'inventory/sub/group_vars/all.yml': 'unseen: 1\n',
    },
    sources: ['inventory'],
    patterns: ['web', 'all', 'deep'],
  },
  {
    name: 'several sources',
    files: {
      'a/hosts': '[web]\nh1 x=a\n[web:vars]\nv=a\n[all:vars]\nw=a\n',
      'a/group_vars/web.yml': 'g: a\ng2: a\n',
      'a/group_vars/all.yml': 'g: a-all\n',
      'a/host_vars/h1.yml': 'hv: a\nhv2: a\n',
      'b/hosts': '[db]\nh1 x=b\nh2\n[web:children]\ndb\n[db:vars]\nv=b\n[all:vars]\nw=b\n[web]\n',
      'b/group_vars/web.yml': 'g: b\n',
      'b/group_vars/db.yml': 'g2: b-db\n',
      'b/host_vars/h1.yml': 'hv: b\n',
      'play/group_vars/web.yml': 'g2: play\n',
    },
    sources: ['a/hosts', 'b/hosts', 'h3,h4:2200,10.0.0.1'],
    patterns: ['all', 'web', 'h3', 'h4', '~h[34]'],
  },
  {
    name: 'names on the command line',
    files: { 'group_vars/all.yml': 'unseen: 1\n', 'play/group_vars/all.yml': 'seen: 1\n' },
    sources: ['web1,web2:2222, db1 ,,localhost,::1'],
    patterns: ['all', 'web1', 'ungrouped', 'localhost', 'web*'],
  },
  {
    name: 'localhost in the inventory',
    files: {
      hosts: 'localhost ansible_connection=local x=1\n[web]\nweb1\n',
      'group_vars/all.yml': 'a: 1\n',
      'host_vars/localhost.yml': 'l: 1\n',
    },
    sources: ['hosts'],
    patterns: ['all', 'localhost', '127.0.0.1', 'web:localhost'],
  },
  {
    name: 'implicit localhost',
    files: {
      hosts: '[web]\nweb1\n[all:vars]\nv=1\n',
      'group_vars/all.yml': 'a: 1\n',
      'host_vars/localhost.yml': 'l: 1\n',
    },
    sources: ['hosts'],
    patterns: ['all', 'localhost', '127.0.0.1', 'web:localhost', '*:localhost', 'loc*'],
  },
  {
    name: 'a script with _meta',
    files: {
      'inv.sh': `#!/bin/sh
[ "$1" = --list ] && echo '{"web": {"hosts": ["w1", "w2"], "vars": {"a": 1, "f": 1e3}, "children": ["sub"]}, "sub": ["s1"], "short": {"x": 1}, "_meta": {"hostvars": {"w1": {"b": 2}, "ghost": {"c": 1}}}}'
exit 0
`,
      'group_vars/web.yml': 'g: 1\n',
    },
    executable: ['inv.sh'],
    sources: ['inv.sh'],
    patterns: ['all', 'web', 'sub', 'short'],
  },
  {
    name: 'a script asked for each host',
    files: {
      inv: `#!/bin/sh
if [ "$1" = --list ]; then echo '{"web": {"hosts": ["w1", "w2"]}, "empty": {"hosts": []}}'; else echo "{\\"name\\": \\"$2\\"}"; fi
`,
    },
    executable: ['inv'],
    sources: ['inv'],
    patterns: ['all', 'empty'],
  },
  {
    name: 'encrypted variables',
    files: {
      hosts: '[web]\nweb1\n',
      'group_vars/web/plain.yml': 'a: 1\n',
      'group_vars/web/secret.yml': 'VAULT:b: 2\nc: hidden text\n',
      'host_vars/web1.yml': 'inline: VAULTED:inline secret\nd: 1\n',
    },
    sources: ['hosts'],
    password: 'open sesame',
    patterns: ['web'],
  },
  {
    name: 'names with odd characters',
    files: {
      hosts: '[web-servers]\nweb-1.example.com\n[a.b]\nx_y\n[web-servers:vars]\nk=1\n[ü]\nhöst\n',
      'group_vars/web-servers.yml': 'g: 1\n',
      'group_vars/a.b.yml': 'h: 1\n',
      'host_vars/web-1.example.com.yml': 'i: 1\n',
      'host_vars/web-1.example.com/x.yml': 'j: 1\n',
    },
    sources: ['hosts'],
    patterns: ['web-servers', 'a.b', 'web-servers:&all', '*example*', 'ü', 'höst'],
  },
  {
    name: 'a name that is a group and a host',
    files: { hosts: '[web]\nweb x=1\nother y=1\n[db]\nweb\n' },
    sources: ['hosts'],
    patterns: ['web', 'db', 'all'],
  },
];
