import { Opaque, type Value } from '../../core/value.ts';
import type { Arguments } from '../run/arguments.ts';
import { Callable, NativeFunction } from '../run/callable.ts';
import { EffectNotKnown } from '../run/effect.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { valueError } from '../template-error.ts';

/** `cycler('a', 'b')`: one item after the other, again and again. */
export class Cycler extends Opaque {
  readonly typeName = 'Cycler';
  private readonly items: readonly Value[];
  private at = 0;

  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw valueError('at least one item has to be provided');
    this.items = items;
  }

  inner(): Iterable<Value> {
    return this.items;
  }

  attribute(name: string): Value | undefined {
    switch (name) {
      case 'current':
        return this.items[this.at];
      case 'pos':
        return this.at;
      case 'next':
        return new NativeFunction('next', (_args, run) => {
          if (run.speculatingOn) throw new EffectNotKnown(run.speculatingOn);
          const item = this.items[this.at] as Value;
          this.at = (this.at + 1) % this.items.length;
          return item;
        });
      case 'reset':
        return new NativeFunction('reset', (_args, run) => {
          if (run.speculatingOn) throw new EffectNotKnown(run.speculatingOn);
          this.at = 0;
          return null;
        });
      default:
        return undefined;
    }
  }
}

/** `joiner(', ')`: nothing the first time, the separator from then on. */
export class Joiner extends Callable {
  override readonly typeName = 'Joiner';
  readonly label = 'joiner';
  private readonly separator: Value;
  private used = false;

  constructor(separator: Value) {
    super();
    this.separator = separator;
  }

  call(_args: Arguments, run: Evaluation): Value {
    if (run.speculatingOn) throw new EffectNotKnown(run.speculatingOn);
    if (this.used) return this.separator;
    this.used = true;
    return '';
  }
}
