import { describe, expect, it } from 'vitest';
import { becomes } from '../../../src/core/effect.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { RELOADS, VALIDATE } from '../../../src/modules/nginx/reload.ts';
import { siteText } from '../../../src/modules/nginx/site-text.ts';
import nginxModule from '../../../src/modules/nginx.ts';
import { type Nginx, nginx } from '../../../src/probes/nginx.ts';
import { type Case, cases, mayBeUnknown } from './support/cases.ts';
import { content, fileInput } from './support/content.ts';
import { aFile, aLink, ordinaryHost } from './support/host.ts';
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
const on = (all: readonly Case[]): Case[] =>
  all.map((one) => ({ otherwise: ordinaryHost, inputs: { site: fileInput(TEXT) }, ...one }));

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
          {
            do: 'transaction',
            steps: [write(STORED, NEW(STORED)), { do: 'link', path: READ, target: STORED, ...NEW(READ) }],
            validate: VALIDATE,
          },
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
        steps: [
          { do: 'transaction', steps: [{ do: 'remove', path: READ, ...WAS(READ) }], validate: VALIDATE },
          RELOADS,
        ],
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
  const site = { default_server: false, websocket: true };

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

describe('mistakes of the task', () => {
  it('are found without a host', () => {
    expect(nginxModule.check?.({ name: 'x', src: 'a', content: 'b' })).toHaveLength(1);
    expect(nginxModule.check?.({ name: 'a/b' })).toMatchObject([{ argument: 'name' }]);
  });
});
