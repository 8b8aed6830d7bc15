import { defineModule } from '../core/module.ts';
import type { AptArguments } from './apt/apt-arguments.ts';
import { aptKeys, planApt } from './apt/apt-plan.ts';
import { joinedPackages } from './apt/joined.ts';

export default defineModule<AptArguments>({
  name: 'apt',
  description: `Installs, upgrades and removes Debian packages.

Packages that are there already cost nothing: no network, no dependency solver. All packages of the list go into one
call of apt-get, and so do those that a loop installs one by one, where nothing but their names differs. In check mode apt's own simulation tells versions and what comes along; what packages are known to
bring (a service that Debian starts, folders, a default site) is expected by the tasks after it.`,
  schema: {
    type: 'object',
    properties: {
      name: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'A package.' },
        description:
          'Packages: `nginx`, `nginx=1.22*`, `nginx>=1.20`, `nginx/bookworm-backports`, `libc6:i386`, patterns like `php8.2-*`.',
        'x-aliases': ['package', 'pkg'],
      },
      state: {
        'x-type': 'string',
        enum: ['present', 'latest', 'absent', 'build-dep', 'fixed'],
        default: 'present',
        description:
          '`latest` upgrades what is there; `build-dep` installs what building the source packages needs; `fixed` corrects broken dependencies.',
      },
      update_cache: {
        'x-type': 'bool',
        description: 'Refresh the package lists first, where they are older than `cache_valid_time`.',
        'x-aliases': ['update-cache'],
      },
      cache_valid_time: {
        'x-type': 'int',
        default: 0,
        description: 'Seconds for which the package lists are fresh enough. Implies `update_cache`.',
      },
      update_cache_retries: { 'x-type': 'int', default: 5, description: 'How often refreshing is tried.' },
      update_cache_retry_max_delay: {
        'x-type': 'int',
        default: 12,
        description: 'Seconds between tries at most; the pause doubles from 1.',
      },
      purge: { 'x-type': 'bool', default: false, description: 'Remove configuration files too.' },
      deb: {
        'x-type': 'path',
        description: 'A package archive on the host, or a URL that the host fetches.',
      },
      default_release: {
        'x-type': 'string',
        description: "apt-get's `-t`.",
        'x-aliases': ['default-release'],
      },
      install_recommends: {
        'x-type': 'bool',
        description: "Whether recommended packages come along; the host's own setting if not given.",
        'x-aliases': ['install-recommends'],
      },
      force: {
        'x-type': 'bool',
        default: false,
        description:
          'Allow everything apt refuses by default: unsigned packages, downgrades, removing essential ones.',
      },
      clean: { 'x-type': 'bool', default: false, description: 'Delete all fetched package archives first.' },
      allow_unauthenticated: {
        'x-type': 'bool',
        default: false,
        description: 'Install packages whose origin cannot be verified.',
        'x-aliases': ['allow-unauthenticated'],
      },
      allow_downgrade: {
        'x-type': 'bool',
        default: false,
        description: 'Replace an installed version by an older one.',
        'x-aliases': ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
      },
      allow_change_held_packages: {
        'x-type': 'bool',
        default: false,
        description: 'Change packages that are on hold.',
      },
      upgrade: {
        'x-type': 'string',
        enum: ['no', 'yes', 'safe', 'full', 'dist'],
        default: 'no',
        description: 'Upgrade all packages: `yes` and `safe` remove none, `full` and `dist` may.',
      },
      dpkg_options: {
        'x-type': 'string',
        default: 'force-confdef,force-confold',
        description: "dpkg's options, comma-separated; these keep changed configuration files.",
      },
      autoremove: {
        'x-type': 'bool',
        default: false,
        description: 'Remove dependencies that nothing needs any more; by itself, or along with a change.',
      },
      autoclean: {
        'x-type': 'bool',
        default: false,
        description: 'Delete fetched archives that no list offers any more.',
      },
      fail_on_autoremove: {
        'x-type': 'bool',
        default: false,
        description: 'Fail rather than remove any package.',
      },
      policy_rc_d: {
        'x-type': 'int',
        description: 'What policy-rc.d answers meanwhile; 101 keeps services from being started.',
      },
      only_upgrade: {
        'x-type': 'bool',
        default: false,
        description: 'Upgrade what is installed, install nothing new.',
      },
      force_apt_get: {
        'x-type': 'bool',
        default: false,
        description: 'Use apt-get instead of aptitude.',
        'x-ignored': 'apt-get is always used',
      },
      lock_timeout: {
        'x-type': 'int',
        default: 60,
        description: "Seconds to wait for another process's lock.",
      },
    },
    'x-mutually-exclusive': [['deb', 'name', 'upgrade']],
    'x-required-one-of': [
      ['autoremove', 'autoclean', 'clean', 'deb', 'name', 'update_cache', 'cache_valid_time', 'upgrade'],
    ],
  },
  examples: [
    {
      title: 'Install packages, with lists no older than an hour',
      yaml: `- apt:
    name: [nginx, python3-venv]
    cache_valid_time: 3600`,
    },
    { title: 'A version', yaml: '- apt: name=nginx=1.22.*' },
    {
      title: 'Remove a package with its configuration and what it needed',
      yaml: `- apt:
    name: apache2
    state: absent
    purge: true
    autoremove: true`,
    },
    {
      title: 'Upgrade everything',
      yaml: `- apt:
    upgrade: dist
    update_cache: true`,
    },
  ],
  returns: {
    cache_updated: 'Whether the package lists were refreshed.',
    cache_update_time: 'When they were last refreshed, in seconds since 1970.',
    msg: 'Why it failed.',
    stdout: 'What apt-get printed.',
    stderr: 'What it complained about.',
  },
  differences: [
    'The host needs neither Python nor python3-apt.',
    'Lists are refreshed in spite of `cache_valid_time` where there are none at all, or where a source was added since.',
    "A refresh is remembered even if it brought nothing new; Debian's own time stamp stays old then.",
    'A package that was only there as a dependency is marked as manually installed, as in Ansible; here that counts as a change.',
    'A name that only installed packages provide (`default-mta`) is satisfied, however many could provide it.',
    '`clean` and `upgrade` report a change only where there was something to do.',
    'aptitude is never used.',
  ],
  farReaching: true,
  observe: (args, known, _inputs, context) => aptKeys(args, known, context),
  plan: (args, seen, _inputs, context) => planApt(args, seen, context),
  join: joinedPackages,
});
