import { becomes, type Effect, presumes, unsettles } from '../core/effect.ts';
import type { Assumption } from '../core/observation.ts';
import { Unknown } from '../core/unknown.ts';
import { nginx } from './nginx.ts';
import { made, path } from './path.ts';
import { type Unit, unit } from './unit.ts';

/**
 * What Debian's packages are known to bring, as far as playbooks ask for it right after installing them. It only
 * makes predictions better: everything said here is presumed, and read again once it was really done.
 */
interface Habit {
  /** Its services, started and enabled when they are installed; `@` ones are templates. */
  readonly units?: readonly string[];
  /** Folders, root's, 0755 unless another mode is given: `/etc/x 0750`. */
  readonly folders?: readonly string[];
  /** Files, root's; mode 0644 unless given. What is in them isn't known. */
  readonly files?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly users?: readonly string[];
  /** What its tasks also look at, of which only the package knows what it brings. */
  readonly own?: readonly string[];
  readonly nginx?: true;
}

const NGINX: Habit = {
  units: ['nginx'],
  nginx: true,
  folders: [
    ...[
      '',
      '/conf.d',
      '/sites-available',
      '/sites-enabled',
      '/snippets',
      '/modules-available',
      '/modules-enabled',
    ].map((folder) => `/etc/nginx${folder}`),
    '/var/log/nginx',
    '/var/lib/nginx',
    '/var/www',
    '/var/www/html',
    '/usr/share/nginx',
  ],
  files: [
    ...[
      'nginx.conf',
      'mime.types',
      'fastcgi.conf',
      'fastcgi_params',
      'proxy_params',
      'scgi_params',
      'uwsgi_params',
    ].map((file) => `/etc/nginx/${file}`),
    '/etc/nginx/sites-available/default',
    '/etc/logrotate.d/nginx',
    '/usr/sbin/nginx 0755',
    '/var/www/html/index.nginx-debian.html',
  ],
  links: { '/etc/nginx/sites-enabled/default': '/etc/nginx/sites-available/default' },
};

const program = (...names: string[]): Habit => ({ files: names.map((name) => `/usr/bin/${name} 0755`) });

