import { describe, expect, it } from 'vitest';
import { becomes } from '../../../src/core/effect.ts';
import type { Key } from '../../../src/core/key.ts';
import type { Step } from '../../../src/core/step.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { directivesIn } from '../../../src/modules/nginx/directives-in.ts';
import { rehearsal } from '../../../src/modules/nginx/rehearsal.ts';
import { RELOADS, VALIDATE } from '../../../src/modules/nginx/reload.ts';
import { withSettings } from '../../../src/modules/nginx/settings-text.ts';
import { siteText } from '../../../src/modules/nginx/site-text.ts';
import nginxModule from '../../../src/modules/nginx.ts';
import { type Nginx, nginx } from '../../../src/probes/nginx.ts';
import { type Case, cases, mayBeUnknown } from './support/cases.ts';
import { content, fileInput } from './support/content.ts';
import { aFile, aFolder, aLink, nothing, ordinaryHost } from './support/host.ts';
import type { Entry } from './support/observations.ts';

mayBeUnknown('nginx', ['running', 'outdated']);

const HERE: Nginx = {
  installed: true,
  layout: 'debian',
  config: '/etc/nginx/nginx.conf',
  running: true,
  outdated: false,
};
const running = (more: Partial<Nginx> = {}): Entry => [nginx, { ...HERE, ...more }];
const STORED = '/etc/nginx/sites-available/lab';
const READ = '/etc/nginx/sites-enabled/lab';
const NEW = (file: string) => ({ guards: [{ path: file, stamp: 'absent' }] });
const WAS = (file: string) => ({ guards: [{ path: file, stamp: 'as-it-was' }] });
const CONF = `user www-data;
worker_processes auto; # as many as there are
include /etc/nginx/modules-enabled/*.conf;

events {
\tworker_connections 768;
\t# multi_accept on;
}

http {
\tgzip on;
\tlog_format main '$remote_addr  "$request"';
\tinclude /etc/nginx/conf.d/*.conf;
\tserver { gzip off; }
}
`;
const TEXT = 'server { listen 80; }\n';
const write = (file: string, more: object) =>
  ({
    do: 'write',
    path: file,
    content: content(TEXT),
    mode: 0o644,
    owner: 'root',
    group: 'root',
    ...more,
  }) as const;
/** Tried out first, then done, all or nothing. */
const transaction = (...steps: Step[]): Step => ({
  do: 'transaction',
  steps: [rehearsal('/etc/nginx/nginx.conf', steps, false), ...steps],
  validate: VALIDATE,
});
/** nginx's folders are there. */
const withFolders = (key: Key): unknown =>
  key.kind === 'path' && /^\/etc\/nginx\/[\w.-]+\w$/.test(key.subject) && !key.subject.endsWith('.conf')
    ? aFolder(key.subject)[1]
    : ordinaryHost(key);
const on = (all: readonly Case[]): Case[] =>
  all.map((one) => ({ otherwise: withFolders, inputs: { site: fileInput(TEXT) }, ...one }));

