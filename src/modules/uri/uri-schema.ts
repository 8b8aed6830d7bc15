import type { ArgumentSchema } from '../../core/schema.ts';
import { OWNERSHIP_PROPERTIES } from '../ownership.ts';

const DONE_HERE = 'requests leave from the host without any tool of its own';

export const URI_SCHEMA: ArgumentSchema = {
  type: 'object',
  properties: {
    url: { 'x-type': 'string', description: 'http:// or https://' },
    method: { 'x-type': 'string', default: 'GET', description: 'Any of the methods of HTTP.' },
    body: { 'x-type': 'any', description: 'What to send: text, or a value to be written in `body_format`.' },
    body_format: {
      'x-type': 'string',
      enum: ['raw', 'json', 'form-urlencoded', 'form-multipart'],
      default: 'raw',
      description: 'How a body that is no text is written; it also sets the content type.',
    },
    src: { 'x-type': 'string', description: 'A file to send, of the control machine.' },
    dest: {
      'x-type': 'path',
      description:
        'Where the answer is written on the host; in a folder, under the name that the URL has for it. That counts as a change where it differs.',
    },
    remote_src: { 'x-type': 'bool', default: false, description: '`src` is on the host.' },
    headers: { 'x-type': 'dict', description: 'Headers by name.' },
    status_code: {
      'x-type': 'list',
      items: { 'x-type': 'int', description: 'A status.' },
      default: [200],
      description: 'The statuses that are no failure.',
    },
    return_content: {
      'x-type': 'bool',
      default: false,
      description: 'Return what was answered as `content`.',
    },
    timeout: { 'x-type': 'int', default: 30, description: 'Seconds.' },
    validate_certs: { 'x-type': 'bool', default: true, description: 'Verify the certificate of the server.' },
    follow_redirects: {
      'x-type': 'string',
      enum: ['all', 'yes', 'safe', 'urllib2', 'none', 'no'],
      default: 'safe',
      description: '`safe` follows for GET and HEAD only.',
    },
    url_username: { 'x-type': 'string', description: 'For basic authentication.', 'x-aliases': ['user'] },
    url_password: {
      'x-type': 'string',
      description: 'Its password.',
      'x-aliases': ['password'],
      'x-secret': true,
    },
    force_basic_auth: {
      'x-type': 'bool',
      default: false,
      description: 'Send them at once.',
      'x-ignored': 'they always are',
    },
    creates: { 'x-type': 'path', description: 'Where this path exists, nothing is sent.' },
    removes: { 'x-type': 'path', description: 'Where this path does not exist, nothing is sent.' },
    unix_socket: { 'x-type': 'path', description: 'A socket of the host to send it to.' },
    client_cert: {
      'x-type': 'path',
      description: 'A certificate to identify with, on the host; it may hold the key too.',
    },
    client_key: { 'x-type': 'path', description: 'The key of `client_cert`.' },
    force: {
      'x-type': 'bool',
      default: false,
      description: 'Take no cached answer.',
      'x-ignored': 'nothing is cached',
    },
    use_proxy: {
      'x-type': 'bool',
      default: true,
      description: "Use the environment's proxy.",
      'x-ignored': DONE_HERE,
    },
    http_agent: {
      'x-type': 'string',
      description: 'The user agent.',
      'x-ignored': 'set the header User-Agent',
    },
    use_netrc: {
      'x-type': 'bool',
      default: true,
      description: 'Look passwords up in netrc.',
      'x-ignored': DONE_HERE,
    },
    use_gssapi: { 'x-type': 'bool', default: false, description: 'Kerberos.', 'x-ignored': DONE_HERE },
    decompress: {
      'x-type': 'bool',
      default: true,
      description: 'Unpack answers.',
      'x-ignored': 'packed answers are never asked for',
    },
    ca_path: {
      'x-type': 'path',
      description: 'Certificates to trust.',
      'x-ignored': 'those of the control machine count',
    },
    ciphers: {
      'x-type': 'list',
      items: { 'x-type': 'string', description: 'A cipher.' },
      description: 'Ciphers to offer.',
      'x-ignored': DONE_HERE,
    },
    ...OWNERSHIP_PROPERTIES,
    attributes: {
      ...OWNERSHIP_PROPERTIES.attributes,
      'x-ignored': 'flags of the file system are set by the module `file`',
    },
    unredirected_headers: {
      'x-type': 'list',
      items: { 'x-type': 'string', description: 'A header.' },
      description: 'Headers to keep from redirects.',
      'x-ignored': 'credentials are never sent to another server',
    },
  },
  required: ['url'],
  'x-mutually-exclusive': [['body', 'src']],
};
