import type { Dict, Value } from '../../src/core/value.ts';
import type { Hosts } from '../../src/engine/index.ts';
import { type Reader, readInventory } from '../../src/load/index.ts';

/** Hosts that a test names itself, with their variables. */
export function givenHosts(hosts: Readonly<Record<string, Readonly<Record<string, Value>>>>): Hosts {
  const names = Object.keys(hosts);
  return {
    matching: (pattern) =>
      pattern === 'all' ? names : names.filter((name) => pattern.split(',').includes(name)),
    host: (name) =>
      hosts[name] && {
        name,
        groups: ['all'],
        layers: [{ source: 'the inventory', values: new Map(Object.entries(hosts[name])) as Dict }],
      },
    groups: () => new Map([['all', names]]),
    add: () => false,
  };
}

/** The hosts of an inventory's file, as the engine asks for them. */
export function inventoryHosts(reader: Reader, source: string, playbookDir: string): Hosts {
  const inventory = readInventory({ reader, sources: [source], workingDirectory: playbookDir });
  return {
    matching: (pattern) => inventory.match(pattern).hosts.map((host) => host.name),
    host: (name) => {
      const host = inventory.host(name);
      return (
        host && {
          name: host.name,
          groups: host.groupNames,
          layers: inventory
            .hostVariables(host, playbookDir)
            .layers.map((layer) => ({ source: layer.file ?? layer.owner, values: layer.variables })),
          file: source,
        }
      );
    },
    groups: () =>
      new Map([...inventory.groups].map(([name, group]) => [name, group.hosts.map((host) => host.name)])),
    add: (name, groups, variables) => {
      const before = inventory.hosts.get(name);
      const known =
        before !== undefined &&
        groups.every((group) => before.groupNames.includes(group)) &&
        [...variables].every(([key, value]) => before.variables.get(key) === value);
      if (known) return false;
      inventory.addHost(name, groups, variables);
      return true;
    },
  };
}
