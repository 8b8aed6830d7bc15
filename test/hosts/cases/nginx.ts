import type { HostCase } from './host-case.ts';

/** What nginx answers for a host name, asked with nothing but a shell. */
const ANSWERS = `
answers() { bash --norc <<END
exec 3<>/dev/tcp/127.0.0.1/80
printf 'GET / HTTP/1.0\\r\\nHost: $1\\r\\n\\r\\n' >&3
cat <&3
END
}
`;

/** The first case installs nginx; those after it find it running. */
export const nginxCases: readonly HostCase[] = [
  {
    name: 'sites right after nginx was installed',
    prepare: 'apt-get -qq update >/dev/null 2>&1',
    files: { 'templates/two.j2': 'server { listen 80; server_name two; return 200 "{{ word }}"; }\n' },
    vars: { word: 'second' },
    tasks: `
- name: nginx
  apt: { name: nginx, install_recommends: false }
- name: the default site
  nginx: { name: default, state: disabled }
- name: described
  nginx: { name: one, server_name: one, default_server: true, locations: { /: "return 200 first;" } }
- name: from a template
  nginx: { name: two, src: two.j2 }
  register: r
- name: what is told
  assert: { that: [r.layout == 'debian', r.enabled_path == '/etc/nginx/sites-enabled/two', r.name == 'two'] }
- name: not yet
  nginx: { name: three, content: "server { listen 80; server_name three; }", state: present }
- name: it runs
  systemd: { name: nginx, state: started, enabled: true }
`,
    verify: `
${ANSWERS}
answers one | grep -q first
answers two | grep -q second
[ ! -e /etc/nginx/sites-enabled/default ] && [ ! -e /etc/nginx/sites-enabled/three ]
`,
    ends: {
      nginx: 'changed',
      'the default site': 'changed',
      described: 'changed',
      'from a template': 'changed',
      'what is told': 'ok',
      'not yet': 'changed',
      'it runs': 'ok',
    },
    foretold: {
      'the default site': 'presumed',
      described: 'presumed',
      'from a template': 'presumed',
      'not yet': 'presumed',
      'it runs': 'presumed',
    },
  },
  {
    name: 'a configuration that nginx refuses stays out, and later ones go in',
    // Log files that are open for writing would keep the disk from being made read-only for a check.
    prepare: `
sed -i 's/access_log .*;/access_log off;/; s/error_log .*;/error_log stderr;/' /etc/nginx/nginx.conf
systemctl restart nginx
`,
    tasks: `
- name: broken
  nginx: { name: broken, content: "server { listen 80; no_such_directive on; }" }
  ignore_errors: true
  no_log: true
- name: what a broken one replaces
  nginx: { name: one, content: "server {" }
  ignore_errors: true
  no_log: true
- name: sound
  nginx: { name: four, content: "server { listen 80; server_name four; return 200 fourth; }" }
`,
    verify: `
nginx -t
[ ! -e /etc/nginx/sites-available/broken ] && [ ! -L /etc/nginx/sites-enabled/broken ]
${ANSWERS}
answers one | grep -q first
answers four | grep -q fourth
[ -z "$(find /etc/nginx -name '.*')" ]
`,
    ends: { broken: 'failed', 'what a broken one replaces': 'failed', sound: 'changed' },
    foretold: { broken: 'changed', 'what a broken one replaces': 'changed' },
    // What was refused never came near the configuration: there is nothing to be read again.
    again: { broken: 'failed', 'what a broken one replaces': 'failed' },
    foretoldAgain: { broken: 'changed', 'what a broken one replaces': 'changed' },
  },
  {
    name: 'what runs is older than what is on disk',
    prepare: `
sleep 0.2
printf 'server { listen 80; server_name five; return 200 fifth; }\\n' > /etc/nginx/sites-available/five
ln -s ../sites-available/five /etc/nginx/sites-enabled/five
`,
    tasks: `
- name: reloaded
  nginx: { name: five, content: "server { listen 80; server_name five; return 200 fifth; }\\n" }
`,
    verify: `
${ANSWERS}
answers five | grep -q fifth
`,
    ends: { reloaded: 'changed' },
  },
  {
    name: 'a web server for an application, encrypted',
    prepare: `
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=app -keyout /etc/ssl/app.key -out /etc/ssl/app.pem 2>/dev/null
`,
    tasks: `
- name: the application
  nginx:
    name: app
    server_name: [app, app.example.org]
    upstream: { servers: ["127.0.0.1:8000"], keepalive: 2 }
    tls: { certificate: /etc/ssl/app.pem, key: /etc/ssl/app.key, hsts: true }
    client_max_body_size: 100m
    client_body_buffer_size: 1m
    proxy_connect_timeout: 5s
    proxy_read_timeout: "86400"
    proxy_buffers: 8 16k
    proxy_buffer_size: 16k
    proxy_buffering: false
    gzip: true
    access_log: /var/log/nginx/app.log
    error_log: /var/log/nginx/app.error.log warn
    extra: |
      add_header X-Test yes always;
- name: away
  nginx: { name: five, state: absent }
`,
    verify: `
nginx -t
[ ! -e /etc/nginx/sites-available/five ]
${ANSWERS.replace('GET /', 'GET /a%%2Fb?c=%%3F')}
answers app | tr -d '\\r' | grep -qx 'Location: https://app/a%2Fb?c=%3F'
printf 'GET / HTTP/1.0\\r\\nHost: app\\r\\n\\r\\n' | openssl s_client -quiet -connect 127.0.0.1:443 2>/dev/null > /tmp/answer
grep -q '502 Bad Gateway' /tmp/answer && grep -q '^X-Test: yes' /tmp/answer; rm /tmp/answer
`,
    ends: { 'the application': 'changed', away: 'changed' },
  },
  {
    name: 'several parts, a snippet, and what holds for all sites',
    // No log file on the disk is to be open, once more.
    prepare: `
sed -i '/_log/d' /etc/nginx/sites-available/app
systemctl restart nginx
`,
    tasks: `
- name: settings
  nginx:
    name: tuning
    settings:
      main: { worker_rlimit_nofile: 4096 }
      events: { worker_connections: 512 }
      http: { gzip: no, server_tokens: no, log_format: ["short '$remote_addr  $status'", "long '$request'"] }
- name: for all sites
  nginx: { name: shared, kind: http, content: "map $uri $shared { default shared; }\\n" }
- name: a snippet
  nginx: { name: headers, kind: snippet, content: "add_header X-Shared $shared;\\n" }
- name: parts
  nginx:
    name: parts
    server_name: parts
    http2: false
    access_log: /run/parts.log short
    locations:
      /one/: { return: 200 one, include: snippets/headers.conf }
      = /two: return 200 two;
      /three/: { proxy_pass: "http://unix:/run/nowhere.sock:/", proxy_read_timeout: 5s }
    redirects: { = /old: /new, /: "302 https://elsewhere$request_uri" }
- name: shared no more
  nginx: { name: never, kind: http, state: absent }
- name: settings that nginx refuses
  nginx: { name: tuning, settings: { http: { gzip: perhaps } } }
  ignore_errors: true
  no_log: true
`,
    verify: `
grep -q 'worker_connections 512;' /etc/nginx/nginx.conf
grep -q 'gzip off;' /etc/nginx/nginx.conf && ! grep -q 'gzip on;' /etc/nginx/nginx.conf
grep -q '^server_tokens off;' /etc/nginx/conf.d/tuning.conf
get() { bash --norc <<END
exec 3<>/dev/tcp/127.0.0.1/80
printf 'GET $1 HTTP/1.0\\r\\nHost: parts\\r\\n\\r\\n' >&3
cat <&3
END
}
get /one/ | tr -d '\\r' > /tmp/one; grep -qx one /tmp/one && grep -qx 'X-Shared: shared' /tmp/one && grep -qx 'Server: nginx' /tmp/one; rm /tmp/one
get /two | grep -q two
get /three/ | grep -q '502 Bad Gateway'
get /old | grep -q '^Location: http://parts/new'
get /other | grep -q '^Location: https://elsewhere/other'
grep -q '127.0.0.1  302' /run/parts.log
`,
    ends: {
      settings: 'changed',
      'for all sites': 'changed',
      'a snippet': 'changed',
      parts: 'changed',
      'shared no more': 'ok',
      'settings that nginx refuses': 'failed',
    },
    foretold: { 'settings that nginx refuses': 'changed' },
    again: { 'settings that nginx refuses': 'failed' },
    foretoldAgain: { 'settings that nginx refuses': 'changed' },
  },
  {
    name: "Red Hat's layout: everything in conf.d",
    prepare: `
rm -rf /etc/nginx/sites-available /etc/nginx/sites-enabled /etc/nginx/snippets /etc/nginx/conf.d/*
cat > /etc/nginx/nginx.conf <<'END'
user www-data;
worker_processes auto;
error_log stderr notice;
pid /run/nginx.pid;
include /usr/share/nginx/modules/*.conf;

events {
    worker_connections 1024;
}

http {
    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer"';
    access_log off;
    sendfile on;
    include /etc/nginx/mime.types;
    include /etc/nginx/conf.d/*.conf;

    server {
        listen 80;
        listen [::]:80;
        server_name _;
        root /usr/share/nginx/html;
        include /etc/nginx/default.d/*.conf;
        location = /404.html {
        }
    }
}
END
printf 'server { listen 80; server_name off; return 200 off; }\\n' > /etc/nginx/conf.d/off.conf
printf 'server { listen 80; server_name back; return 200 back; }\\n' > /etc/nginx/conf.d/back.conf.disabled
printf 'server { listen 80; server_name gone; return 200 gone; }\\n' > /etc/nginx/conf.d/gone.conf
systemctl restart nginx
`,
    tasks: `
- name: described
  nginx: { name: one, server_name: one, default_server: true, locations: { /: "return 200 first;" } }
  register: r
- name: what is told
  assert: { that: [r.layout == 'conf.d', r.enabled_path == '/etc/nginx/conf.d/one.conf'] }
- name: disabled
  nginx: { name: "off", state: disabled }
- name: enabled
  nginx: { name: back }
- name: absent
  nginx: { name: gone, state: absent }
- name: a snippet
  nginx: { name: headers, kind: snippet, content: "add_header X-Here yes;" }
- name: settings
  nginx: { name: tuning, settings: { http: { log_format: "main '$status'", server_tokens: no }, events: { worker_connections: 2048 } } }
- name: refused
  nginx: { name: broken, content: "server { listen 80; no_such_directive on; }" }
  ignore_errors: true
  no_log: true
- name: Debian's layout
  nginx: { name: two, layout: debian, content: "server { listen 80; }" }
  ignore_errors: true
`,
    verify: `
${ANSWERS}
answers one | grep -q first
answers back | grep -q back
answers off | grep -q first
answers gone | grep -q first
[ "$(ls /etc/nginx/conf.d | tr '\\n' ' ')" = 'back.conf off.conf.disabled one.conf tuning.conf ' ]
[ "$(cat /etc/nginx/snippets/headers.conf)" = 'add_header X-Here yes;' ]
[ "$(grep -c log_format /etc/nginx/nginx.conf)" = 1 ] && grep -q "log_format main '.status';" /etc/nginx/nginx.conf
! grep -q server_tokens /etc/nginx/nginx.conf
[ ! -e /etc/nginx/sites-available ]
`,
    ends: {
      described: 'changed',
      'what is told': 'ok',
      disabled: 'changed',
      enabled: 'changed',
      absent: 'changed',
      'a snippet': 'changed',
      settings: 'changed',
      refused: 'failed',
      "Debian's layout": 'failed',
    },
    foretold: { refused: 'changed' },
    again: { refused: 'failed', "Debian's layout": 'failed' },
    foretoldAgain: { refused: 'changed' },
  },
];
