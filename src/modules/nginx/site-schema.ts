import type { ArgumentProperty, ArgumentSchema } from '../../core/schema.ts';

const word = (description: string): ArgumentProperty => ({ 'x-type': 'string', description });
const words = (description: string): ArgumentProperty => ({
  'x-type': 'list',
  items: { 'x-type': 'string', description: 'One of them.' },
  description,
});

const directives = (description: string): ArgumentProperty => ({ 'x-type': 'dict', description });

/** Options are called as nginx calls its directives. */
export const NGINX_SCHEMA: ArgumentSchema = {
  type: 'object',
  properties: {
    name: word("The site's name: that of its file, and of what it defines."),
    kind: {
      'x-type': 'string',
      enum: ['site', 'http', 'snippet'],
      default: 'site',
      description:
        "What the file is: a site; directives for the whole http block (in conf.d: maps, log formats, upstreams that several sites share); or a snippet, which does nothing until a site's `include snippets/NAME.conf;` takes it in.",
    },
    state: {
      'x-type': 'string',
      enum: ['enabled', 'disabled', 'present', 'absent'],
      default: 'enabled',
      description:
        '`enabled`: written, and read by nginx. `disabled`: nginx does not read it; what it holds stays on the host. `present` writes it and leaves it enabled or disabled as it is. `absent`: gone.',
    },
    src: word("A template, searched in the role's `templates`."),
    content: word("The file's whole text."),
    settings: {
      'x-type': 'dict',
      description:
        'Directives outside of any site. One that nginx.conf has is changed there, since it may not stand twice; others of the http block go into a file of their own, `conf.d/NAME.conf`, those of main and events into nginx.conf. A list writes a directive several times; `yes` and `no` are `on` and `off`. With `state: absent` that file goes, and nginx.conf stays as it is.',
      properties: {
        main: directives('Of the top level: `worker_processes`, `worker_rlimit_nofile`.'),
        events: directives('Of the events block: `worker_connections`.'),
        http: directives('Of the http block: `server_tokens`, `gzip`, `log_format`, `keepalive_timeout`.'),
      },
    },
    layout: {
      'x-type': 'string',
      enum: ['debian', 'conf.d'],
      description:
        'Where sites lie: in sites-available, with a link in sites-enabled, as on Debian; or as one file in conf.d, which ends in `.disabled` while it is not read. Found out from what nginx.conf includes if not given.',
    },
    reload: {
      'x-type': 'bool',
      default: true,
      description: 'Have a running nginx read its configuration where it runs with an older one.',
    },
    server_name: words('The host names it answers to.'),
    listen: words('Addresses and ports; 80 by default, 443 with `tls`, both for IPv4 and IPv6.'),
    default_server: {
      'x-type': 'bool',
      default: false,
      description: 'It answers to all names that no other site has.',
    },
    http2: {
      'x-type': 'bool',
      default: false,
      description: 'Speak HTTP/2 on what it listens on; browsers do so with `tls` only.',
    },
    upstream: {
      'x-type': 'dict',
      description: 'The servers behind it.',
      properties: {
        servers: words('Addresses, perhaps with more words: `127.0.0.1:8000`, `unix:/run/app.sock backup`.'),
        balance: word(
          'How they share the work: `least_conn`, `ip_hash`, `hash $request_uri`; in turn by default.',
        ),
        keepalive: { 'x-type': 'int', description: 'Idle connections to keep.' },
      },
      required: ['servers'],
    },
    proxy_pass: word('Where requests go, if not to `upstream`: `http://127.0.0.1:8000`.'),
    websocket: { 'x-type': 'bool', default: true, description: 'Let connections be upgraded to websockets.' },
    tls: {
      'x-type': 'dict',
      description: 'HTTPS.',
      properties: {
        certificate: { 'x-type': 'path', description: 'The certificate with its chain, on the host.' },
        key: { 'x-type': 'path', description: 'Its private key, on the host.' },
        protocols: words('TLSv1.2 and TLSv1.3 by default.'),
        ciphers: word('For TLS 1.2, separated by colons.'),
        redirect: { 'x-type': 'bool', default: true, description: 'Send plain HTTP to HTTPS.' },
        hsts: {
          'x-type': 'bool',
          default: false,
          description: 'Tell browsers to come by HTTPS only, for two years.',
        },
      },
      required: ['certificate', 'key'],
    },
    root: { 'x-type': 'path', description: 'A folder of files to serve.' },
    index: word('What stands for a folder: `index.html`.'),
    locations: {
      'x-type': 'dict',
      description:
        'Locations by `/path`, `= /exact` or `~ pattern`. What is in them is a text, or directives by their names; with `proxy_pass` among those, the headers and the upgrade to websockets come along as for the whole site.',
    },
    redirects: {
      'x-type': 'dict',
      description:
        'Addresses that have moved: a target by `= /exact` or `/prefix`, with status 301 unless another one stands before it (`302 /there`). `$request_uri` is what was asked for.',
    },
    access_log: word('A file, perhaps with a format; `off`.'),
    error_log: word('A file, perhaps with a level.'),
    client_max_body_size: word('The largest upload, such as `100m`. nginx itself allows 1m.'),
    client_body_buffer_size: word('How much of an upload is kept in memory.'),
    proxy_connect_timeout: word('Seconds, or with a unit.'),
    proxy_read_timeout: word('How long the server behind may be silent; websockets need much.'),
    proxy_send_timeout: word('How long it may take to accept more.'),
    proxy_buffers: word('Number and size: `8 16k`.'),
    proxy_buffer_size: word("For an answer's first part."),
    proxy_buffering: {
      'x-type': 'bool',
      description: 'Whether answers are collected before they are passed on.',
    },
    gzip: { 'x-type': 'bool', description: 'Compress answers.' },
    gzip_types: words('What is compressed beside HTML.'),
    extra: word('More directives for the server block, as they are.'),
  },
  required: ['name'],
};
