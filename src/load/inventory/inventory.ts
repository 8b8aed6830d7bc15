import { dirname } from 'node:path';
import { type Diagnostic, Diagnostics } from '../../core/diagnostic.ts';
import type { Dict } from '../../core/value.ts';
import type { Reader } from '../reader.ts';
import type { RunProgram } from '../run-program.ts';
import { combine, readVariablesFile } from '../variables-file.ts';
import { isIpAddress } from './addresses.ts';
import { type Group, Host } from './groups.ts';
import { InventoryData } from './inventory-data.ts';
import { type At, type Matches, matchHosts, readLimit } from './patterns.ts';
import { isNameList, readSource, type SourceReading } from './sources.ts';
import { findVariableFiles } from './variable-files.ts';

export interface InventoryOptions {
  readonly reader: Reader;
  /** Each `-i`, in order: later ones win. */
  readonly sources: readonly string[];
  /** Absolute; what `inventory_dir` is made with. */
  readonly workingDirectory: string;
  readonly run?: RunProgram;
}

/**
 * Where variables of hosts come from, from the weakest to the strongest. Ansible's whole table has role defaults before
 * these, and facts, plays, roles, tasks, `set_fact` and `-e` after them.
 */
export const LAYER_KINDS = [
  /** What the inventory says of `all`. */
  'all-inventory',
  /** What it says of the host's other groups: deeper ones win, then those of higher priority, then by name. */
  'groups-inventory',
  'all-inventory-files',
  'all-playbook-files',
  'groups-inventory-files',
  'groups-playbook-files',
  'host-inventory',
  'host-inventory-files',
  'host-playbook-files',
] as const;

export interface Layer {
  readonly kind: (typeof LAYER_KINDS)[number];
  /** The group or host whose variables these are. */
  readonly owner: string;
  /** The file in group_vars or host_vars. */
  readonly file?: string;
  readonly variables: Dict;
}

