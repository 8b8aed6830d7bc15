import { type Diagnostic, Diagnostics } from '../../core/diagnostic.ts';
import type { Place } from '../../core/place.ts';
import { type Assignment, Group, Host, LOCAL_NAMES } from './groups.ts';

/** The source that is being read, as the hosts' `inventory_file` and `inventory_dir` name it. */
export interface Source {
  readonly file: string;
  /** None for names on the command line. */
  readonly directory: string | null;
}

/** Groups and hosts, while they are read from one source after another, and as tasks add to them. */
export class InventoryData {
  readonly groups = new Map<string, Group>();
  readonly hosts = new Map<string, Host>();
  readonly diagnostics = new Diagnostics();
  private readonly conflicts = new Set<string>();

  constructor() {
    const all = this.addGroup('all');
    all.addChild(this.addGroup('ungrouped'));
  }

  addGroup(name: string, place?: Place): Group {
    let group = this.groups.get(name);
    if (!group) {
      group = new Group(name, place);
      this.groups.set(name, group);
    }
    return group;
  }

  addHost(name: string, source: Source | undefined, place?: Place, port?: number): Host {
    let host = this.hosts.get(name);
    if (!host) {
      host = new Host(name, place);
      this.hosts.set(name, host);
      if (port !== undefined)
        host.set({
          key: 'ansible_port',
          value: port,
          ...(place ? { places: { key: place, value: place } } : {}),
        });
      host.set({ key: 'inventory_file', value: source?.file ?? null });
      host.set({ key: 'inventory_dir', value: source?.directory ?? null });
    }
    return host;
  }

  addChild(parent: Group, child: Group, at?: Pick<Diagnostic, 'place' | 'line'>): void {
    const problem = parent.addChild(child);
    if (problem !== undefined) this.diagnostics.error('inventory-group-circle', problem, at);
  }

  /** A name that is both a group's and a host's means the group, for Ansible. */
  setVariable(host: Host, assignment: Assignment): void {
    const group = this.groups.get(host.name);
    if (group) group.set(assignment);
    else host.set(assignment);
  }

  /** What holds for every inventory: each group is below `all`, and each host in a group or in `ungrouped`. */
  settle(): void {
    this.settleGroups();
    for (const host of this.hosts.values()) this.settleHost(host);
    const locals = LOCAL_NAMES.filter((name) => this.hosts.has(name));
    if (locals.length > 1 && !this.conflicts.has('localhost')) {
      this.conflicts.add('localhost');
      const place = this.hosts.get(locals[1] ?? '')?.place;
      this.diagnostics.warn(
        'inventory-localhost-twice',
        `${locals.map((l) => `'${l}'`).join(' and ')} are the same machine`,
        {
          ...(place ? { place } : {}),
        },
      );
    }
  }

  settleGroups(): void {
    const all = this.addGroup('all');
    for (const group of this.groups.values()) {
      if (group !== all && group.parents.length === 0) this.addChild(all, group);
    }
  }

  settleHost(host: Host): void {
    const ungrouped = this.addGroup('ungrouped');
    const isInOther = [...host.groups].some((group) => group.name !== 'all' && group !== ungrouped);
    if (isInOther) ungrouped.removeHost(host);
    else if (!host.isImplicit) ungrouped.addHost(host);
    if (!this.groups.has(host.name) || this.conflicts.has(host.name)) return;
    this.conflicts.add(host.name);
    this.diagnostics.warn('inventory-name-twice', `'${host.name}' is the name of a group and of a host`, {
      ...(host.place ? { place: host.place } : {}),
      hint: 'the variables of the host go to the group; give one of them another name',
    });
  }
}
