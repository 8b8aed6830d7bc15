import type { ArgumentProperty, ArgumentSchema } from '../../core/schema.ts';

const names = (item: string, description: string): ArgumentProperty => ({
  'x-type': 'list',
  items: { 'x-type': 'string', description: item },
  default: [],
  description,
});

const flag = (description: string, more: Partial<ArgumentProperty> = {}): ArgumentProperty => ({
  'x-type': 'bool',
  default: false,
  description,
  ...more,
});

export const DNF_SCHEMA: ArgumentSchema = {
  type: 'object',
  properties: {
    name: {
      'x-type': 'list',
      items: { 'x-type': 'string', description: 'A package.' },
      'x-aliases': ['pkg'],
      description:
        'Packages: `nginx`, `nginx-1.26`, `nginx >= 1.20`, patterns (`php-*`), a file that some package has (`/usr/bin/cowsay`), rpm files on the host, URLs of rpms, groups (`@development`); `*` with `latest` for everything.',
    },
    state: {
      'x-type': 'string',
      enum: ['present', 'installed', 'latest', 'absent', 'removed'],
      description:
        '`present` (the default) installs what is missing; `latest` upgrades too; `absent` removes. With `autoremove` and no name, `absent` is meant.',
    },
    list: {
      'x-type': 'string',
      description:
        'Change nothing and return packages: `installed`, `available`, `updates`, `repos`, or the name of a package.',
    },
    enablerepo: names('A repository.', 'Repositories that are off and count for this task.'),
    disablerepo: names('A repository.', 'Repositories that do not count for this task; `*` for all.'),
    exclude: names('A package or pattern.', 'Packages that are left alone.'),
    disable_excludes: {
      'x-type': 'string',
      description: 'Ignore the `exclude` of the configuration: `all`, `main`, or that of a repository.',
    },
    update_cache: flag('Have dnf ask its repositories again, however fresh what it knows of them is.', {
      'x-aliases': ['expire-cache'],
    }),
    cacheonly: flag('Ask no repository, work with what is known of them.'),
    disable_gpg_check: flag('Install packages whose signature can not be verified.'),
    autoremove: flag(
      'Remove dependencies that nothing needs any more: by itself, or along with what is removed.',
    ),
    update_only: flag('With `latest`: install nothing that is not there.'),
    security: flag('With `latest`: only what fixes a security problem.'),
    bugfix: flag('With `latest`: only what fixes a mistake.'),
    allowerasing: flag('Remove installed packages that are in the way.'),
    allow_downgrade: flag('Replace an installed version by an older one, where the name says which.'),
    skip_broken: flag('Leave out packages that can not be installed.'),
    best: { 'x-type': 'bool', description: 'Take the newest version or fail.' },
    nobest: { 'x-type': 'bool', description: 'Take an older version where the newest can not be installed.' },
    install_weak_deps: flag('Install what packages recommend.', { default: true }),
    download_only: flag('Fetch packages and install none.'),
    download_dir: { 'x-type': 'path', description: 'Where `download_only` puts them.' },
    enable_plugin: names('A plugin.', "dnf's plugins that are off and are used for this task."),
    disable_plugin: names('A plugin.', "dnf's plugins that are not used for this task."),
    conf_file: { 'x-type': 'path', description: "dnf's configuration file." },
    installroot: { 'x-type': 'path', default: '/', description: 'The folder that packages go to.' },
    releasever: { 'x-type': 'string', description: 'The release whose packages are taken.' },
    sslverify: flag('Check the certificates of repositories.', { default: true }),
    validate_certs: flag('Check the certificate of a URL in `name`.', { default: true }),
    lock_timeout: {
      'x-type': 'int',
      default: 30,
      description: 'Seconds to wait for another dnf.',
      'x-ignored': 'dnf itself waits for another one to end',
    },
    install_repoquery: flag('No longer means anything.', {
      default: true,
      'x-ignored': 'nothing needs to be installed for it',
    }),
    use_backend: {
      'x-type': 'string',
      default: 'auto',
      description: 'Which dnf is used.',
      'x-ignored': 'the dnf of the host is used',
    },
  },
  'x-required-one-of': [['name', 'list', 'update_cache', 'autoremove']],
  'x-mutually-exclusive': [
    ['name', 'list'],
    ['best', 'nobest'],
  ],
};
