import { defineModule, type InputRequest } from '../core/module.ts';
import { isDescribed, type NginxArguments } from './nginx/nginx-arguments.ts';
import { nginxMistakes } from './nginx/nginx-mistakes.ts';
import { nginxKeys, planNginx } from './nginx/nginx-plan.ts';
import { NGINX_SCHEMA } from './nginx/site-schema.ts';
import { siteText } from './nginx/site-text.ts';

export default defineModule<NginxArguments>({
  name: 'nginx',
  description: `Describes one site of nginx, and whether it is enabled; or settings for the whole of it.

nginx is asked about the whole configuration as it would be before any file is touched: where it refuses it, everything
is as it was, and the task fails with nginx's own words. nginx reads its configuration again whenever what runs is
older than what is on disk, also where an earlier run died in between, or a file was changed by hand. nginx that
doesn't run is not started.

A site is a template (\`src\`), a text (\`content\`), or described by options, which are called as nginx's directives.
\`settings\` are for what is above all sites.`,
  schema: NGINX_SCHEMA,
  examples: [
    {
      title: 'A web application behind HTTPS, websockets and all',
      yaml: `- nginx:
    name: jupyterlab
    server_name: lab.example.org
    upstream:
      servers: [127.0.0.1:18889]
    tls:
      certificate: /etc/ssl/lab.pem
      key: /etc/ssl/lab.key
    client_max_body_size: 100m
    proxy_read_timeout: '86400'`,
    },
    { title: "Debian's default site goes", yaml: '- nginx: name=default state=disabled' },
    {
      title: 'A site from a template',
      yaml: `- nginx:
    name: intranet
    src: intranet.conf.j2`,
    },
    {
      title: 'Several applications under one name, and an address that moved',
      yaml: `- nginx:
    name: tools
    server_name: [tools.example.org, tools]
    root: /srv/tools
    locations:
      /api/:
        proxy_pass: http://127.0.0.1:9000/
        proxy_read_timeout: 10m
      = /health: return 204;
    redirects:
      = /old: /new
      /docs: 302 https://docs.example.org$request_uri`,
    },
    {
      title: 'Settings for the whole of nginx',
      yaml: `- nginx:
    name: tuning
    settings:
      main: { worker_processes: auto, worker_rlimit_nofile: 65535 }
      events: { worker_connections: 4096 }
      http:
        server_tokens: no
        client_max_body_size: 20m
        log_format: timed '$remote_addr "$request" $status $request_time'`,
    },
    {
      title: 'A snippet, and a site that takes it in',
      yaml: `- nginx:
    name: no-robots
    kind: snippet
    content: add_header X-Robots-Tag noindex always;

- nginx:
    name: staging
    server_name: staging.example.org
    proxy_pass: http://127.0.0.1:3000
    extra: include snippets/no-robots.conf;`,
    },
  ],
  returns: {
    name: 'The site.',
    path: 'The file that holds its configuration.',
    enabled_path: 'What nginx reads: a link to that file, or the file itself.',
    layout: '`debian` or `conf.d`.',
    msg: "nginx's own words, where it refuses the configuration.",
    reloaded: 'Whether nginx was told to read its configuration.',
  },
  differences: ['Ansible has no such module.'],
  check: nginxMistakes,
  inputs(args): Readonly<Record<string, InputRequest>> {
    if (args.state === 'absent') return {};
    if (args.src !== undefined) return { site: { input: 'template', src: args.src } };
    if (args.content !== undefined) return { site: { input: 'text', text: args.content } };
    return isDescribed(args) ? { site: { input: 'text', text: siteText(args.name, args) } } : {};
  },
  observe: (args, known) => nginxKeys(args, known),
  plan: (args, seen, inputs) => planNginx(args, seen, inputs),
});
