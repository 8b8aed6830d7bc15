import type { ArgumentProperty } from '../../core/schema.ts';
import type { Fetching } from '../../probes/url/fetching.ts';

/** How a URL is asked for. */
export interface UrlArguments {
  readonly url: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly url_username?: string;
  readonly url_password?: string;
  readonly timeout: number;
  readonly validate_certs: boolean;
  readonly use_proxy: boolean;
  readonly http_agent: string;
  readonly decompress: boolean;
  readonly client_cert?: string;
  readonly client_key?: string;
}

export const URL_PROPERTIES = {
  headers: { 'x-type': 'dict', description: 'Headers by name. They are in no argument list on the host.' },
  url_username: {
    'x-type': 'string',
    description: 'For basic authentication.',
    'x-aliases': ['username'],
  },
  url_password: {
    'x-type': 'string',
    description: 'Its password. It is in no argument list on the host.',
    'x-aliases': ['password'],
    'x-secret': true,
  },
  force_basic_auth: {
    'x-type': 'bool',
    default: false,
    description: 'Send user and password at once.',
    'x-ignored': 'they always are',
  },
  timeout: {
    'x-type': 'int',
    default: 10,
    description: 'Seconds without an answer, or without any more of it.',
  },
  validate_certs: { 'x-type': 'bool', default: true, description: 'Verify the certificate of the server.' },
  use_proxy: {
    'x-type': 'bool',
    default: true,
    description: 'Use the proxy that the environment names (`http_proxy`, `https_proxy`, `no_proxy`).',
  },
  http_agent: { 'x-type': 'string', default: 'ansible-httpget', description: 'The user agent.' },
  decompress: {
    'x-type': 'bool',
    default: true,
    description: 'Take packed answers, and unpack them (curl).',
  },
  client_cert: {
    'x-type': 'path',
    description: 'A certificate to identify with, on the host; it may hold the key too.',
  },
  client_key: { 'x-type': 'path', description: 'The key of `client_cert`.' },
  use_netrc: {
    'x-type': 'bool',
    default: true,
    description: 'Look passwords up in netrc.',
    'x-ignored': 'the files of the host do not decide who asks',
  },
  use_gssapi: {
    'x-type': 'bool',
    default: false,
    description: 'Kerberos.',
    'x-ignored': 'the clients of hosts seldom know it',
  },
  ciphers: {
    'x-type': 'list',
    items: { 'x-type': 'string', description: 'A cipher.' },
    description: 'Ciphers to offer.',
    'x-ignored': 'every client names them in its own way',
  },
  unredirected_headers: {
    'x-type': 'list',
    items: { 'x-type': 'string', description: 'A header.' },
    default: [],
    description: 'Headers to keep from redirects.',
    'x-ignored': 'credentials are never sent to another server',
  },
} as const satisfies Record<string, ArgumentProperty>;

export function fetchingOf(args: UrlArguments): Fetching {
  const { url_username: user, url_password: password, client_cert, client_key } = args;
  return {
    url: args.url,
    headers: Object.fromEntries(
      Object.entries(args.headers ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    timeout: args.timeout,
    verifyCertificate: args.validate_certs,
    useProxy: args.use_proxy,
    decompress: args.decompress,
    agent: args.http_agent,
    ...(client_cert === undefined ? {} : { clientCertificate: client_cert }),
    ...(client_key === undefined ? {} : { clientKey: client_key }),
  };
}

/** Whether anybody may see the request: what is asked with a secret is not asked only to look. */
export function isPublic(args: UrlArguments): boolean {
  return (
    args.url_username === undefined &&
    args.client_cert === undefined &&
    Object.keys(args.headers ?? {}).length === 0
  );
}
