import type { ArgumentProperty, ArgumentSchema } from '../../core/schema.ts';

const word = (description: string): ArgumentProperty => ({ 'x-type': 'string', description });
const words = (description: string): ArgumentProperty => ({
  'x-type': 'list',
  items: { 'x-type': 'string', description: 'One of them.' },
  description,
});

/** Options are called as nginx calls its directives. */
export const NGINX_SCHEMA: ArgumentSchema = {
  type: 'object',
  properties: {
    name: word("The site's name: that of its file, and of what it defines."),
    state: {
      'x-type': 'string',
      enum: ['enabled', 'disabled', 'present', 'absent'],
      default: 'enabled',
      description: '`present` writes the site and leaves it enabled or disabled as it is.',
    },
    src: word("A template, searched in the role's `templates`."),
    content: word("The site's whole text."),
    layout: {
      'x-type': 'string',
      enum: ['debian', 'conf.d'],
      description: 'Where sites lie: sites-available and sites-enabled, or conf.d. Found out if not given.',
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
    upstream: {
      'x-type': 'dict',
      description: 'The servers behind it.',
      properties: {
        servers: words('Addresses: `127.0.0.1:8000`, `unix:/run/app.sock`.'),
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
      description: 'More locations: their directives by `/path`, `= /exact` or `~ pattern`.',
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
