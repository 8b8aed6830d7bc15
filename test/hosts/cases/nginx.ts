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
    // What is put back is newer than what runs, whatever is in it.
    again: { broken: 'failed', 'what a broken one replaces': 'failed', sound: 'changed' },
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
];