cases(
  nginxModule,
  on([
    {
      name: 'a new site: written and linked in one transaction, then read',
      args: { name: 'lab', content: TEXT },
      seen: [running()],
      expect: {
        verdict: 'change',
        changes: [`write ${STORED}`, 'enable lab'],
        steps: [
          transaction(write(STORED, NEW(STORED)), { do: 'link', path: READ, target: STORED, ...NEW(READ) }),
          RELOADS,
        ],
        result: { reloaded: true, path: STORED, enabled_path: READ, layout: 'debian' },
      },
    },
    {
      name: 'all is as wanted, and read',
      args: { name: 'lab', content: TEXT },
      seen: [running(), aFile(STORED, TEXT), aLink(READ, STORED, STORED)],
      expect: { verdict: 'unchanged', result: { reloaded: false } },
    },
    {
      name: 'a relative link will do',
      args: { name: 'lab', content: TEXT },
      seen: [running(), aFile(STORED, TEXT), aLink(READ, '../sites-available/lab', STORED)],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'all is as wanted, but an earlier run died before the reload',
      args: { name: 'lab', content: TEXT },
      seen: [running({ outdated: true }), aFile(STORED, TEXT), aLink(READ, STORED, STORED)],
      expect: {
        verdict: 'change',
        changes: ['reload nginx: it runs with an older configuration than /etc/nginx has'],
        steps: [VALIDATE, RELOADS],
      },
    },
    {
      name: 'a reload is not wanted',
      args: { name: 'lab', content: TEXT, reload: false },
      seen: [running({ outdated: true }), aFile(STORED, TEXT), aLink(READ, STORED, STORED)],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'nginx does not run: it is not started',
      args: { name: 'lab', content: TEXT },
      seen: [running({ running: false }), aFile(STORED, 'old'), aLink(READ, STORED, STORED)],
      expect: {
        verdict: 'change',
        changes: [`change ${STORED}`],
        does: ['transaction'],
        differences: [{ subject: STORED, before: 'old', after: TEXT }],
        result: { reloaded: false },
      },
    },
    {
      name: 'disabling takes the link away and keeps the site',
      args: { name: 'lab', state: 'disabled' },
      inputs: {},
      seen: [running(), aFile(STORED, TEXT), aLink(READ, STORED, STORED)],
      expect: {
        verdict: 'change',
        changes: ['disable lab'],
        steps: [transaction({ do: 'remove', path: READ, ...WAS(READ) }), RELOADS],
      },
    },
    {
      name: 'what is not enabled is disabled',
      args: { name: 'default', state: 'disabled' },
      inputs: {},
      seen: [running()],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'removing it altogether',
      args: { name: 'lab', state: 'absent' },
      inputs: {},
      seen: [running(), aFile(STORED, TEXT), aLink(READ, STORED, STORED)],
      expect: { verdict: 'change', changes: ['disable lab', 'remove lab'] },
    },
    {
      name: 'enabling what is there already',
      args: { name: 'lab' },
      inputs: {},
      seen: [running(), aFile(STORED, TEXT)],
      expect: { verdict: 'change', changes: ['enable lab'] },
    },
    {
      name: 'enabling what is not there',
      args: { name: 'lab' },
      inputs: {},
      seen: [running()],
      expect: { verdict: 'fails', message: /There is no site lab/ },
    },
    {
      name: 'sites-enabled has a file of its own: it is not thrown away',
      args: { name: 'lab', content: TEXT },
      seen: [running(), aFile(READ, 'mine')],
      expect: { verdict: 'fails', message: /is no link/ },
    },
    {
      name: 'conf.d: one file',
      args: { name: 'lab', content: TEXT },
      seen: [running({ layout: 'conf.d' })],
      expect: {
        verdict: 'change',
        changes: ['write /etc/nginx/conf.d/lab.conf'],
        result: { layout: 'conf.d' },
      },
    },
    {
      name: 'conf.d: disabling is another name',
      args: { name: 'lab', state: 'disabled', layout: 'conf.d' },
      inputs: {},
      seen: [running(), aFile('/etc/nginx/conf.d/lab.conf', TEXT)],
      expect: { verdict: 'change', changes: ['disable lab'] },
    },
    {
      name: 'conf.d: and back',
      args: { name: 'lab', content: TEXT, layout: 'conf.d' },
      seen: [running(), aFile('/etc/nginx/conf.d/lab.conf.disabled', TEXT)],
      expect: {
        verdict: 'change',
        changes: ['write /etc/nginx/conf.d/lab.conf', 'remove /etc/nginx/conf.d/lab.conf.disabled'],
      },
    },
    {
      name: 'conf.d: asked for by name, on a host that has both',
      args: { name: 'lab', content: TEXT, layout: 'conf.d' },
      seen: [running()],
      expect: { verdict: 'change', changes: ['write /etc/nginx/conf.d/lab.conf'] },
    },
    {
      name: "Debian's layout where nginx.conf doesn't know it",
      args: { name: 'lab', content: TEXT, layout: 'debian' },
      seen: [running({ layout: 'conf.d' })],
      expect: { verdict: 'fails', message: /reads no sites-enabled/ },
    },
    {
      name: 'for the whole http block: in conf.d on Debian, too',
      args: { name: 'shared', kind: 'http', content: TEXT },
      seen: [running()],
      expect: { verdict: 'change', changes: ['write /etc/nginx/conf.d/shared.conf'] },
    },
    {
      name: 'a snippet, on a host that has no folder for them',
      args: { name: 'headers', kind: 'snippet', content: TEXT },
      seen: [running(), nothing('/etc/nginx/snippets')],
      expect: {
        verdict: 'change',
        changes: ['make /etc/nginx/snippets', 'write /etc/nginx/snippets/headers.conf'],
      },
    },
    {
      name: 'what was encrypted is not shown',
      args: { name: 'lab', content: TEXT, state: 'present' },
      inputs: { site: { ...fileInput(TEXT), secret: true } },
      seen: [running(), aFile(STORED, 'old')],
      expect: { verdict: 'change', differences: [{ subject: STORED, hidden: 'it was encrypted' }] },
    },
    {
      name: 'settings: some that nginx.conf has, and some that it has not',
      args: { name: 'tuning', settings: { http: { gzip: false, server_tokens: false } } },
      inputs: {},
      seen: [running(), aFile('/etc/nginx/nginx.conf', CONF)],
      expect: {
        verdict: 'change',
        changes: ['change /etc/nginx/nginx.conf', 'write /etc/nginx/conf.d/tuning.conf'],
        differences: [
          { after: CONF.replace('gzip on', 'gzip off') },
          { after: '# Written by jrun. What is changed here by hand is replaced.\nserver_tokens off;\n' },
        ],
      },
    },
    {
      name: 'settings that are there',
      args: { name: 'tuning', settings: { events: { worker_connections: 768 }, http: { gzip: true } } },
      inputs: {},
      seen: [running(), aFile('/etc/nginx/nginx.conf', CONF)],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'settings go: their own file does',
      args: { name: 'tuning', state: 'absent', settings: { http: { server_tokens: false } } },
      inputs: {},
      seen: [
        running(),
        aFile('/etc/nginx/nginx.conf', CONF),
        aFile('/etc/nginx/conf.d/tuning.conf', 'server_tokens off;\n'),
      ],
      expect: { verdict: 'change', changes: ['remove /etc/nginx/conf.d/tuning.conf'] },
    },
    {
      name: 'settings, and a main configuration that is broken',
      args: { name: 'tuning', settings: { http: { gzip: false } } },
      inputs: {},
      seen: [running(), aFile('/etc/nginx/nginx.conf', 'http {')],
      expect: { verdict: 'fails', message: /braces/ },
    },
    {
      name: 'without nginx',
      args: { name: 'lab', content: TEXT },
      seen: [running({ installed: false })],
      expect: { verdict: 'fails', message: 'nginx is not installed on this host' },
    },
    {
      name: 'the text depends on what is not known yet',
      args: { name: 'lab', src: 'lab.j2' },
      inputs: {
        site: {
          ...fileInput(''),
          content: Unknown.of('the result of «x»'),
          sha1: Unknown.of('the result of «x»'),
        },
      },
      seen: [running()],
      expect: { verdict: 'unknown', waitsFor: ['the result of «x»'] },
    },
    {
      name: 'afterwards nginx runs with what is on disk',
      args: { name: 'default', state: 'disabled' },
      inputs: {},
      seen: [running({ outdated: true })],
      expect: { verdict: 'change', effects: [...unsettled(), becomes(nginx, { ...HERE, outdated: false })] },
    },
  ]),
);

