import type { HostCase } from './host-case.ts';

const NEW_WORKERS = `
nginx_answers() { exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' "$1" >&3; cat <&3; }
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
bash -euc '${NEW_WORKERS} nginx_answers one | grep -q first; nginx_answers two | grep -q second'
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
    tasks: `
- name: broken
  nginx: { name: broken, content: "server { listen 80; no_such_directive on; }" }
  ignore_errors: true
- name: what a broken one replaces
  nginx: { name: one, content: "server {" }
  ignore_errors: true
- name: sound
  nginx: { name: four, content: "server { listen 80; server_name four; return 200 fourth; }" }
`,
    verify: `
nginx -t
[ ! -e /etc/nginx/sites-available/broken ] && [ ! -L /etc/nginx/sites-enabled/broken ]
bash -euc '${NEW_WORKERS} nginx_answers one | grep -q first; nginx_answers four | grep -q fourth'
[ -z "$(find /etc/nginx -name '.*')" ]
`,
    ends: { broken: 'failed', 'what a broken one replaces': 'failed', sound: 'changed' },
    foretold: { broken: 'changed', 'what a broken one replaces': 'changed' },
    again: { broken: 'failed', 'what a broken one replaces': 'failed' },
    foretoldAgain: { broken: 'changed', 'what a broken one replaces': 'changed', sound: 'ok' },
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
bash -euc '${NEW_WORKERS} nginx_answers five | grep -q fifth'
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
      add_header X-Test yes;
- name: it sends plain requests there
  uri: { url: "http://127.0.0.1/a%2Fb?c=%3F", headers: { Host: app }, follow_redirects: none, status_code: 301 }
  register: r
- name: the address stays as it was
  assert: { that: [r.location == 'https://app/a%2Fb?c=%3F'] }
- name: nobody is behind it
  uri: { url: "https://127.0.0.1/", headers: { Host: app }, validate_certs: false, status_code: [502] }
- name: away
  nginx: { name: five, state: absent }
`,
    verify: 'nginx -t\n[ ! -e /etc/nginx/sites-available/five ]\n',
    ends: {
      'the application': 'changed',
      'it sends plain requests there': 'ok',
      'the address stays as it was': 'ok',
      'nobody is behind it': 'ok',
      away: 'changed',
    },
    foretold: { 'the address stays as it was': 'unknown' },
    foretoldAgain: { 'the address stays as it was': 'unknown' },
  },
];
