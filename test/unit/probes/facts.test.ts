import { describe, expect, it } from 'vitest';
import { ReadFailure } from '../../../src/core/observation.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { distribution } from '../../../src/probes/facts/distribution.ts';
import { Findings } from '../../../src/probes/facts/findings.ts';
import { hardware } from '../../../src/probes/facts/hardware.ts';
import { localFacts } from '../../../src/probes/facts/local-facts.ts';
import { network } from '../../../src/probes/facts/network.ts';
import { packageManager, serviceManager } from '../../../src/probes/facts/platform.ts';
import { virtualization } from '../../../src/probes/facts/virtualization.ts';
import probe, { facts } from '../../../src/probes/facts.ts';
import { observe, SHELLS } from './support/shells.ts';

/** What the gathering would print: sections, and files by their text. */
function findings(sections: Record<string, string>, files: Record<string, string> = {}): Findings {
  const lines = Object.entries(files).flatMap(([path, text]) =>
    text.split('\n').map((line) => `${path}:${line}`),
  );
  const all = { ...sections, files: lines.join('\n') };
  return new Findings(
    Buffer.from(
      Object.entries(all)
        .map(([name, text]) => `= ${name} ${Buffer.byteLength(text)}\n${text}\n`)
        .join(''),
    ),
  );
}

describe.each(SHELLS)('facts in %s', (shell) => {
  it('are told by groups', () => {
    const [least, more] = observe(shell, probe, [facts(['min']), facts(['hardware', 'virtual'], '/none')]);
    if (!least || !more || least instanceof ReadFailure || more instanceof ReadFailure)
      throw new Error('unreadable');
    expect(least).toMatchObject({ system: 'Linux', user_uid: process.getuid?.(), local: {} });
    expect(least['env']).toMatchObject({ HOME: process.env['HOME'] });
    expect(least['date_time']).toMatchObject({ epoch: expect.stringMatching(/^\d+$/) });
    expect(least).not.toHaveProperty('memtotal_mb');
    expect(more).toMatchObject({ memtotal_mb: expect.any(Number), virtualization_role: expect.any(String) });
    expect(more['memtotal_mb']).toBeGreaterThan(0);
    expect((more['mounts'] as unknown[]).length).toBeGreaterThan(0);
    expect(more).not.toHaveProperty('distribution');
  });
});

describe('distributions', () => {
  it.each([
    [
      {
        '/etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy',
        '/etc/debian_version': 'bookworm/sid',
      },
      {
        distribution: 'Ubuntu',
        distribution_version: '22.04',
        distribution_major_version: '22',
        distribution_release: 'jammy',
        os_family: 'Debian',
      },
    ],
    [
      {
        '/etc/os-release': 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_CODENAME=trixie',
        '/etc/debian_version': 'trixie/sid',
      },
      { distribution: 'Debian', distribution_version: 'trixie/sid', distribution_release: 'trixie' },
    ],
    [
      {
        '/etc/os-release': 'NAME="Rocky Linux"\nID="rocky"\nVERSION="8.8 (Green Obsidian)"\nVERSION_ID="8.8"',
        '/etc/redhat-release': 'Rocky Linux release 8.8 (Green Obsidian)',
      },
      {
        distribution: 'Rocky',
        distribution_version: '8.8',
        distribution_major_version: '8',
        distribution_release: 'Green Obsidian',
        os_family: 'RedHat',
        distribution_file_path: '/etc/redhat-release',
      },
    ],
    [
      {
        '/etc/os-release':
          'NAME="Red Hat Enterprise Linux"\nID="rhel"\nVERSION="9.2 (Plow)"\nVERSION_ID="9.2"',
        '/etc/redhat-release': 'Red Hat Enterprise Linux release 9.2 (Plow)',
      },
      {
        distribution: 'RedHat',
        distribution_version: '9.2',
        distribution_release: 'Plow',
        os_family: 'RedHat',
      },
    ],
    [
      {
        '/etc/os-release': 'NAME="CentOS Linux"\nID="centos"\nVERSION_ID="7"\nVERSION="7 (Core)"',
        '/etc/redhat-release': 'CentOS Linux release 7.9.2009 (Core)',
      },
      {
        distribution: 'CentOS',
        distribution_version: '7.9',
        distribution_major_version: '7',
        distribution_release: 'Core',
      },
    ],
    [
      {
        '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.18.4',
        '/etc/alpine-release': '3.18.4',
      },
      {
        distribution: 'Alpine',
        distribution_version: '3.18.4',
        distribution_major_version: '3',
        distribution_release: 'NA',
        os_family: 'Alpine',
      },
    ],
    [
      { '/etc/os-release': 'NAME="openSUSE Leap"\nID="opensuse-leap"\nVERSION_ID="15.5"' },
      {
        distribution: 'openSUSE Leap',
        distribution_version: '15.5',
        distribution_release: '5',
        os_family: 'Suse',
      },
    ],
    [
      { '/etc/os-release': 'NAME="Amazon Linux"\nID="amzn"\nVERSION_ID="2023"' },
      { distribution: 'Amazon', distribution_version: '2023', os_family: 'RedHat' },
    ],
    [
      { '/etc/os-release': 'NAME=Mine\nID=mine' },
      { distribution: 'Mine', distribution_version: 'NA', os_family: 'Mine' },
    ],
  ])('%j', (files, wanted) => {
    expect(distribution(findings({}, files))).toMatchObject(wanted);
  });
});

