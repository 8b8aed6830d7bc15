import type { Role, SearchPath, Task } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';
import type { VariableLayer, Variables } from '../template/index.ts';
import { AllVariables } from './all-variables.ts';
import type { HostRun } from './host-run.ts';
import { magicVariables } from './magic.ts';
import { TaskScope } from './scope.ts';
import { hostLayers, type Layer, lowerLayers, shownLayers, upperLayers } from './variables.ts';

const NONE: Dict = new Map();

const searchPaths = new WeakMap<SearchPath, ReadonlyMap<string, Value>>();

/** Where lookups and includes of templates search. */
function searchPathOf(search: SearchPath): ReadonlyMap<string, Value> {
  let values = searchPaths.get(search);
  if (!values) {
    values = new Map([['ansible_search_path', [...search.roles, search.taskDir, search.playbookDir]]]);
    searchPaths.set(search, values);
  }
  return values;
}

function asVariableLayer(layer: Layer): VariableLayer {
  return { values: layer.values as ReadonlyMap<string, Value>, final: layer.final === true };
}

/** The variables of one host as its tasks see them. What stays the same from task to task is kept. */
export class HostScopes {
  private readonly host: HostRun;
  private readonly magics = new Map<Role | undefined, { version: number; values: Dict }>();
  private readonly lowers = new Map<Role | undefined, { stamp: string; variables: Variables }>();
  private shownLower: { readonly stamp: string; readonly variables: Variables } | undefined;

  constructor(host: HostRun) {
    this.host = host;
  }

  /** For a task, or one item of its loop. */
  of(
    task: Pick<Task, 'keywords' | 'role' | 'search'> | undefined,
    more: { readonly loop?: Dict; readonly speculative?: Dict } = {},
  ): TaskScope {
    let variables = this.lower(task?.role);
    const upper = upperLayers(this.host.variables, task, {
      extra: this.host.run.options.extraVars,
      magic: this.magic(task?.role),
      loop: more.loop ?? NONE,
      speculative: more.speculative ?? NONE,
    });
    if (task) variables = variables.with({ values: searchPathOf(task.search), final: true });
    const vars = new AllVariables();
    variables = variables.with({ values: new Map([['vars', vars]]), final: true });
    for (const layer of upper) variables = variables.with(asVariableLayer(layer));
    vars.variables = variables;
    return new TaskScope(this.host.run.templar, variables, task?.search ?? this.host.play.search);
  }

  /** Kept from task to task, with what was worked out in it. */
  private lower(role: Role | undefined): Variables {
    const stamp = `${this.host.variables.version} ${this.host.includedRoles.length}`;
    const cached = this.lowers.get(role);
    if (cached && cached.stamp === stamp) return cached.variables;
    const layers = lowerLayers(this.host.variables, this.host.play.variables, role, this.host.includedRoles);
    const variables = this.host.run.templar.variables(layers.map(asVariableLayer));
    this.lowers.set(role, { stamp, variables });
    return variables;
  }

  /** What `hostvars` shows of it: nothing that belongs to the play. */
  shown(): AllVariables {
    const { variables, run } = this.host;
    const stamp = String(variables.version);
    if (this.shownLower?.stamp !== stamp) {
      const layers = hostLayers(variables).map(asVariableLayer);
      this.shownLower = { stamp, variables: run.templar.variables(layers) };
    }
    let all = this.shownLower.variables;
    for (const layer of shownLayers(variables, run.options.extraVars, this.magic(undefined)))
      all = all.with(asVariableLayer(layer));
    return new AllVariables(all);
  }

  private magic(role: Role | undefined): Dict {
    const cached = this.magics.get(role);
    if (cached && cached.version === this.host.run.magicVersion) return cached.values;
    const values = magicVariables(this.host.run, this.host, role);
    this.magics.set(role, { version: this.host.run.magicVersion, values });
    return values;
  }
}
