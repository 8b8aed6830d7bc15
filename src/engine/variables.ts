import type { Role, Task } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';

/** One level of Ansible's table of precedence: where these variables come from, and what they are (as written). */
export interface Layer {
  readonly source: string;
  readonly values: Dict;
  /** Worked out already: no text in it is a template. */
  readonly final?: boolean;
}

/** Variables of a host that stand in the inventory, lowest precedence first. */
export interface InventoryVariables {
  readonly layers: readonly Layer[];
}

/** Variables a play brings, the same for all its hosts. */
export interface PlayVariables {
  readonly play: Dict;
  readonly prompted: Dict;
  /** Of the play's static roles. */
  readonly roles: readonly Role[];
}

/** What a host has come to know while the run goes on; it outlives plays. */
export class HostVariables {
  inventory: InventoryVariables;
  /** `ansible_facts`, without their prefix. */
  readonly facts: Dict = new Map();
  /** set_fact and register. */
  readonly assigned: Dict = new Map();
  readonly included: Dict = new Map();
  /** Loaded by the play's vars_files, for this host. */
  files: readonly Layer[] = [];
  /** Changes when something changes that stands low in the table: facts, vars_files. */
  version = 0;
  /** Changes with anything that is set, however high in the table. */
  changes = 0;

  constructor(inventory: InventoryVariables) {
    this.inventory = inventory;
  }

  assign(name: string, value: Value): void {
    this.assigned.set(name, value);
    this.changes++;
  }

  include(values: Dict): void {
    for (const [name, value] of values) this.included.set(name, value);
    this.changes++;
  }

  forgetFacts(): void {
    this.facts.clear();
    this.version++;
  }

  learn(facts: Dict): void {
    for (const [name, value] of facts) this.facts.set(name, value);
    this.version++;
    this.changes++;
  }
}

/**
 * The lower part of Ansible's table of precedence, lowest first: what stays the same from task to task of one role,
 * so that what was worked out from it can be kept.
 */
export function lowerLayers(
  host: HostVariables,
  play: PlayVariables,
  role: Role | undefined,
  includedRoles: readonly Role[],
): readonly Layer[] {
  const own = role ? [...role.parents, role] : [];
  const others = [...play.roles, ...includedRoles].filter((other) => !own.includes(other));
  return [
    ...[...others, ...own].map(
      (one): Layer => ({ source: `the defaults of the role ${one.name}`, values: one.defaults }),
    ),
    ...hostLayers(host),
    { source: 'the vars of the play', values: play.play },
    { source: 'vars_prompt', values: play.prompted, final: true },
    ...host.files,
    ...[...others, ...own].map(
      (one): Layer => ({ source: `the vars of the role ${one.name}`, values: one.vars }),
    ),
  ].filter((layer) => layer.values.size > 0);
}

/** What is known of a host without any play, lowest first; and what it came to know on top. */
export function hostLayers(host: HostVariables): readonly Layer[] {
  return [
    ...host.inventory.layers,
    { source: 'the facts of the host', values: injected(host.facts), final: true },
  ];
}

export function shownLayers(host: HostVariables, extra: Dict, magic: Dict): readonly Layer[] {
  return [
    { source: 'include_vars', values: host.included },
    { source: 'set_fact or register', values: host.assigned, final: true },
    { source: 'the command line', values: extra },
    { source: 'jrun', values: magic, final: true },
  ];
}

/** The upper part, lowest first. */
export function upperLayers(
  host: HostVariables,
  task: Pick<Task, 'keywords' | 'role'> | undefined,
  above: { readonly extra: Dict; readonly magic: Dict; readonly loop: Dict; readonly speculative: Dict },
): readonly Layer[] {
  const roles = task?.role ? [...task.role.parents, task.role] : [];
  return [
    ...(task?.keywords.vars ?? []).map((values): Layer => ({ source: 'the task or its block', values })),
    { source: 'include_vars', values: host.included },
    { source: 'set_fact or register', values: host.assigned, final: true },
    { source: 'a task that has not run yet', values: above.speculative, final: true },
    ...roles.map(
      (role): Layer => ({ source: `the parameters of the role ${role.name}`, values: role.params }),
    ),
    ...(task?.keywords.includeParams ?? []).map(
      (values): Layer => ({ source: 'the variables of the include', values }),
    ),
    { source: 'the command line', values: above.extra },
    { source: 'jrun', values: above.magic, final: true },
    { source: 'the loop', values: above.loop, final: true },
  ].filter((layer) => layer.values.size > 0);
}

const injectedFacts = new WeakMap<Dict, { size: number; values: Dict }>();

/** Facts by the names that playbooks use: `ansible_os_family` for `os_family`. */
function injected(facts: Dict): Dict {
  const cached = injectedFacts.get(facts);
  if (cached && cached.size === facts.size) return cached.values;
  const values: Dict = new Map();
  for (const [name, value] of facts) {
    values.set(String(name).startsWith('ansible_') ? name : `ansible_${String(name)}`, value);
  }
  injectedFacts.set(facts, { size: facts.size, values });
  return values;
}
