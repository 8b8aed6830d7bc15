import type { Fact, Facts } from './fact-value.ts';
import type { Findings } from './findings.ts';
import { PACKAGE_MANAGERS } from './gathering.ts';

/** Names of the machine and its kernel. */
export function platform(found: Findings): Facts {
  const kernel = (name: string) => found.first(`/proc/sys/kernel/${name}`) ?? '';
  const machine = found.section('machine');
  const bits = found.section('userspace');
  const nodename = kernel('hostname');
  const fqdn = fqdnOf(found, nodename);
  return {
    system: kernel('ostype') || 'Linux',
    kernel: kernel('osrelease'),
    kernel_version: kernel('version'),
    machine,
    architecture: machine,
    ...(bits ? { userspace_bits: bits } : {}),
    ...(machine === 'x86_64' && bits ? { userspace_architecture: bits === '64' ? 'x86_64' : 'i386' } : {}),
    nodename,
    hostname: nodename.split('.')[0] ?? '',
    fqdn,
    domain: fqdn.split('.').slice(1).join('.'),
    machine_id: found.first('/var/lib/dbus/machine-id') ?? found.first('/etc/machine-id') ?? '',
  };
}

/** The first of its names that has a dot, as Python looks for it; else the first one. */
function fqdnOf(found: Findings, nodename: string): string {
  const [, ...names] = found
    .section('fqdn')
    .split(/\s+/)
    .filter((word) => word !== '');
  return names.find((name) => name.includes('.')) ?? names[0] ?? nodename;
}

/** service_mgr, by what process 1 is. */
export function serviceManager(found: Findings): string {
  const named: Readonly<Record<string, string>> = {
    procd: 'openwrt_init',
    'runit-init': 'runit',
    svscan: 'svc',
    'openrc-init': 'openrc',
  };
  const init = found.first('/proc/1/comm') ?? found.section('init').split('/').at(-1);
  // `init` may be any of them, and a shell is one in a container.
  if (init && init !== 'init' && !init.endsWith('sh')) return named[init] ?? init;
  const canaries = ['/run/systemd/system', '/dev/.run/systemd', '/dev/.systemd'];
  if (found.has('systemctl') && canaries.some((path) => found.isThere(path))) return 'systemd';
  if (found.has('initctl') && found.isThere('/etc/init')) return 'upstart';
  if (found.isThere('/sbin/openrc')) return 'openrc';
  if (found.has('systemctl') && found.section('init').endsWith('systemd')) return 'systemd';
  return found.isThere('/etc/init.d') ? 'sysvinit' : 'service';
}

export function packageManager(found: Findings, family: Fact | undefined): string {
  const there = PACKAGE_MANAGERS.filter(([path]) => found.isThere(path)).map(([, name]) => name);
  if (family === 'Debian' && there.includes('apt')) return 'apt';
  if (family === 'RedHat') return there.find((name) => name !== 'yum') ?? there[0] ?? 'unknown';
  return there.at(-1) ?? 'unknown';
}

/** Who was asked. */
export function account(found: Findings): Facts {
  const [uid = 0, real = 0, gid = 0, realGroup = 0] = found.section('account').split(' ').map(Number);
  const [name = '', , , , gecos = '', home = '', shell = ''] = found.section('passwd').split(':');
  return {
    user_id: name,
    user_uid: uid,
    user_gid: gid,
    user_gecos: gecos,
    user_dir: home,
    user_shell: shell,
    real_user_id: real,
    effective_user_id: uid,
    real_group_id: realGroup,
    effective_group_id: gid,
  };
}