function unsettled() {
  return ['/var/log/nginx', '/var/lib/nginx', '/run/nginx.pid'].map((subject) => ({
    effect: 'unsettles' as const,
    region: { kind: 'path', subject, below: true as const },
    why: 'what `nginx -t` creates and gives to its user',
  }));
}

describe('a described site', () => {
  const site = { default_server: false, http2: false, websocket: true };

  it('has all that JupyterLab needs', () => {
    const text = siteText('jupyterlab', {
      ...site,
      server_name: ['lab.example.org'],
      upstream: { servers: ['127.0.0.1:18889'] },
      tls: { certificate: '/c.pem', key: '/k.pem' },
      client_max_body_size: '100m',
      proxy_read_timeout: '86400',
      gzip: true,
    });
    expect(text).toMatchInlineSnapshot(`
      "# Written by jrun. What is changed here by hand is replaced.

      map $http_upgrade $jupyterlab_connection {
          default upgrade;
          ''      close;
      }

      upstream jupyterlab {
          server 127.0.0.1:18889;
      }

      server {
          listen 80;
          listen [::]:80;
          server_name lab.example.org;
          return 301 https://$host$request_uri;
      }

      server {
          listen 443 ssl;
          listen [::]:443 ssl;
          server_name lab.example.org;

          ssl_certificate /c.pem;
          ssl_certificate_key /k.pem;
          ssl_protocols TLSv1.2 TLSv1.3;
          ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
          ssl_prefer_server_ciphers off;
          ssl_session_cache shared:jupyterlab:10m;
          ssl_session_timeout 1d;
          ssl_session_tickets off;

          client_max_body_size 100m;

          gzip on;
          gzip_vary on;
          gzip_types text/plain text/css application/json application/javascript image/svg+xml;

          location / {
              proxy_pass http://jupyterlab;
              proxy_http_version 1.1;
              proxy_set_header Host $http_host;
              proxy_set_header X-Real-IP $remote_addr;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $jupyterlab_connection;
              proxy_read_timeout 86400;
          }
      }
      "
    `);
  });

  it('serves files', () => {
    expect(
      siteText('docs', {
        ...site,
        root: '/srv/docs',
        index: 'index.html',
        locations: { '/api/': 'deny all;' },
      }),
    ).toMatchInlineSnapshot(`
      "# Written by jrun. What is changed here by hand is replaced.

      server {
          listen 80;
          listen [::]:80;

          root /srv/docs;
          index index.html;

          location /api/ {
              deny all;
          }

          location / {
              try_files $uri $uri/ =404;
          }
      }
      "
    `);
  });
});