it('tells what manages services and packages', () => {
  expect(serviceManager(findings({}, { '/proc/1/comm': 'systemd' }))).toBe('systemd');
  expect(
    serviceManager(findings({ systemctl: 'yes', there: '/run/systemd/system' }, { '/proc/1/comm': 'init' })),
  ).toBe('systemd');
  expect(serviceManager(findings({ there: '/sbin/openrc' }, { '/proc/1/comm': 'init' }))).toBe('openrc');
  expect(serviceManager(findings({ there: '/etc/init.d' }, { '/proc/1/comm': 'bash' }))).toBe('sysvinit');
  expect(packageManager(findings({ there: '/usr/bin/apt-get /usr/bin/dnf' }), 'Debian')).toBe('apt');
  expect(packageManager(findings({ there: '/usr/bin/yum /usr/bin/dnf' }), 'RedHat')).toBe('dnf');
  expect(packageManager(findings({ there: '/sbin/apk' }), 'Alpine')).toBe('apk');
  expect(packageManager(findings({}), 'Mine')).toBe('unknown');
});

it('reads the facts of the host itself', () => {
  const sections = {
    'local json': '{"a": [1, true]}',
    'local ini': '[general]\nName = value\n more\n# c\n[other]\nx: y\n',
    'local neither': 'nonsense',
    'broken program': '3',
  };
  expect(localFacts(findings(sections))).toEqual({
    json: { a: [1, true] },
    ini: { general: { name: 'value\nmore' }, other: { x: 'y' } },
    neither: 'error loading facts as JSON or ini - please check content: neither.fact',
    program: 'Failure executing fact script (program.fact), rc: 3',
  });
});

it('tells interfaces, and which one leads out', () => {
  const sections = {
    device: 'eth0',
    route4: '8.8.8.8 via 10.0.0.1 dev eth0 src 10.0.0.5 uid 0 \n    cache',
    route6: '',
    primary:
      '1: lo: <LOOPBACK,UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo\n2: eth0@if3: <UP> mtu 1500\n    inet 10.0.0.5/20 brd 10.0.15.255 scope global eth0\n    inet 10.0.0.6/32 scope global eth0:1\n    inet6 fe80::1/64 scope link',
    secondary: '2: eth0@if3: <UP> mtu 1500\n    inet 10.0.0.7/20 brd 10.0.15.255 scope global secondary eth0',
    local4: 'local 127.0.0.0/8 dev lo\nbroadcast 10.0.15.255 dev eth0\nlocal 10.0.0.5 dev eth0',
  };
  const files = {
    '/sys/class/net/eth0/address': '02:00:00:00:00:01',
    '/sys/class/net/eth0/mtu': '1500',
    '/sys/class/net/eth0/type': '1',
  };
  expect(network(findings(sections, files))).toMatchObject({
    interfaces: ['eth0', 'eth0_1'],
    default_ipv4: {
      address: '10.0.0.5',
      gateway: '10.0.0.1',
      interface: 'eth0',
      netmask: '255.255.240.0',
      network: '10.0.0.0',
      prefix: '20',
      macaddress: '02:00:00:00:00:01',
      type: 'ether',
    },
    default_ipv6: {},
    all_ipv4_addresses: ['10.0.0.5', '10.0.0.6', '10.0.0.7'],
    all_ipv6_addresses: ['fe80::1'],
    eth0: {
      ipv4: { address: '10.0.0.5' },
      ipv4_secondaries: [{ address: '10.0.0.7' }],
      ipv6: [{ scope: 'link' }],
    },
    locally_reachable_ips: { ipv4: ['127.0.0.0/8', '10.0.0.5'], ipv6: [] },
  });
  expect(network(findings({}))).toEqual({});
});

it('counts processors and memory', () => {
  const cpu = (n: number) =>
    `processor\t: ${n}\nvendor_id\t: GenuineIntel\nmodel name\t: Xeon\nphysical id\t: ${n % 2}\nsiblings\t: 4\ncore id\t\t: 0\ncpu cores\t: 2`;
  const found = findings(
    { nproc: '8' },
    { '/proc/cpuinfo': [0, 1].map(cpu).join('\n\n'), '/proc/meminfo': 'MemTotal: 2048 kB\nMemFree: 1024 kB' },
  );
  expect(hardware(found)).toMatchObject({
    processor_count: 2,
    processor_cores: 2,
    processor_threads_per_core: 2,
    processor_vcpus: 8,
    processor_nproc: 8,
    memtotal_mb: 2,
    memfree_mb: 1,
  });
});

it('tells what a machine runs in', () => {
  const board = '/sys/devices/virtual/dmi/id';
  expect(virtualization(findings({}))).toMatchObject({
    virtualization_type: 'NA',
    virtualization_role: 'NA',
  });
  expect(virtualization(findings({}, { [`${board}/sys_vendor`]: 'QEMU' }))).toMatchObject({
    virtualization_type: 'kvm',
    virtualization_role: 'guest',
  });
  expect(virtualization(findings({}, { '/run/systemd/container': 'systemd-nspawn' }))).toMatchObject({
    virtualization_type: 'systemd-nspawn',
    virtualization_tech_guest: ['container', 'systemd-nspawn'],
  });
  expect(virtualization(findings({ there: '/dev/kvm' }))).toMatchObject({ virtualization_role: 'host' });
});

it('leaves only the host’s own facts open once their files change', () => {
  const derived = probe.derive?.(
    facts(['min']),
    { system: 'Linux', local: {} },
    { get: () => Unknown.of('x') },
  );
  expect(derived?.value).toMatchObject({ system: 'Linux', local: expect.any(Unknown) });
});