export function environment(found: Findings): Facts {
  const entries = Buffer.from(found.section('env'), 'base64').toString('utf8').split('\0');
  const env: Record<string, string> = {};
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    if (equals > 0) env[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return env;
}

export function dateTime(found: Findings): Facts {
  const [year = '', month = '', weekday = '', number = '', week = '', day = '', ...time] = found
    .section('date')
    .split('|');
  const [hour = '', minute = '', second = '', epoch = '', tz = '', offset = '', nanoseconds = ''] = time;
  const utc = new Date(Number(epoch) * 1000).toISOString().slice(0, 19);
  const micro = /^\d{9}$/.test(nanoseconds) ? nanoseconds.slice(0, 6) : '000000';
  return {
    year,
    month,
    weekday,
    weekday_number: number,
    weeknumber: week,
    day,
    hour,
    minute,
    second,
    epoch,
    epoch_int: epoch,
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}`,
    iso8601: `${utc}Z`,
    iso8601_micro: `${utc}.${micro}Z`,
    iso8601_basic: `${year}${month}${day}T${hour}${minute}${second}${micro}`,
    iso8601_basic_short: `${year}${month}${day}T${hour}${minute}${second}`,
    tz,
    tz_dst: summerName(found) ?? tz,
    tz_offset: offset,
  };
}

/** The time zone's name while clocks are put forward; the same as ever where they never are. */
function summerName(found: Findings): string | undefined {
  const [one, other] = ['winter', 'summer'].map((section) => found.section(section).split('|'));
  if (!one?.[0] || !other?.[0]) return undefined;
  return Number(other[1]) >= Number(one[1]) ? other[0] : one[0];
}

/** The kernel's command line, and the same with lists where a name stands twice. */
export function commandLine(found: Findings): Facts {
  const cmdline: Record<string, Fact> = {};
  const lists: Record<string, Fact> = {};
  // Quotes stay, as Ansible has it.
  for (const piece of found.first('/proc/cmdline')?.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []) {
    const equals = piece.indexOf('=');
    const name = equals < 0 ? piece : piece.slice(0, equals);
    const value: Fact = equals < 0 ? true : piece.slice(equals + 1);
    cmdline[name] = value;
    const before = lists[name];
    lists[name] =
      before === undefined || value === true
        ? value
        : Array.isArray(before)
          ? [...before, value]
          : [before, value];
  }
  return { cmdline, proc_cmdline: lists };
}

export function nameServers(found: Findings): Facts {
  const dns: Record<string, Fact> = {};
  for (const line of found.file('/etc/resolv.conf') ?? []) {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word === 'nameserver')
      dns['nameservers'] = [...((dns['nameservers'] as string[] | undefined) ?? []), ...rest];
    else if (word === 'domain' && rest[0] !== undefined) dns['domain'] = rest[0];
    else if (word === 'search' || word === 'sortlist') dns[word] = rest;
    else if (word === 'options') {
      dns['options'] = Object.fromEntries(
        rest.map((option) => option.split(':')).map(([k = '', v]) => [k, v ?? true]),
      );
    }
  }
  return dns;
}

export function lsb(found: Findings): Facts {
  const facts: Record<string, string> = {};
  const names: Readonly<Record<string, string>> = {
    'Distributor ID': 'id',
    DISTRIB_ID: 'id',
    Description: 'description',
    DISTRIB_DESCRIPTION: 'description',
    Release: 'release',
    DISTRIB_RELEASE: 'release',
    Codename: 'codename',
    DISTRIB_CODENAME: 'codename',
  };
  const lines = found.has('lsb') ? found.section('lsb').split('\n') : (found.file('/etc/lsb-release') ?? []);
  for (const line of lines) {
    const [, label = '', value = ''] = /^([^:=]+?)\s*[:=]\s*(.*)$/.exec(line) ?? [];
    const name = names[label];
    if (name) facts[name] = value.replace(/^['"\\]+|['"\\]+$/g, '');
  }
  const release = facts['release'];
  return release === undefined ? facts : { ...facts, major_release: release.split('.')[0] ?? '' };
}

export function security(found: Findings): Facts {
  const enforcing = found.first('/sys/fs/selinux/enforce');
  const configured = found.settings('/etc/selinux/config');
  const selinux: Facts =
    enforcing === undefined
      ? { status: 'disabled' }
      : {
          status: 'enabled',
          policyvers: Number(found.first('/sys/fs/selinux/policyvers') ?? 0),
          config_mode: configured.get('SELINUX') ?? 'unknown',
          mode: enforcing === '1' ? 'enforcing' : 'permissive',
          type: configured.get('SELINUXTYPE') ?? 'unknown',
        };
  return {
    selinux,
    apparmor: { status: found.isThere('/sys/kernel/security/apparmor') ? 'enabled' : 'disabled' },
    fips: found.first('/proc/sys/crypto/fips_enabled') === '1',
  };
}

export function hostKeys(found: Findings): Facts {
  const facts: Record<string, string> = {};
  for (const [[, type = ''], lines] of found.filesLike(/^\/etc\/ssh\/ssh_host_(\w+)_key\.pub$/)) {
    const [keytype = '', key = ''] = (lines[0] ?? '').split(' ');
    facts[`ssh_host_key_${type}_public`] = key;
    facts[`ssh_host_key_${type}_public_keytype`] = keytype;
  }
  return facts;
}

/** Only where the host has Python; jrun itself needs none. */
export function python(found: Findings): Facts {
  const [executable, , major = '', minor = '', micro = '', level = '', serial = '', type = ''] = found
    .section('python')
    .split(' ');
  if (!executable || !major) return {};
  const numbers = {
    major: Number(major),
    minor: Number(minor),
    micro: Number(micro),
    serial: Number(serial),
  };
  return {
    python_version: `${major}.${minor}.${micro}`,
    python: {
      executable,
      type,
      version: { ...numbers, releaselevel: level },
      version_info: [numbers.major, numbers.minor, numbers.micro, level, numbers.serial],
    },
  };
}

export function loadAverage(found: Findings): Facts {
  const [one, five, fifteen] = (found.first('/proc/loadavg') ?? '').split(' ').map(Number);
  return { '1m': one ?? 0, '5m': five ?? 0, '15m': fifteen ?? 0 };
}