describe('a described site of several parts', () => {
  it('hands requests on where it is told to', () => {
    const text = siteText('my-tools', {
      default_server: false,
      http2: true,
      websocket: true,
      root: '/srv/tools',
      tls: { certificate: '/c', key: '/k', redirect: false },
      upstream: { servers: ['unix:/run/app.sock'], balance: 'least_conn', keepalive: 4 },
      locations: {
        '/api/': { proxy_pass: 'http://127.0.0.1:9000/', proxy_buffering: false },
        '= /up': 'return 204;',
      },
      redirects: { '= /old': '/new', '/docs': '302 https://docs$request_uri' },
    });
    expect(text).toContain('map $http_upgrade $my_tools_connection {');
    expect(text).toContain(
      'upstream my_tools {\n    least_conn;\n    server unix:/run/app.sock;\n    keepalive 4;\n}',
    );
    expect(text).toContain('    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n');
    expect(text).toContain('    location = /old {\n        return 301 /new;\n    }\n');
    expect(text).toContain('    location /docs {\n        return 302 https://docs$request_uri;\n    }\n');
    expect(text).toContain('    location = /up {\n        return 204;\n    }\n');
    expect(text).toMatch(
      /location \/api\/ \{\n +proxy_pass http:\/\/127.0.0.1:9000\/;\n[^}]*proxy_set_header Host[^}]*proxy_buffering off;\n/,
    );
    expect(text).toMatch(/location \/ \{\n +proxy_pass http:\/\/my_tools;/);
  });
});