export interface HostVariables {
  /** The weakest first. */
  readonly layers: readonly Layer[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads all sources. There is an inventory in any case; its `diagnostics` say what is wrong with it. */
export function readInventory(options: InventoryOptions): Inventory {
  return new Inventory(options);
}

export class Inventory {
  private readonly options: InventoryOptions;
  private data = new InventoryData();
  private localhost: Host | undefined;
  private readonly layers = new Map<Host, Map<string, HostVariables>>();

  constructor(options: InventoryOptions) {
    this.options = options;
    this.refresh();
  }

  /** Reads all sources again: `meta: refresh_inventory`. */
  refresh(): void {
    const { reader, sources, workingDirectory, run } = this.options;
    const reading: SourceReading = { reader, workingDirectory, run };
    this.data = new InventoryData();
    this.localhost = undefined;
    this.layers.clear();
    for (const source of sources) readSource(source, reading, this.data);
    this.data.settle();
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.data.diagnostics.all;
  }

  /** In the order of the inventory. */
  get hosts(): ReadonlyMap<string, Host> {
    return this.data.hosts;
  }

  get groups(): ReadonlyMap<string, Group> {
    return this.data.groups;
  }

  /** A host of the inventory, or the control machine under one of its names. */
  host(name: string): Host | undefined {
    return (
      this.data.hosts.get(name) ??
      (['localhost', '127.0.0.1', '::1'].includes(name) ? this.implicitLocalhost(name) : undefined)
    );
  }

  /** The hosts a play or command names, within `--limit` where there is one. Throws `Mistakes` where a limit's file is missing. */
  match(patterns: string | readonly string[], limit?: string | readonly string[], at: At = {}): Matches {
    const population = {
      groups: this.data.groups,
      hosts: this.data.hosts,
      implicitLocalhost: (name: string) => this.implicitLocalhost(name),
    };
    const matches = matchHosts(patterns, population, at);
    if (limit === undefined) return matches;
    const limited = matchHosts(readLimit(limit, this.options.reader.files), population);
    const within = new Set(limited.hosts);
    return {
      hosts: matches.hosts.filter((host) => within.has(host)),
      diagnostics: [...matches.diagnostics, ...limited.diagnostics],
    };
  }

  /** Everything the inventory and the files of variables say of a host, source by source. Files are read when first needed. */
  hostVariables(host: Host, playbookDirectory?: string): HostVariables {
    const ofHost = this.layers.get(host) ?? new Map<string, HostVariables>();
    this.layers.set(host, ofHost);
    const known = ofHost.get(playbookDirectory ?? '') ?? this.collect(host, playbookDirectory);
    ofHost.set(playbookDirectory ?? '', known);
    return known;
  }

  /** The variables Ansible itself gives every host of the inventory. */
  magicVariables(host: Host): Dict {
    return new Map<string, string | string[]>([
      ['inventory_hostname', host.name],
      [
        'inventory_hostname_short',
        isIpAddress(host.name) ? host.name : (host.name.split('.')[0] ?? host.name),
      ],
      ['group_names', [...host.groupNames]],
    ]) as Dict;
  }

  /** The variable `groups`. */
  groupsVariable(): Dict {
    return new Map(
      [...this.data.groups].map(([name, group]) => [name, group.hosts.map((host) => host.name)]),
    );
  }

  /** `add_host`: a new host, or a known one in more groups and with more variables. */
  addHost(name: string, groups: readonly string[], variables: Dict): Host {
    const host = this.data.addHost(name, undefined);
    this.data.addGroup('all').addHost(host);
    for (const [key, value] of variables) host.set({ key, value });
    for (const group of groups) this.data.addGroup(group).addHost(host);
    this.changed(host);
    return host;
  }

  /** `group_by`: puts a host into a group, which is made where it isn't there, below `parents`. */
  addToGroup(host: Host, group: string, parents: readonly string[] = []): void {
    const added = this.data.addGroup(group);
    for (const parent of parents) this.data.addChild(this.data.addGroup(parent), added);
    added.addHost(host);
    this.changed(host);
    // Groups that were put below others bring new variables to hosts they already had.
    if (parents.length > 0) this.layers.clear();
  }

  private changed(host: Host): void {
    this.data.settleGroups();
    this.data.settleHost(host);
    this.layers.delete(host);
  }

  private implicitLocalhost(name: string): Host {
    const written = ['localhost', '127.0.0.1', '::1']
      .map((n) => this.data.hosts.get(n))
      .find((host) => host !== undefined);
    if (written) return written;
    if (!this.localhost) {
      this.localhost = new Host(name, undefined, true);
      this.localhost.set({ key: 'ansible_connection', value: 'local' });
    }
    return this.localhost;
  }

  private collect(host: Host, playbookDirectory: string | undefined): HostVariables {
    const diagnostics = new Diagnostics();
    const layers: Layer[] = [];
    const { reader, sources } = this.options;
    const beside = sources
      .filter((source) => !isNameList(source, reader))
      .map((source) => (reader.files.isDirectory(source) ? source : dirname(source)));
    const playbook = playbookDirectory === undefined ? [] : [playbookDirectory];
    const all = this.data.addGroup('all');
    const groups = host.groupsByPrecedence;

    const own = (kind: Layer['kind'], owners: readonly (Group | Host)[]) => {
      for (const owner of owners)
        if (owner.variables.size > 0) layers.push({ kind, owner: owner.name, variables: owner.variables });
    };
    const files = (
      kind: Layer['kind'],
      directories: readonly string[],
      owners: readonly (Group | Host)[],
    ) => {
      for (const directory of directories) {
        for (const owner of owners) {
          const folder = owner instanceof Host ? 'host_vars' : 'group_vars';
          for (const file of findVariableFiles(reader.files, directory, folder, owner.name)) {
            const read = readVariablesFile(reader, file);
            for (const diagnostic of read.diagnostics) diagnostics.add(diagnostic);
            layers.push({ kind, owner: owner.name, file, variables: read.variables });
          }
        }
      }
    };

    own('all-inventory', [all]);
    own('groups-inventory', groups);
    files('all-inventory-files', beside, [all]);
    files('all-playbook-files', playbook, [all]);
    files('groups-inventory-files', beside, groups);
    files('groups-playbook-files', playbook, groups);
    own('host-inventory', [host]);
    files('host-inventory-files', beside, [host]);
    files('host-playbook-files', playbook, [host]);
    return { layers, diagnostics: diagnostics.all };
  }
}

/** All layers in one mapping, the strongest winning; places come along. */
export function combineLayers(layers: readonly Layer[]): Dict {
  return combine(layers.map((layer) => layer.variables));
}
