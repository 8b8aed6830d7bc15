import type { HostCase } from './host-case.ts';

/** A web server out of a socket and a shell, which knows files, conditions, passwords and redirects. */
const SERVER = `
mkdir -p /srv/web
cat > /srv/web/answer <<'END'
#!/bin/sh
read -r method path version
path=\${path%%[?]*}
since= user=
while read -r name value; do
  value=$(printf %s "$value" | tr -d '\\r')
  case $name in
    [Ii]f-[Mm]odified-[Ss]ince:) since=$value ;;
    [Aa]uthorization:) user=$value ;;
    ''|"$(printf '\\r')") break ;;
  esac
done
status='200 OK' more= file=/srv/web/files$path
case $path in
  /moved) status='302 Found' more='Location: /one.txt' file=/dev/null ;;
  /private) [ "$user" = 'Basic cmVhZGVyOnMzY3JldCBwYXNz' ] || { status='401 Unauthorized' file=/dev/null; } ;;
  /always*) ;;
  *) [ -z "$since" ] || { status='304 Not Modified' file=/dev/null; } ;;
esac
[ -e "$file" ] || { status='404 Not Found' file=/dev/null; }
length=0
[ "$file" = /dev/null ] || length=$(wc -c < "$file")
printf 'HTTP/1.1 %s\\r\\nContent-Length: %s\\r\\n%s\\r\\nConnection: close\\r\\n\\r\\n' "$status" "$length" "\${more:-X-Nothing: 1}"
cat "$file"
END
chmod 0755 /srv/web/answer
mkdir -p /srv/web/files
echo one > /srv/web/files/one.txt
echo two > /srv/web/files/always
echo hidden > /srv/web/files/private
(cd /srv/web/files && sha256sum one.txt always | sed 's/ a/ .\\/a/' > SUMS)
printf '[Socket]\\nListenStream=127.0.0.1:8090\\nAccept=yes\\n' > /etc/systemd/system/files.socket
printf '[Service]\\nExecStart=/srv/web/answer\\nStandardInput=socket\\nStandardError=journal\\nSlice=system.slice\\n' > /etc/systemd/system/files@.service
systemctl daemon-reload
systemctl start files.socket
`;

const ONE = '2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806';

const tasks = (folder: string, more = '') => `
- name: with its checksum
  get_url: { url: "http://127.0.0.1:8090/one.txt", dest: ${folder}/one, checksum: "sha256:${ONE}", mode: "0640", owner: bob }
- name: into a folder
  get_url: { url: "http://127.0.0.1:8090/one.txt?x=y", dest: ${folder}/into/ }
  register: into
- name: redirected
  get_url: { url: "http://127.0.0.1:8090/moved", dest: ${folder}/moved }
- name: not what it must be
  get_url: { url: "http://127.0.0.1:8090/always", dest: ${folder}/wrong, checksum: "md5:d41d8cd98f00b204e9800998ecf8427e" }
  register: wrong
  ignore_errors: true
- name: not there
  get_url: { url: "http://127.0.0.1:8090/none", dest: ${folder}/none }
  ignore_errors: true
- name: what is there and the same
  get_url: { url: "http://127.0.0.1:8090/always", dest: ${folder}/always }
- name: what is there and older
  get_url: { url: "http://127.0.0.1:8090/always", dest: ${folder}/older, backup: true }
- name: what is not modified
  get_url: { url: "http://127.0.0.1:8090/one.txt", dest: ${folder}/newer, mode: "0600" }
${more}- name: with a password
  get_url: { url: "http://127.0.0.1:8090/private", dest: ${folder}/private, url_username: reader, url_password: s3cret pass }
`;

const prepare = (folder: string) => `
mkdir -p ${folder}/into
echo two > ${folder}/always
echo old > ${folder}/older
echo mine > ${folder}/newer
chmod 0644 ${folder}/newer
`;

const verify = (folder: string) => `
cd ${folder}
[ "$(cat one into/one.txt moved)" = "one
one
one" ]
[ "$(stat -c '%a %U' one)" = '640 bob' ]
[ "$(cat always older older.*~)" = "two
two
old" ]
[ "$(cat newer) $(stat -c %a newer)" = 'mine 600' ]
[ "$(cat private)" = hidden ]
[ ! -e wrong ]
[ ! -e none ]
`;

const ends = {
  'with its checksum': 'changed',
  'into a folder': 'changed',
  'what is there and the same': 'ok',
  'what is there and older': 'changed',
  'what is not modified': 'changed',
  'with a password': 'changed',
  redirected: 'changed',
  'not what it must be': 'failed',
  'not there': 'failed',
} as const;

/** What only the server can say of what is not there. */
const surprises = { 'not what it must be': 'changed', 'not there': 'changed' } as const;
const again = { 'not what it must be': 'failed', 'not there': 'failed' } as const;

export const downloadCases: readonly HostCase[] = [
  {
    name: 'without any client',
    prepare: `${SERVER}${prepare('/srv/g1')}`,
    tasks: tasks('/srv/g1'),
    verify: verify('/srv/g1'),
    ends,
    foretold: {
      ...surprises,
      'what is there and the same': 'unknown',
      'what is there and older': 'unknown',
      'what is not modified': 'unknown',
    },
    again,
    // Nobody on the host can ask the server, so only a checksum tells that nothing new would come.
    foretoldAgain: {
      ...Object.fromEntries(
        Object.keys(ends).flatMap((name) => (name === 'with its checksum' ? [] : [[name, 'unknown']])),
      ),
      ...surprises,
    },
  },
  {
    name: 'with curl',
    prepare: `apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends curl >/dev/null
${prepare('/srv/g2')}`,
    tasks: tasks(
      '/srv/g2',
      `- name: with a list of checksums
  get_url: { url: "http://127.0.0.1:8090/always", dest: /srv/g2/listed, checksum: "sha256:http://127.0.0.1:8090/SUMS" }
- name: not on that list
  get_url: { url: "http://127.0.0.1:8090/private", dest: /srv/g2/unlisted, checksum: "sha256:http://127.0.0.1:8090/SUMS" }
  ignore_errors: true
`,
    ),
    verify: `${verify('/srv/g2')}
[ "$(cat listed)" = two ]
[ ! -e unlisted ]
`,
    ends: { ...ends, 'with a list of checksums': 'changed', 'not on that list': 'failed' },
    foretold: surprises,
    again: { ...again, 'not on that list': 'failed' },
    foretoldAgain: { ...surprises, 'with a password': 'unknown' },
  },
];
