import type { Value } from '../core/value.ts';
import { LazyDict, type Variables } from '../template/index.ts';

/** All variables as one mapping, each worked out when somebody asks for it: `vars`, and what `hostvars` shows. */
export class AllVariables extends LazyDict {
  variables: Variables | undefined;

  constructor(variables?: Variables) {
    super();
    this.variables = variables;
  }

  get(key: Value): Value | undefined {
    return this.variables?.lookup(String(key));
  }

  override has(key: Value): boolean {
    return this.variables?.has(String(key)) === true;
  }

  keys(): Iterable<Value> {
    return this.variables?.names() ?? [];
  }
}
