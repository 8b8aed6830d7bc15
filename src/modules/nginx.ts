import { defineModule, type InputRequest } from '../core/module.ts';
import { isDescribed, type NginxArguments } from './nginx/nginx-arguments.ts';
import { planSite, siteKeys } from './nginx/site-plan.ts';
import { NGINX_SCHEMA } from './nginx/site-schema.ts';
import { siteText } from './nginx/site-text.ts';

export default defineModule<NginxArguments>({
  name: 'nginx',
  description: `Describes one site of nginx, and whether it is enabled.

What is written is validated together with the whole configuration before it stays: where nginx refuses it, every
file is put back and the task fails with nginx's own words. nginx reads its configuration again whenever what runs is
older than what is on disk, also where an earlier run died in between, or a file was changed by hand. nginx that
doesn't run is not started.

The site is a template (\`src\`), a text (\`content\`), or described by options.`,
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
  check(args) {
    const ways = [args.src !== undefined, args.content !== undefined, isDescribed(args)].filter(
      Boolean,
    ).length;
    if (ways > 1) return [{ message: "a site is either 'src', or 'content', or described by options" }];
    if (!/^[\w.-]+$/.test(args.name)) {
      return [{ message: `'${args.name}' can't be the name of a file`, argument: 'name' }];
    }
    return [];
  },
  inputs(args): Readonly<Record<string, InputRequest>> {
    if (args.state === 'absent') return {};
    if (args.src !== undefined) return { site: { input: 'template', src: args.src } };
    if (args.content !== undefined) return { site: { input: 'text', text: args.content } };
    return isDescribed(args) ? { site: { input: 'text', text: siteText(args.name, args) } } : {};
  },
  observe: (args, known) => siteKeys(args, known),
  plan: (args, seen, inputs) => planSite(args, seen, inputs),
});
