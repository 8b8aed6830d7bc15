import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadFailure } from '../../src/core/observation.ts';
import probe, { type Facts, facts } from '../../src/probes/facts.ts';
import { observe, SHELLS } from '../unit/probes/support/shells.ts';
import { original } from './original.ts';

/** What changes from one moment to the next, or is about the process that asks. */
const FLEETING = new Set([
  ...[
    'date_time',
    'loadavg',
    'memfree_mb',
    'memory_mb',
    'swapfree_mb',
    'uptime_seconds',
    'env',
    'python',
    'mounts',
  ],
  // Interfaces come and go while other tests make hosts.
  ...['interfaces', 'all_ipv4_addresses', 'all_ipv6_addresses', 'locally_reachable_ips', 'devices'],
]);

/** What jrun doesn't tell. */
const LEFT_OUT = new Set([
  ...['device_links', 'fibre_channel_wwn', 'form_factor', 'hostnqn', 'is_chroot', 'iscsi_iqn', 'lvm'],
  ...['selinux_python_present', 'system_capabilities', 'system_capabilities_enforced', 'nvme', 'systemd'],
]);

let theirs: Record<string, unknown>;
beforeAll(() => {
  const all = original('setup', {})['ansible_facts'] as Record<string, unknown>;
  theirs = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name.replace(/^ansible_/, ''), value]),
  );
});

describe.each(SHELLS.filter((shell) => !shell.startsWith('busybox')))('facts in %s', (shell) => {
  let ours: Facts;
  beforeAll(() => {
    const [answer] = observe(shell, probe, [facts(['min', 'hardware', 'network', 'virtual'])]);
    ours = answer as Exclude<typeof answer, ReadFailure | undefined>;
  });

  it('are those of Ansible', () => {
    const interfaces = new Set(theirs['interfaces'] as string[]);
    const compared = Object.keys(theirs).filter(
      (name) =>
        !FLEETING.has(name) &&
        !LEFT_OUT.has(name) &&
        !(interfaces.has(name) && name !== 'lo') &&
        name !== 'gather_subset' &&
        name !== 'module_setup',
    );
    const pick = (of: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(compared.map((name) => [name, sorted(name, of[name])]));
    expect(pick(ours)).toEqual(pick(theirs));
  });

  it('tell the same of what stays the same in what changes', () => {
    const theirMounts = theirs['mounts'] as Record<string, unknown>[];
    const root = (all: unknown) => (all as Record<string, unknown>[]).find((m) => m['mount'] === '/');
    const still = [
      'mount',
      'device',
      'fstype',
      'options',
      'dump',
      'passno',
      'size_total',
      'block_size',
      'block_total',
      'inode_total',
    ];
    const pick = (of: Record<string, unknown> | undefined) => still.map((name) => of?.[name]);
    expect(pick(root(ours['mounts']))).toEqual(pick(root(theirMounts)));
    expect(Object.keys(ours['date_time'] as object).sort()).toEqual(
      Object.keys(theirs['date_time'] as object).sort(),
    );
    const zone = (of: unknown) =>
      ['tz', 'tz_offset', 'tz_dst', 'year'].map((name) => (of as Record<string, unknown>)[name]);
    expect(zone(ours['date_time'])).toEqual(zone(theirs['date_time']));
    expect((ours['env'] as Facts)['HOME']).toBe((theirs['env'] as Facts)['HOME']);
    const total = (of: unknown) => (of as { real: { total: number } }).real.total;
    expect(total(ours['memory_mb'])).toBe(total(theirs['memory_mb']));
  });

  it('tell the same of devices, as far as they tell', () => {
    const theirDevices = theirs['devices'] as Record<string, Record<string, unknown>>;
    for (const [name, device] of Object.entries(ours['devices'] as Record<string, Record<string, unknown>>)) {
      const { partitions, ...more } = device;
      expect({ name, ...theirDevices[name] }).toMatchObject({ name, ...more });
      expect(Object.keys(partitions as object)).toEqual(
        Object.keys((theirDevices[name]?.['partitions'] as object) ?? {}),
      );
    }
  });
});

/** Lists that are sets for them. */
function sorted(name: string, value: unknown): unknown {
  return name.startsWith('virtualization_tech') ? [...((value as string[] | undefined) ?? [])].sort() : value;
}
