import { directiveLines } from './directive-text.ts';
import type { Directives, SiteOptions } from './nginx-arguments.ts';

type Block = readonly [head: string, lines: readonly string[]];

/** Addresses that have moved; `302 /there` for what has only for now. */
export function redirections({ redirects = {} }: SiteOptions): Block[] {
  return Object.entries(redirects).map(([where, to]) => [
    `location ${where}`,
    [`return ${/^3\d\d\s/.test(to) ? to : `301 ${to}`};`],
  ]);
}

/** The locations that are named, and what the whole site does where nobody named `/`. `word` names what is the site's own. */
export function locations(word: string, site: SiteOptions): Block[] {
  const named = Object.entries(site.locations ?? {}).map(
    ([where, inside]): Block => [`location ${where}`, directivesOf(word, site, inside)],
  );
  const taken = site.locations?.['/'] ?? site.redirects?.['/'];
  const whole = taken === undefined ? wholeSite(word, site) : undefined;
  return whole ? [...named, ['location /', whole]] : named;
}

function directivesOf(word: string, site: SiteOptions, inside: string | Directives): readonly string[] {
  if (typeof inside === 'string') return textLines(inside);
  const { proxy_pass: target, ...others } = inside;
  return [...(target === undefined ? [] : passed(word, site, String(target))), ...directiveLines(others)];
}

function wholeSite(word: string, site: SiteOptions): readonly string[] | undefined {
  const target = site.proxy_pass ?? (site.upstream && `http://${word}`);
  if (target === undefined) return site.root === undefined ? undefined : ['try_files $uri $uri/ =404;'];
  return [...passed(word, site, target), ...directiveLines(limits(site))];
}

/** Hands requests on, and tells the server behind who asked for what. */
function passed(word: string, site: SiteOptions, target: string): readonly string[] {
  const upgrade = site.websocket
    ? ['proxy_set_header Upgrade $http_upgrade;', `proxy_set_header Connection $${word}_connection;`]
    : site.upstream?.keepalive === undefined
      ? []
      : ["proxy_set_header Connection '';"];
  return [
    `proxy_pass ${target};`,
    'proxy_http_version 1.1;',
    // $host would drop a port that isn't the default one, and cross-origin checks behind would refuse.
    'proxy_set_header Host $http_host;',
    'proxy_set_header X-Real-IP $remote_addr;',
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    ...upgrade,
  ];
}

function limits(site: SiteOptions): Parameters<typeof directiveLines>[0] {
  return {
    proxy_connect_timeout: site.proxy_connect_timeout,
    proxy_read_timeout: site.proxy_read_timeout,
    proxy_send_timeout: site.proxy_send_timeout,
    proxy_buffering: site.proxy_buffering,
    proxy_buffer_size: site.proxy_buffer_size,
    proxy_buffers: site.proxy_buffers,
  };
}

export function textLines(lines: string): string[] {
  return lines.trimEnd().split('\n');
}
