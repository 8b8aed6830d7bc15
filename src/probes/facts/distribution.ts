import type { Facts } from './fact-value.ts';
import type { Findings } from './findings.ts';

/** Which family a distribution belongs to, by Ansible's names for both; any other one is a family of its own. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  RedHat: [
    ...[
      'RedHat',
      'RHEL',
      'Fedora',
      'CentOS',
      'Scientific',
      'SLC',
      'Ascendos',
      'CloudLinux',
      'PSBM',
      'OracleLinux',
    ],
    ...[
      'OVS',
      'OEL',
      'Amazon',
      'Amzn',
      'Virtuozzo',
      'XenServer',
      'Alibaba',
      'EulerOS',
      'openEuler',
      'AlmaLinux',
    ],
    ...['Rocky', 'TencentOS', 'EuroLinux', 'Kylin Linux Advanced Server', 'MIRACLE'],
  ],
  Debian: [
    ...['Debian', 'Ubuntu', 'Raspbian', 'Neon', 'KDE neon', 'Linux Mint', 'SteamOS', 'Devuan', 'Kali'],
    ...['Cumulus Linux', 'Pop!_OS', 'Parrot', 'Pardus GNU/Linux', 'Uos', 'Deepin', 'OSMC'],
  ],
  Suse: [
    ...['SuSE', 'SLES', 'SLED', 'openSUSE', 'openSUSE Tumbleweed', 'SLES_SAP', 'SUSE_LINUX', 'openSUSE Leap'],
    ...['ALP-Dolomite', 'SL-Micro'],
  ],
  Archlinux: ['Archlinux', 'Antergos', 'Manjaro'],
  Gentoo: ['Gentoo', 'Funtoo'],
  ClearLinux: ['Clear Linux OS', 'Clear Linux Mix'],
};

/** distribution…, os_family. */
export function distribution(found: Findings): Facts {
  const path = found.file('/etc/os-release') ? '/etc/os-release' : '/usr/lib/os-release';
  const release = found.settings(path);
  const id = release.get('ID') ?? '';
  const debianVersion = found.first('/etc/debian_version');
  const version = versionOf(id, release, debianVersion, found);
  const codename =
    release.get('VERSION_CODENAME') ?? release.get('UBUNTU_CODENAME') ?? named(release.get('VERSION'));
  const common: Record<string, string> = {
    distribution_version: version,
    distribution_major_version: version.split('.')[0] || 'NA',
    distribution_release: id === 'fedora' ? '' : codename || 'NA',
  };
  const { name, file, variety, more } = nameOf(id, release, found);
  const minor = name === 'Debian' ? /\d+\.(\d+)/.exec(debianVersion ?? '')?.[1] : undefined;
  return {
    ...common,
    ...(minor === undefined ? {} : { distribution_minor_version: minor }),
    ...more,
    distribution: name,
    distribution_file_path: file ?? path,
    distribution_file_variety: variety,
    distribution_file_parsed: true,
    os_family: Object.entries(FAMILIES).find(([, names]) => names.includes(name))?.[0] ?? name,
  };
}

function versionOf(
  id: string,
  release: ReadonlyMap<string, string>,
  debianVersion: string | undefined,
  found: Findings,
): string {
  const plain = release.get('VERSION_ID') ?? '';
  if (id === 'debian' || id === 'raspbian') {
    return debianVersion !== undefined && /^\d+\.\d+/.test(debianVersion)
      ? debianVersion
      : plain || debianVersion || 'NA';
  }
  if (id === 'centos')
    return /\d+(\.\d+)?/.exec(found.first('/etc/redhat-release') ?? '')?.[0] ?? (plain || 'NA');
  if (id === 'alpine') return found.first('/etc/alpine-release') ?? (plain || 'NA');
  return plain || 'NA';
}

/** `8.8 (Green Obsidian)` */
function named(version: string | undefined): string | undefined {
  return /\((?:.*, *)?([^)]+)\)/.exec(version ?? '')?.[1] ?? /,\s*(.+)$/.exec(version ?? '')?.[1];
}

interface Named {
  readonly name: string;
  /** Ansible's word for the kind of file that told. */
  readonly variety: string;
  readonly file?: string;
  /** More facts that this file told. */
  readonly more?: Facts;
}

const BY_ID: Readonly<Record<string, Named>> = {
  debian: { name: 'Debian', variety: 'Debian' },
  raspbian: { name: 'Debian', variety: 'Debian' },
  ubuntu: { name: 'Ubuntu', variety: 'Debian' },
  linuxmint: { name: 'Linux Mint', variety: 'Debian' },
  devuan: { name: 'Devuan', variety: 'Debian' },
  kali: { name: 'Kali', variety: 'Debian' },
  parrot: { name: 'Parrot', variety: 'Debian' },
  amzn: { name: 'Amazon', variety: 'Amazon' },
  alpine: { name: 'Alpine', variety: 'Alpine', file: '/etc/alpine-release' },
  arch: { name: 'Archlinux', variety: 'Archlinux' },
  gentoo: { name: 'Gentoo', variety: 'Gentoo', file: '/etc/gentoo-release' },
  openwrt: { name: 'OpenWrt', variety: 'OpenWrt', file: '/etc/openwrt_release' },
};

function nameOf(id: string, release: ReadonlyMap<string, string>, found: Findings): Named {
  const name = release.get('NAME') ?? '';
  if (found.first('/etc/oracle-release')?.includes('Oracle Linux')) {
    return search('OracleLinux', 'Oracle Linux', '/etc/oracle-release');
  }
  const redhat = found.first('/etc/redhat-release');
  if (redhat) {
    if (redhat.includes('Red Hat')) return search('RedHat', 'Red Hat', '/etc/redhat-release');
    return { name: redhat.split(' ')[0] ?? name, variety: 'RedHat', file: '/etc/redhat-release' };
  }
  const known = BY_ID[id];
  if (known) return known;
  if (/suse|^sle/.test(id)) {
    const service = /\.(\d+)/.exec(release.get('VERSION_ID') ?? '')?.[1] ?? '0';
    return { name, variety: 'SUSE', more: { distribution_release: service } };
  }
  return { name: name || 'Linux', variety: 'NA' };
}

function search(name: string, text: string, file: string): Named {
  return { name, variety: name, file, more: { distribution_file_search_string: text } };
}
