import type { ArgumentProperty } from '../../core/schema.ts';
import { OWNERSHIP_PROPERTIES } from '../ownership.ts';

const text = (description: string, more: Partial<ArgumentProperty> = {}): ArgumentProperty => ({
  'x-type': 'string',
  description,
  ...more,
});
const flag = (description: string, more: Partial<ArgumentProperty> = {}): ArgumentProperty => ({
  'x-type': 'bool',
  description,
  ...more,
});
const list = (description: string, more: Partial<ArgumentProperty> = {}): ArgumentProperty => ({
  'x-type': 'list',
  items: { 'x-type': 'string', description: 'One of them.' },
  description,
  ...more,
});

/** The options that go into the file, by their names there; `name` there is the description. */
export const YUM_OPTIONS: Readonly<Record<string, ArgumentProperty>> = {
  async: flag('Fetch what is known of repositories side by side; dnf ignores it.'),
  bandwidth: text('How much of the bandwidth may be used: `1M`.'),
  baseurl: list('Where the packages are: URLs of folders with a `repodata`.'),
  cost: text('What fetching from it costs, against 1000 for others.'),
  countme: flag('Let the repository count this host.'),
  deltarpm_metadata_percentage: text('dnf ignores it.'),
  deltarpm_percentage: text('How much smaller a delta must be to be fetched; 0 for never.'),
  enabled: flag('Whether dnf uses it.'),
  enablegroups: flag('Whether its groups count.'),
  exclude: list('Packages of it that do not count.', { 'x-aliases': ['excludepkgs'] }),
  failovermethod: text('How the next URL is chosen.', { enum: ['roundrobin', 'priority'] }),
  gpgcakey: text('dnf ignores it.'),
  gpgcheck: flag('Whether its packages must be signed.'),
  gpgkey: list('URLs of the keys that sign its packages.'),
  http_caching: text('dnf ignores it.', { enum: ['all', 'packages', 'none'] }),
  include: text('Another file that is read too.'),
  includepkgs: list('The only packages of it that count.'),
  ip_resolve: text('Which addresses are used.', { enum: ['4', '6', 'IPv4', 'IPv6', 'whatever'] }),
  keepalive: flag('dnf ignores it.'),
  keepcache: text('Whether fetched packages are kept.', { enum: ['0', '1'] }),
  metadata_expire: text('How long what is known of it is fresh: `6h`.'),
  metadata_expire_filter: text('dnf ignores it.', {
    enum: ['never', 'read-only:past', 'read-only:present', 'read-only:future'],
  }),
  metalink: text('The URL of a list of mirrors, with checksums.'),
  mirrorlist: text('The URL of a list of mirrors.'),
  mirrorlist_expire: text('dnf ignores it.'),
  module_hotfixes: flag('Its packages count even where a module has others.'),
  password: text('The password for it.', { 'x-secret': true }),
  priority: text('Smaller numbers win, 99 where none is given.'),
  protect: flag('dnf ignores it.'),
  proxy: text('The proxy for it; `_none_` for none.'),
  proxy_password: text('The password for the proxy.', { 'x-secret': true }),
  proxy_username: text('The user for the proxy.'),
  repo_gpgcheck: flag('Whether what is known of it must be signed.'),
  retries: text('How often fetching is tried.'),
  s3_enabled: flag('Whether it is asked for as S3 wants it.'),
  skip_if_unavailable: flag('Go on without it where it does not answer.'),
  ssl_check_cert_permissions: flag('dnf ignores it.'),
  sslcacert: text('The certificates that its own is checked by.', { 'x-aliases': ['ca_cert'] }),
  sslclientcert: text("The host's certificate for it.", { 'x-aliases': ['client_cert'] }),
  sslclientkey: text("The key of the host's certificate.", { 'x-aliases': ['client_key'] }),
  sslverify: flag('Whether its certificate is checked.', { 'x-aliases': ['validate_certs'] }),
  throttle: text('How many bytes a second may be fetched.'),
  timeout: text('Seconds until an attempt is given up.'),
  ui_repoid_vars: text('dnf ignores it.'),
  username: text('The user for it.'),
};

export const YUM_PROPERTIES: Readonly<Record<string, ArgumentProperty>> = {
  name: text('The id of the repository: what stands in brackets in its file.'),
  description: text('What it is, for people; needed where it is to be there.'),
  state: text('Whether it is described.', { enum: ['present', 'absent'], default: 'present' }),
  file: text("The file's name without `.repo`; the repository's id if not given."),
  reposdir: {
    'x-type': 'path',
    default: '/etc/yum.repos.d',
    description: 'The folder of the file.',
  },
  ...YUM_OPTIONS,
  ...OWNERSHIP_PROPERTIES,
};
