import { directiveLines } from './directive-text.ts';
import { locations, redirections, textLines } from './location-text.ts';
import type { SiteOptions, Tls, Upstream } from './nginx-arguments.ts';

export const WRITTEN_BY = '# Written by jrun. What is changed here by hand is replaced.';

/** Mozilla's intermediate list for TLS 1.2; TLS 1.3 has its own, which needs no setting. */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const GZIP_TYPES = ['text/plain', 'text/css', 'application/json', 'application/javascript', 'image/svg+xml'];

/** The configuration of a site that is described by options, the same text for the same options. */
export function siteText(name: string, site: SiteOptions): string {
  const word = name.replace(/\.conf$/, '').replace(/\W+/g, '_');
  const blocks: string[] = [WRITTEN_BY];
  if (site.websocket && (isProxy(site) || hasProxies(site))) blocks.push(connectionMap(word));
  if (site.upstream) blocks.push(block(`upstream ${word}`, upstream(site.upstream)));
  if (site.tls && site.tls.redirect !== false) blocks.push(block('server', redirect(site)));
  blocks.push(block('server', server(word, site)));
  return `${blocks.join('\n\n')}\n`;
}

function isProxy(site: SiteOptions): boolean {
  return site.proxy_pass !== undefined || site.upstream !== undefined;
}

function hasProxies(site: SiteOptions): boolean {
  return Object.values(site.locations ?? {}).some(
    (inside) => typeof inside === 'object' && 'proxy_pass' in inside,
  );
}

/** Other requests than an upgrade close their connection to the server behind; the name is the site's own. */
function connectionMap(word: string): string {
  return block(`map $http_upgrade $${word}_connection`, ['default upgrade;', "''      close;"]);
}

function upstream(from: Upstream): string[] {
  const keepalive = from.keepalive === undefined ? [] : [`keepalive ${from.keepalive};`];
  const balance = from.balance === undefined ? [] : [`${from.balance};`];
  return [...balance, ...from.servers.map((address) => `server ${address};`), ...keepalive];
}

function listens(ports: readonly string[], site: SiteOptions, more: string): string[] {
  const words = [more, site.default_server ? 'default_server' : ''].filter(Boolean).join(' ');
  return ports.map((port) => `listen ${[port, words].filter(Boolean).join(' ')};`);
}

/** `$host` and `$request_uri` are as the client sent them: nothing in the address is decoded on the way. */
function redirect(site: SiteOptions): string[] {
  return [
    ...listens(['80', '[::]:80'], site, ''),
    ...serverName(site),
    'return 301 https://$host$request_uri;',
  ];
}

function serverName(site: SiteOptions): string[] {
  return site.server_name && site.server_name.length > 0
    ? [`server_name ${site.server_name.join(' ')};`]
    : [];
}

function server(word: string, site: SiteOptions): string[] {
  const { tls } = site;
  // `http2 on` is younger (1.25.1) than what distributions have; this form is understood by all.
  const words = [tls ? 'ssl' : '', site.http2 ? 'http2' : ''].filter(Boolean).join(' ');
  const ports = site.listen ?? (tls ? ['443', '[::]:443'] : ['80', '[::]:80']);
  const lines = [...listens(ports, site, words), ...serverName(site)];
  if (tls) lines.push('', ...encryption(word, tls));
  const logs = directiveLines({ access_log: site.access_log, error_log: site.error_log });
  if (logs.length > 0) lines.push('', ...logs);
  const limits = directiveLines({
    client_max_body_size: site.client_max_body_size,
    client_body_buffer_size: site.client_body_buffer_size,
    root: site.root,
    index: site.index,
  });
  if (limits.length > 0) lines.push('', ...limits);
  if (site.gzip !== undefined) lines.push('', ...compression(site));
  if (site.extra !== undefined) lines.push('', ...textLines(site.extra));
  for (const [head, inside] of [...redirections(site), ...locations(word, site)])
    lines.push('', ...block(head, inside).split('\n'));
  return lines;
}

function encryption(word: string, tls: Tls): string[] {
  const hsts = tls.hsts ? ['add_header Strict-Transport-Security "max-age=63072000" always;'] : [];
  return [
    `ssl_certificate ${tls.certificate};`,
    `ssl_certificate_key ${tls.key};`,
    `ssl_protocols ${(tls.protocols ?? ['TLSv1.2', 'TLSv1.3']).join(' ')};`,
    `ssl_ciphers ${tls.ciphers ?? CIPHERS};`,
    'ssl_prefer_server_ciphers off;',
    `ssl_session_cache shared:${word}:10m;`,
    'ssl_session_timeout 1d;',
    'ssl_session_tickets off;',
    ...hsts,
  ];
}

function compression(site: SiteOptions): string[] {
  if (!site.gzip) return ['gzip off;'];
  return ['gzip on;', 'gzip_vary on;', `gzip_types ${(site.gzip_types ?? GZIP_TYPES).join(' ')};`];
}

function block(head: string, lines: readonly string[]): string {
  return [`${head} {`, ...lines.map((line) => (line === '' ? '' : `    ${line}`)), '}'].join('\n');
}
