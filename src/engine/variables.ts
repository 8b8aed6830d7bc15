import type { Role, Task } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';

/** One level of Ansible's table of precedence: where these variables come from, and what they are (as written). */
export interface Layer {
  readonly source: string;
  readonly values: Dict;
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
  readonly inventory: InventoryVariables;
  /** `ansible_facts`, without their prefix. */
  readonly facts: Dict = new Map();
  /** set_fact and register. */
  readonly assigned: Dict = new Map();
  readonly included: Dict = new Map();
  /** Loaded by the play's vars_files, for this host. */
  files: readonly Layer[] = [];
  /** Changes with each assignment, so that what was rendered before can be told from what is. */
  version = 0;

  constructor(inventory: InventoryVariables) {
    this.inventory = inventory;
  }

  assign(name: string, value: Value): void {
    this.assigned.set(name, value);
    this.version++;
  }

  include(values: Dict): void {
    for (const [name, value] of values) this.included.set(name, value);
    this.version++;
  }

  learn(facts: Dict): void {
    for (const [name, value] of facts) this.facts.set(name, value);
    this.version++;
  }
}

/** The layers that a task sees on a host, highest precedence first (Ansible's order, read upwards). */
export function layersOf(
  host: HostVariables,
  play: PlayVariables,
  task: Pick<Task, 'keywords' | 'role'> | undefined,
  above: {
    readonly extra: Dict;
    readonly magic: Dict;
    readonly loop: Dict;
    readonly speculative?: Dict;
    readonly roles?: readonly Role[];
  },
): readonly Layer[] {
  const roles = task?.role ? [task.role, ...[...task.role.parents].reverse()] : [];
  const others = [...play.roles, ...(above.roles ?? [])].filter((role) => !roles.includes(role)).reverse();
  const layers: Layer[] = [
    { source: 'the loop', values: above.loop },
    { source: 'jrun', values: above.magic },
    { source: 'the command line', values: above.extra },
    ...(task?.keywords.includeParams ?? [])
      .toReversed()
      .map((values): Layer => ({ source: 'the variables of the include', values })),
    ...roles.map((role): Layer => ({ source: `the parameters of the role ${role.name}`, values: role.params })),
  ];
  if (above.speculative) layers.push({ source: 'a task that has not run yet', values: above.speculative });
  layers.push(
    { source: 'set_fact or register', values: host.assigned },
    { source: 'include_vars', values: host.included },
    ...(task?.keywords.vars ?? []).toReversed().map((values): Layer => ({ source: 'the task or its block', values })),
    ...[...roles, ...others].map((role): Layer => ({ source: `the vars of the role ${role.name}`, values: role.vars })),
    ...[...host.files].reverse(),
    { source: 'vars_prompt', values: play.prompted },
    { source: 'the vars of the play', values: play.play },
    { source: 'the facts of the host', values: injected(host.facts) },
    ...[...host.inventory.layers].reverse(),
    ...[...roles, ...others].map((role): Layer => ({ source: `the defaults of the role ${role.name}`, values: role.defaults })),
  );
  return layers.filter((layer) => layer.values.size > 0);
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