const HABITS: Readonly<Record<string, Habit>> = {
  nginx: NGINX,
  'nginx-common': {},
  'nginx-full': NGINX,
  'nginx-light': NGINX,
  'nginx-extras': NGINX,
  'nginx-core': NGINX,
  apache2: {
    units: ['apache2'],
    own: ['/etc/apache2'],
    files: ['/usr/sbin/apache2 0755', '/usr/sbin/a2ensite 0755'],
  },
  'openssh-server': {
    units: ['ssh'],
    folders: ['/etc/ssh', '/etc/ssh/sshd_config.d'],
    files: ['/etc/ssh/sshd_config', '/usr/sbin/sshd 0755'],
    own: ['/etc/ssh'],
    users: ['sshd'],
  },
  supervisor: {
    units: ['supervisor'],
    folders: ['/etc/supervisor', '/etc/supervisor/conf.d', '/var/log/supervisor'],
    files: ['/etc/supervisor/supervisord.conf', '/usr/bin/supervisorctl 0755', '/usr/bin/supervisord 0755'],
  },
  'redis-server': {
    units: ['redis-server'],
    users: ['redis'],
    own: ['/etc/redis'],
    ...program('redis-server'),
  },
  redis: { units: ['redis-server'], users: ['redis'], own: ['/etc/redis'] },
  memcached: {
    units: ['memcached'],
    users: ['memcache'],
    files: ['/etc/memcached.conf', '/usr/bin/memcached 0755'],
  },
  postgresql: { units: ['postgresql'], users: ['postgres'], own: ['/etc/postgresql', '/var/lib/postgresql'] },
  'mariadb-server': { units: ['mariadb'], users: ['mysql'], own: ['/etc/mysql', '/var/lib/mysql'] },
  cron: {
    units: ['cron'],
    files: ['/etc/crontab', '/usr/bin/crontab 2755', '/usr/sbin/cron 0755'],
    folders: ['/etc/cron.d'],
  },
  rsyslog: { units: ['rsyslog'], folders: ['/etc/rsyslog.d'], files: ['/etc/rsyslog.conf'] },
  fail2ban: { units: ['fail2ban'], own: ['/etc/fail2ban'], ...program('fail2ban-client') },
  chrony: { units: ['chrony'], own: ['/etc/chrony'] },
  'docker.io': {
    units: ['docker', 'docker.socket', 'containerd'],
    own: ['/etc/docker', '/var/lib/docker'],
    ...program('docker'),
  },
  haproxy: { units: ['haproxy'], users: ['haproxy'], own: ['/etc/haproxy'] },
  'unattended-upgrades': {
    units: ['unattended-upgrades'],
    files: ['/etc/apt/apt.conf.d/50unattended-upgrades'],
  },
  python3: program('python3', 'python3.11'),
  'python3-venv': {},
  'python3-pip': program('pip', 'pip3'),
  'python3-dev': {},
  'python3-apt': {},
  virtualenv: program('virtualenv'),
  git: program('git'),
  curl: program('curl'),
  wget: program('wget'),
  rsync: { ...program('rsync'), units: [] },
  vim: program('vim.basic'),
  htop: program('htop'),
  tmux: program('tmux'),
  jq: program('jq'),
  unzip: program('unzip'),
  bzip2: program('bzip2'),
  acl: program('setfacl', 'getfacl'),
  openssl: { ...program('openssl'), own: ['/etc/ssl'] },
  'ca-certificates': { own: ['/etc/ssl'], files: ['/usr/sbin/update-ca-certificates 0755'] },
  gnupg: program('gpg'),
  sudo: { ...program('sudo'), own: ['/etc/sudoers.d'] },
  nodejs: program('node', 'nodejs'),
  npm: program('npm'),
  'build-essential': program('gcc', 'g++', 'make'),
  gcc: program('gcc'),
  make: program('make'),
  'apt-transport-https': {},
  'software-properties-common': {},
  'lsb-release': program('lsb_release'),
  'language-pack-zh-hans': {},
  locales: { files: ['/usr/sbin/locale-gen 0755'] },
  tzdata: {},
  'r-base': program('R', 'Rscript'),
  'r-base-core': program('R', 'Rscript'),
  'r-cran-irkernel': { files: ['/usr/share/jupyter/kernels/ir/kernel.json'] },
};

/** Packages that are pieces of others: no service, user or folder of the configuration is called after them. */
const QUIET =
  /^(lib|python3?(\.\d+)?-|perl|fonts-|gcc-|g\+\+-|cpp|r-cran-)|-(common|data|doc|dev|minimal|l10n|stdlib|whl)$/;

/** Where packages put things; a folder that isn't named here (home, srv, usr/local) is left alone by packages. */
const SYSTEM_FOLDERS = ['/etc', '/usr', '/var', '/lib', '/lib64', '/bin', '/sbin', '/opt', '/boot', '/run'];
export interface Installing {
  /** What the task names. */
  readonly named: readonly string[];
  /** What apt would install because of them, where it was asked. */
  readonly others: readonly string[];
  /** policy-rc.d keeps services from being started. */
  readonly quietly: boolean;
}

/** What else becomes of a host when packages are installed. Later effects win, so the general ones come first. */
export function installationEffects({ named, others, quietly }: Installing): Effect[] {
  const all = [...new Set([...named, ...others])].map((name) => name.replace(/:.*/, ''));
  const effects: Effect[] = packagePresumptions(all);
  for (const name of all)
    if (!HABITS[name] && !QUIET.test(name))
      effects.push(...unknownPackage(name, named.includes(name), quietly));
  for (const name of all) {
    const habit = HABITS[name];
    if (habit) effects.push(...habitEffects(name, habit, quietly));
  }
  return effects;
}

/** What is expected of the rest when packages are removed: their services end, their files are anybody's guess. */
export function removalEffects(names: readonly string[]): Effect[] {
  const effects: Effect[] = packagePresumptions(names);
  for (const name of names) {
    const habit = HABITS[name];
    const why = `what removing ${name} leaves`;
    for (const folder of [
      ...named(name),
      ...(habit?.folders ?? []),
      ...(habit?.files ?? []),
      ...(habit?.own ?? []),
    ]) {
      effects.push(unsettles({ kind: 'path', subject: folder.split(' ')[0] ?? '', below: true }, why));
    }
    for (const service of habit?.units ?? [name])
      effects.push(unsettles({ kind: 'unit', subject: unit(service).subject }, why));
    if (habit?.nginx) effects.push(unsettles({ kind: 'nginx' }, why));
  }
  return effects;
}

