import type { Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import type { Scope } from '../scope.ts';
import type { Engine } from './engine.ts';

/** One run of one template or expression, with what was noticed on the way. */
export class Evaluation {
  readonly engine: Engine;
  readonly scope: Scope;
  /** True where text that looks like a list, a dict or a boolean becomes one (strings of playbooks, not template files). */
  readonly convert: boolean;
  /** The file's name, for messages and to find what it includes. */
  readonly source: string | undefined;
  /** An operation on something unknown was presumed to succeed. */
  presumed = false;
  /** Something unknown was met: only then are arguments searched for unknowns. */
  metUnknown = false;
  /** Something was read that must not be taken for a template (a host's output, a file's content). */
  untrusted = false;
  /** Inside a branch that may not be taken: nothing may change there. */
  speculatingOn: Unknown | undefined;
  /** How deep macros, includes and recursive loops are nested. */
  depth = 0;
  /** Set where the template changes lists or dicts: then the variables' own values must be spared. */
  copiesOnRead = false;
  private readonly copies = new Map<string, Value>();

  constructor(
    engine: Engine,
    scope: Scope,
    options: { convert?: boolean; source?: string | undefined; copiesOnRead?: boolean } = {},
  ) {
    this.engine = engine;
    this.scope = scope;
    this.convert = options.convert ?? true;
    this.source = options.source;
    this.copiesOnRead = options.copiesOnRead ?? false;
  }

  copyOnce(name: string, make: () => Value): Value {
    let copy = this.copies.get(name);
    if (copy === undefined) {
      copy = make();
      this.copies.set(name, copy);
    }
    return copy;
  }
}
