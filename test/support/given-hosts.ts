import type { Dict, Value } from '../../src/core/value.ts';
import type { Hosts } from '../../src/engine/index.ts';

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
