import { type EntryPlaces, type Place, rememberEntry, rememberSpelling } from '../../core/place.ts';
import { type Dict, Float, type Value } from '../../core/value.ts';
import { byCodePoint } from '../control-files.ts';

export const LOCAL_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

/** A variable as it is written in an inventory. */
export interface Assignment {
  readonly key: Value;
  readonly value: Value;
  readonly places?: EntryPlaces | undefined;
  readonly spelling?: string | undefined;
}

export function assign(variables: Dict, { key, value, places, spelling }: Assignment): void {
  variables.set(key, value);
  if (places) rememberEntry(variables, key, places);
  rememberSpelling(variables, key, spelling);
}

export class Group {
  readonly name: string;
  readonly place: Place | undefined;
  /** What the inventory itself says; files in group_vars are read when a host needs them. */
  readonly variables: Dict = new Map();
  readonly children: Group[] = [];
  readonly parents: Group[] = [];
  readonly ownHosts = new Set<Host>();
  /** How far below `all`, by the longest way: deeper groups win. */
  depth = 0;
  /** `ansible_group_priority`: decides between groups of the same depth. */
  priority = 1;
  private known: readonly Host[] | undefined;

  constructor(name: string, place?: Place) {
    this.name = name;
    this.place = place;
  }

  /** The hosts of this group and of all groups below it, in the order of the inventory. */
  get hosts(): readonly Host[] {
    if (!this.known) {
      const hosts = new Set<Host>();
      for (const group of [this, ...descendants(this)]) for (const host of group.ownHosts) hosts.add(host);
      this.known = [...hosts].filter((host) => this.name !== 'all' || !host.isImplicit);
    }
    return this.known;
  }

  get ancestors(): ReadonlySet<Group> {
    return reach(this, (group) => group.parents);
  }

  set(assignment: Assignment): void {
    if (assignment.key === 'ansible_group_priority') {
      const value = assignment.value instanceof Float ? assignment.value.value : Number(assignment.value);
      if (Number.isFinite(value)) this.priority = Math.trunc(value);
      return;
    }
    assign(this.variables, assignment);
  }

  /** Says what is wrong where the two can't be parent and child. */
  addChild(child: Group): string | undefined {
    if (child === this) return `the group '${this.name}' can't be its own child`;
    if (this.children.includes(child)) return undefined;
    const above = this.ancestors;
    if (above.has(child))
      return `'${child.name}' below '${this.name}' would make a circle: it is also above it`;
    this.children.push(child);
    child.deepen(this.depth + 1);
    child.parents.push(this);
    for (const host of child.hosts) for (const group of [this, ...above]) host.groups.add(group);
    this.forgetHosts();
    return undefined;
  }

  addHost(host: Host): boolean {
    if (this.ownHosts.has(host)) return false;
    this.ownHosts.add(host);
    for (const group of [...this.ancestors, this]) host.groups.add(group);
    this.forgetHosts();
    return true;
  }

  removeHost(host: Host): void {
    if (!this.ownHosts.delete(host)) return;
    host.leave(this);
    this.forgetHosts();
  }

  private deepen(depth: number): void {
    if (depth <= this.depth) return;
    this.depth = depth;
    for (const child of this.children) child.deepen(depth + 1);
  }

  private forgetHosts(): void {
    this.known = undefined;
    for (const group of this.ancestors) group.known = undefined;
  }
}

export class Host {
  readonly name: string;
  readonly place: Place | undefined;
  /** What the inventory itself says. */
  readonly variables: Dict = new Map();
  readonly groups = new Set<Group>();
  /** The control machine, which nobody wrote into the inventory. */
  readonly isImplicit: boolean;

  constructor(name: string, place?: Place, isImplicit = false) {
    this.name = name;
    this.place = place;
    this.isImplicit = isImplicit;
  }

  set(assignment: Assignment): void {
    assign(this.variables, assignment);
  }

  /** The groups but `all`, those that win last. */
  get groupsByPrecedence(): readonly Group[] {
    return [...this.groups]
      .filter((group) => group.name !== 'all')
      .sort((a, b) => a.depth - b.depth || a.priority - b.priority || byCodePoint(a.name, b.name));
  }

  get groupNames(): readonly string[] {
    return [...this.groups]
      .map((group) => group.name)
      .filter((name) => name !== 'all')
      .sort(byCodePoint);
  }

  /** Leaves a group, and those above it that no other group of the host is in. */
  leave(group: Group): void {
    if (!this.groups.delete(group)) return;
    for (const above of group.ancestors) {
      if (above.name === 'all') continue;
      if (![...this.groups].some((other) => other.ancestors.has(above))) this.leave(above);
    }
  }
}

/** The groups below, level by level. */
function descendants(group: Group): Group[] {
  return [...reach(group, (g) => g.children)];
}

function reach(start: Group, next: (group: Group) => readonly Group[]): Set<Group> {
  const reached = new Set<Group>();
  let level = next(start);
  while (level.length > 0) {
    const deeper: Group[] = [];
    for (const group of level) {
      if (reached.has(group)) continue;
      reached.add(group);
      deeper.push(...next(group));
    }
    level = deeper;
  }
  return reached;
}
