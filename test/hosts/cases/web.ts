import type { HostCase } from './host-case.ts';

/** A web server out of a socket and a shell: it answers each request in the same way. */
const SERVER = `
cat > /srv/answer <<'END'
#!/bin/sh
read -r method path version
length=0
while read -r header value && [ -n "$(printf %s "$header" | tr -d '\\r')" ]; do
  case $header in [Cc]ontent-[Ll]ength:) length=$(printf %s "$value" | tr -d '\\r') ;; esac
done
body=$(head -c "$length")
case $path in
  /missing) status='404 Not Found' ;;
  /moved) status='302 Found' ;;
  *) status='200 OK' ;;
esac
text=$(printf '{"method": "%s", "path": "%s", "body": "%s"}' "$method" "$path" "$(printf %s "$body" | tr '"' "'")")
printf 'HTTP/1.1 %s\\r\\nContent-Type: application/json\\r\\nLocation: /there\\r\\nX-Mine: yes\\r\\nSet-Cookie: a=1; Path=/\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s' "$status" "\${#text}" "$text"
END
chmod 0755 /srv/answer
printf '[Socket]\\nListenStream=127.0.0.1:8080\\nListenStream=/run/web.sock\\nAccept=yes\\n' > /etc/systemd/system/web.socket
printf '[Service]\\nExecStart=/srv/answer\\nStandardInput=socket\\nStandardError=journal\\n' > /etc/systemd/system/web@.service
systemctl daemon-reload
systemctl start web.socket
`;

export const webCases: readonly HostCase[] = [
  {
    name: 'requests',
    prepare: SERVER,
    tasks: `
- name: get
  uri: { url: "http://127.0.0.1:8080/a?b=c", return_content: true }
  register: got
- name: post
  uri:
    url: http://127.0.0.1:8080/
    method: POST
    body: { name: "ü" }
    body_format: json
  register: posted
- name: through a socket
  uri: { url: http://localhost/socket, unix_socket: /run/web.sock }
  register: socket
- name: redirected
  uri: { url: http://127.0.0.1:8080/moved }
  register: moved
- name: not redirected
  uri: { url: http://127.0.0.1:8080/moved, follow_redirects: none, status_code: [302] }
- name: missing
  uri: { url: http://127.0.0.1:8080/missing }
  register: missing
  ignore_errors: true
- name: nobody there
  uri: { url: http://127.0.0.1:8081/ }
  register: nobody
  ignore_errors: true
- name: done before
  uri: { url: http://127.0.0.1:8081/, creates: /srv/answer }
- name: into a file
  uri: { url: "http://127.0.0.1:8080/kept", dest: /srv/kept.json, mode: "0600", owner: bob }
  register: kept
- name: into a file again
  uri: { url: "http://127.0.0.1:8080/kept", dest: /srv/kept.json }
- name: what is told
  assert:
    that:
      - got.status == 200 and got.json.path == '/a?b=c' and got.x_mine == 'yes' and got.cookies.a == '1'
      - got.content is search('"method"') and not got.redirected and got.content_type == 'application/json'
      - posted.json.method == 'POST' and posted.json.body == "{'name':'ü'}"
      - socket.json.path == '/socket'
      - moved.redirected and moved.url == 'http://127.0.0.1:8080/there'
      - missing.status == 404 and missing.json.path == '/missing'
      - kept.path == '/srv/kept.json' and kept.status == 200
      - nobody.status == -1 and nobody.msg is search('refused')
`,
    verify: `
[ "$(cat /srv/kept.json)" = '{"method": "GET", "path": "/kept", "body": ""}' ]
[ "$(stat -c '%a %U' /srv/kept.json)" = '600 bob' ]
`,
    ends: {
      get: 'ok',
      post: 'ok',
      'through a socket': 'ok',
      redirected: 'ok',
      'not redirected': 'ok',
      missing: 'failed',
      'nobody there': 'failed',
      'into a file': 'changed',
      'into a file again': 'ok',
      'done before': 'ok',
      'what is told': 'ok',
    },
    foretold: {
      post: 'unknown',
      missing: 'ok',
      'nobody there': 'ok',
      'into a file': 'unknown',
      'into a file again': 'unknown',
      'done before': 'presumed',
      'what is told': 'unknown',
    },
    again: { missing: 'failed', 'nobody there': 'failed' },
    foretoldAgain: {
      post: 'unknown',
      missing: 'ok',
      'nobody there': 'ok',
      'into a file': 'unknown',
      'into a file again': 'unknown',
      'done before': 'presumed',
      'what is told': 'unknown',
    },
  },
  {
    name: 'waiting',
    // Nothing may happen behind the back of a test that looks for what is written.
    prepare: `
echo 'line 17 ready' > /srv/log
: > /srv/appeared
`,
    tasks: `
- name: a port
  wait_for: { port: 8080, timeout: 10 }
- name: a port that is closed
  wait_for: { port: 8089, state: stopped, timeout: 5 }
- name: a file
  wait_for: { path: /srv/appeared, timeout: 20 }
- name: a file that goes
  wait_for: { path: /srv/goes, state: absent, timeout: 20 }
- name: a line
  wait_for: { path: /srv/log, search_regex: 'line \\d+ ready', timeout: 20 }
- name: in vain
  wait_for: { port: 8089, timeout: 1, msg: nobody came }
  ignore_errors: true
- name: some time
  wait_for: { timeout: 1 }
`,
    verify: ':\n',
    ends: {
      'a port': 'ok',
      'a port that is closed': 'ok',
      'a file': 'ok',
      'a file that goes': 'ok',
      'a line': 'ok',
      'in vain': 'failed',
      'some time': 'ok',
    },
    foretold: { 'in vain': 'ok' },
    again: { 'in vain': 'failed' },
    foretoldAgain: { 'in vain': 'ok' },
  },
];
