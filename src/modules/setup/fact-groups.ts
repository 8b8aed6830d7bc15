import { didYouMean } from '../../core/spelling.ts';
import type { FactGroup } from '../../probes/facts.ts';

const GROUPS: readonly FactGroup[] = ['min', 'hardware', 'network', 'virtual'];

/** Ansible's smaller parts, by the group that tells them; what nobody tells here is in none. */
const PARTS: Readonly<Record<FactGroup | 'none', readonly string[]>> = {
  min: [
    ...[
      'apparmor',
      'caps',
      'chroot',
      'cmdline',
      'date_time',
      'distribution',
      'dns',
      'env',
      'fips',
      'loadavg',
      'local',
    ],
    ...[
      'lsb',
      'pkg_mgr',
      'platform',
      'python',
      'selinux',
      'service_mgr',
      'ssh_host_pub_keys',
      'ssh_pub_keys',
      'user',
    ],
    ...[
      'effective_group_ids',
      'effective_user_id',
      'machine',
      'machine_id',
      'system',
      'architecture',
      'kernel',
    ],
    ...[
      'kernel_version',
      'os_family',
      'distribution_version',
      'distribution_release',
      'distribution_major_version',
    ],
    ...[
      'real_user_id',
      'user_dir',
      'user_gecos',
      'user_gid',
      'user_id',
      'user_shell',
      'user_uid',
      'python_version',
    ],
    ...[
      'ssh_host_key_dsa_public',
      'ssh_host_key_ecdsa_public',
      'ssh_host_key_ed25519_public',
      'ssh_host_key_rsa_public',
    ],
    ...['system_capabilities', 'system_capabilities_enforced'],
  ],
  hardware: ['devices', 'mounts', 'processor', 'processor_cores', 'processor_count', 'systemd'],
  network: [...['all_ipv4_addresses', 'all_ipv6_addresses', 'default_ipv4', 'default_ipv6', 'interfaces']],
  virtual: [
    'virtualization_role',
    'virtualization_type',
    'virtualization_tech_guest',
    'virtualization_tech_host',
  ],
  none: ['facter', 'ohai', 'fibre_channel_wwn', 'iscsi', 'nvme', 'hostnqn', 'is_chroot'],
};

export class UnknownSubset extends Error {
  override readonly name = 'UnknownSubset';
}

/** Which groups are to be read: `min` always, unless it is refused by name. */
export function factGroups(subsets: readonly string[]): readonly FactGroup[] {
  const wanted = new Set<FactGroup>();
  const refused = new Set<FactGroup>();
  let least = true;
  let positive = false;
  for (const subset of subsets) {
    const name = subset.replace(/^!/, '');
    const groups = groupsOf(name);
    if (subset.startsWith('!')) {
      if (name === 'min') least = false;
      else
        for (const group of name === 'all' ? GROUPS : groups)
          if (isGroup(name) || name === 'all') refused.add(group);
    } else {
      positive = true;
      for (const group of groups) wanted.add(group);
    }
  }
  if (!positive) for (const group of GROUPS) if (!refused.has(group)) wanted.add(group);
  // What is named is wanted even where all else is refused.
  const named = new Set(
    subsets.filter((s) => !s.startsWith('!')).flatMap((s) => (s === 'all' ? [] : groupsOf(s))),
  );
  return GROUPS.filter(
    (group) => named.has(group) || (group === 'min' ? least : wanted.has(group) && !refused.has(group)),
  );
}

function isGroup(name: string): boolean {
  return (GROUPS as readonly string[]).includes(name);
}

function groupsOf(name: string): readonly FactGroup[] {
  if (name === 'all') return GROUPS;
  if (isGroup(name)) return [name as FactGroup];
  for (const [group, parts] of Object.entries(PARTS)) {
    if (parts.includes(name)) return group === 'none' ? [] : [group as FactGroup];
  }
  const hint = didYouMean(name, ['all', ...GROUPS, ...Object.values(PARTS).flat()]);
  throw new UnknownSubset(`there is no subset '${name}'${hint === undefined ? '' : `; ${hint}`}`);
}