describe('settings', () => {
  const edited = (settings: Parameters<typeof withSettings>[1], conf = CONF) => withSettings(conf, settings);

  it('of each block find their place, and leave the rest as it is', () => {
    expect(
      edited({
        main: { worker_processes: 2, worker_rlimit_nofile: 65535 },
        events: { worker_connections: 4096, multi_accept: true },
        http: { server_tokens: false },
      }),
    ).toEqual({
      main: CONF.replace('worker_processes auto;', 'worker_processes 2;')
        .replace('events {', 'worker_rlimit_nofile 65535;\nevents {')
        .replace('768;\n\t# multi_accept on;\n', '4096;\n\t# multi_accept on;\n\tmulti_accept on;\n'),
      own: 'server_tokens off;\n',
    });
  });

  it('that stand several times are told apart by what they are about', () => {
    const formats = [`main '$status  x'`, `json escape=json '{}'`];
    expect(edited({ http: { log_format: formats } })).toEqual({
      main: CONF.replace(`main '$remote_addr  "$request"'`, formats[0] ?? ''),
      own: `log_format ${formats[1]};\n`,
    });
    const there = `main '$remote_addr  "$request"'`;
    expect(edited({ http: { log_format: there } })).toEqual({ main: CONF, own: '' });
  });

  it('that stand there more often than wanted go', () => {
    const twice = CONF.replace('\tgzip on;\n', '\taccess_log /a;\n\taccess_log /b;\n');
    expect(edited({ http: { access_log: false } }, twice)?.main).toBe(
      CONF.replace('\tgzip on;\n', '\taccess_log off;\n'),
    );
  });

  it('go into nginx.conf where that reads nothing else', () => {
    const alone = 'events {}\nhttp { default_type text/plain; }\n';
    expect(
      edited({ main: { user: 'web' }, events: { worker_connections: 9 }, http: { gzip: true } }, alone),
    ).toEqual({
      main: 'user web;\nevents {worker_connections 9; }\nhttp { default_type text/plain; gzip on; }\n',
      own: '',
    });
    expect(edited({ events: { worker_connections: 9 } }, 'http {\n}\n')?.main).toBe(
      'events {\n    worker_connections 9;\n}\nhttp {\n}\n',
    );
  });

  it('need a text that nginx could read', () => {
    expect(directivesIn('http { gzip on }')).toBeUndefined();
    expect(directivesIn('http {')).toBeUndefined();
    expect(directivesIn('}')).toBeUndefined();
    expect(directivesIn(`a "x;{" '}\\'' \${b}; # c;`)).toEqual([
      { name: 'a', text: `"x;{" '}\\'' \${b}`, start: 0, end: 19 },
    ]);
  });
});

describe('mistakes of the task', () => {
  it('are found without a host', () => {
    expect(nginxModule.check?.({ name: 'x', src: 'a', content: 'b' })).toHaveLength(1);
    expect(nginxModule.check?.({ name: 'a/b' })).toMatchObject([{ argument: 'name' }]);
    expect(nginxModule.check?.({ name: 'a', kind: 'http', root: '/srv' })).toMatchObject([
      { argument: 'kind' },
    ]);
    const settings = (value: unknown) =>
      nginxModule.check?.({ name: 'a', kind: 'site', settings: value }).map(({ message }) => message);
    expect(settings({ http: { gzip: true, log_format: ["a '$status;'", 'b c'] } })).toEqual([]);
    expect(settings({ gzip: true })).toEqual(["'gzip' is no block of nginx.conf"]);
    expect(settings({ http: { gzip: 'on; evil on' } })).toEqual([
      "'on; evil on' are not the arguments of one directive 'gzip'",
    ]);
    expect(settings({ http: { gzip: { a: 1 } } })).toEqual(["'gzip' takes a value, or a list of them"]);
    expect(settings({ http: { 'gzip on': 1 } })).toEqual(["'gzip on' is not the name of a directive"]);
    expect(nginxModule.check?.({ name: 'a', state: 'disabled', settings: {} })).toMatchObject([
      { argument: 'state' },
    ]);
  });
});
