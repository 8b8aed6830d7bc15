import { Unknown } from '../../core/unknown.ts';
import { Tuple, type Value } from '../../core/value.ts';
import { orElse } from '../python/absent.ts';
import { isEqual } from '../python/equality.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';
import type { Arguments } from './arguments.ts';
import { Callable, NativeFunction } from './callable.ts';
import { EffectNotKnown } from './effect.ts';
import type { Evaluation } from './evaluation.ts';

/** The variable `loop`: where a loop stands, and the way back into a recursive one. */
export class Loop extends Callable {
  override readonly typeName = 'LoopContext';
  override readonly takesUnknown = true;
  readonly label = 'loop';
  private readonly items: readonly Value[];
  private readonly depth: number;
  private readonly recurse: ((items: Value, depth: number, run: Evaluation) => Value) | undefined;
  private lastChecked: Value | undefined;
  index0 = -1;

  constructor(items: readonly Value[], depth: number, recurse: Loop['recurse']) {
    super();
    this.items = items;
    this.depth = depth;
    this.recurse = recurse;
  }

  call(args: Arguments, run: Evaluation): Value {
    if (!this.recurse)
      throw valueError("this loop isn't recursive: write 'recursive' after what it loops over");
    const [items] = args.bind('loop', ['iterable'], []);
    return this.recurse(items as Value, this.depth + 1, run);
  }

  attribute(name: string): Value | undefined {
    const { index0, items } = this;
    switch (name) {
      case 'index':
        return index0 + 1;
      case 'index0':
        return index0;
      case 'revindex':
        return items.length - index0;
      case 'revindex0':
        return items.length - index0 - 1;
      case 'first':
        return index0 === 0;
      case 'last':
        return index0 === items.length - 1;
      case 'length':
        return items.length;
      case 'depth':
        return this.depth + 1;
      case 'depth0':
        return this.depth;
      case 'previtem':
        return orElse<Value>(items[index0 - 1], () => new Undefined('there is no previous item'));
      case 'nextitem':
        return orElse<Value>(items[index0 + 1], () => new Undefined('there is no next item'));
      case 'cycle':
        return new NativeFunction(
          'cycle',
          (args) => {
            if (args.positional.length === 0) throw valueError('no items for cycling given');
            return args.positional[index0 % args.positional.length] as Value;
          },
          true,
        );
      case 'changed':
        return new NativeFunction('changed', (args, run) =>
          this.changed(Tuple.fromItems(args.positional), run),
        );
      default:
        return undefined;
    }
  }

  private changed(value: Value, run: Evaluation): boolean {
    if (run.speculatingOn) throw new EffectNotKnown(run.speculatingOn);
    if (this.lastChecked !== undefined && isEqual(this.lastChecked, value)) return false;
    this.lastChecked = value;
    return true;
  }
}

/** What `loop` is inside a loop over something unknown. */
export function unknownLoop(unknown: Unknown): Value {
  return new Unknown(unknown.waitsFor);
}
