import { resolve } from 'node:path';
import { type Diagnostic, Mistakes } from '../core/diagnostic.ts';
import type { Dict } from '../core/value.ts';
import type { Hosts, InventoryHost } from '../engine/index.ts';
import type { Host, Inventory } from '../load/index.ts';

/** The inventory as the engine asks it. Warnings go to `warn`; mistakes are thrown. */
export class InventoryHosts implements Hosts {
  private readonly said: Set<string>;

  constructor(
    private readonly inventory: Inventory,
    /** Whose group_vars and host_vars count besides the inventory's. */
    private readonly playbookDirectory: string,
    private readonly warn: (diagnostic: Diagnostic) => void,
    said: readonly Diagnostic[],
  ) {
    this.said = new Set(said.map((diagnostic) => diagnostic.summary));
  }

  matching(pattern: string): readonly string[] {
    const { hosts, diagnostics } = this.inventory.match(pattern);
    this.settle(diagnostics);
    return hosts.map((host) => host.name);
  }

  host(name: string, playbookDirectory = this.playbookDirectory): InventoryHost | undefined {
    const host = this.inventory.host(name);
    if (!host) return undefined;
    const { layers, diagnostics } = this.inventory.hostVariables(host, playbookDirectory);
    this.settle(diagnostics);
    const file = host.place && resolve(host.place.file);
    return {
      name: host.name,
      layers: layers.map((layer) => ({
        source: layer.file ?? `${layer.kind} ${layer.owner}`,
        values: layer.variables,
      })),
      groups: host.groupNames,
      ...(file === undefined ? {} : { file }),
    };
  }

  groups(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.inventory.groups].map(([name, group]) => [name, group.hosts.map(nameOf)]));
  }

  add(name: string, groups: readonly string[], variables: Dict): boolean {
    const before = this.inventory.hosts.get(name);
    const known = before === undefined ? [] : before.groupNames;
    this.inventory.addHost(name, groups, variables);
    return before === undefined || groups.some((group) => !known.includes(group));
  }

  refresh(): void {
    this.inventory.refresh();
  }

  private settle(diagnostics: readonly Diagnostic[]): void {
    const errors = diagnostics.filter((d) => d.severity === 'error');
    if (errors.length > 0) throw new Mistakes(errors);
    for (const diagnostic of diagnostics) {
      if (this.said.has(diagnostic.summary)) continue;
      this.said.add(diagnostic.summary);
      this.warn(diagnostic);
    }
  }
}

function nameOf(host: Host): string {
  return host.name;
}