/** Packages that come or go probably leave the rest of the system alone. */
export function packagePresumptions(names: readonly string[]): Effect[] {
  const assumption = onlyThese(names);
  return [
    ...SYSTEM_FOLDERS.map((subject) => presumes({ kind: 'path', subject, below: true }, assumption)),
    ...['user', 'group', 'unit'].map((kind) => presumes({ kind }, assumption)),
  ];
}

/** The assumption that a package brings nothing that isn't known of it. */
export function onlyThese(names: readonly string[]): string {
  return `nothing else comes or goes with the ${names.length === 1 ? `package ${names[0]}` : `packages ${summary(names)}`}`;
}

function summary(names: readonly string[]): string {
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

function named(name: string): string[] {
  return [
    `/etc/${name}`,
    `/etc/default/${name}`,
    `/var/lib/${name}`,
    `/var/log/${name}`,
    `/usr/share/${name}`,
    `/opt/${name}`,
  ];
}

function unknownPackage(name: string, asked: boolean, quietly: boolean): Effect[] {
  const why = `what the package ${name} brings`;
  const effects: Effect[] = named(name).map((subject) =>
    unsettles({ kind: 'path', subject, below: true }, why),
  );
  effects.push(
    unsettles({ kind: 'user', subject: name }, why),
    unsettles({ kind: 'group', subject: name }, why),
  );
  const presumed = {
    text: `the package ${name} brings a service ${name}, and Debian starts and enables what it installs`,
  };
  if (asked) effects.push(becomes(unit(name), running(name, quietly), { presumed: [presumed] }));
  return effects;
}

function habitEffects(name: string, habit: Habit, quietly: boolean): Effect[] {
  const presumed: Assumption[] = [{ text: `the package ${name} brings what it brings on Debian 12` }];
  const why = `what the package ${name} brings`;
  const owned = { uid: 0, gid: 0, owner: 'root', group: 'root' };
  const effects: Effect[] = [];
  for (const subject of habit.own ?? []) effects.push(unsettles({ kind: 'path', subject, below: true }, why));
  for (const user of habit.users ?? []) {
    effects.push(
      unsettles({ kind: 'user', subject: user }, why),
      unsettles({ kind: 'group', subject: user }, why),
    );
  }
  for (const folder of habit.folders ?? []) {
    const [subject, mode] = spelled(folder, 0o755);
    effects.push(becomes(path(subject), made(subject, { type: 'directory', mode, ...owned }), { presumed }));
  }
  for (const file of habit.files ?? []) {
    const [subject, mode] = spelled(file, 0o644);
    const content = Unknown.of(`the content of ${subject}`);
    const state = made(subject, { type: 'file', mode, ...owned, content, sha256: content, sha1: content });
    effects.push(becomes(path(subject), state, { presumed }));
  }
  for (const [subject, target] of Object.entries(habit.links ?? {})) {
    effects.push(
      becomes(path(subject), made(subject, { type: 'link', mode: 0o777, target, real: target, ...owned }), {
        presumed,
      }),
    );
  }
  const started: Assumption[] = [{ text: `Debian starts and enables the services of ${name}` }];
  for (const service of habit.units ?? []) {
    effects.push(becomes(unit(service), running(service, quietly), { presumed: started }));
  }
  if (habit.nginx) {
    const value = {
      installed: true,
      layout: 'debian' as const,
      config: '/etc/nginx/nginx.conf',
      running: !quietly,
      outdated: false,
    };
    effects.push(becomes(nginx, value, { presumed: started }));
  }
  return effects;
}

function spelled(text: string, mode: number): [string, number] {
  const [subject = '', octal] = text.split(' ');
  return [subject, octal === undefined ? mode : Number.parseInt(octal, 8)];
}

function running(name: string, quietly: boolean): Unit {
  const { subject } = unit(name);
  return {
    id: subject,
    exists: true,
    loadError: '',
    active: quietly ? 'inactive' : 'active',
    enabled: 'enabled',
    masked: false,
    needsReload: false,
    properties: Unknown.of(`what systemd says about ${subject}`),
  };
}
