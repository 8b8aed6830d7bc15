import { type Dict, Opaque, type Value } from '../../core/value.ts';
import { repr } from '../python/text.ts';

/** `namespace(...)`: the one thing a loop's body can change outside of itself. */
export class Namespace extends Opaque {
  readonly typeName = 'Namespace';
  readonly values: Dict;

  constructor(values: Dict) {
    super();
    this.values = values;
  }

  attribute(name: string): Value | undefined {
    return this.values.get(name);
  }

  /** For whoever looks for unknowns in it. */
  inner(): Iterable<Value> {
    return this.values.values();
  }

  toText(): string {
    return `<Namespace ${repr(this.values)}>`;
  }
}
