import { Opaque, type Value } from '../../core/value.ts';
import type { Arguments } from './arguments.ts';
import type { Evaluation } from './evaluation.ts';

/** What an expression can call: a function, a method of a value, a macro. */
export abstract class Callable extends Opaque {
  readonly typeName: string = 'function';
  /** True where it can take unknown arguments without looking at them. */
  readonly takesUnknown: boolean = false;
  abstract readonly label: string;
  abstract call(args: Arguments, run: Evaluation): Value;
  toText(): string {
    return `<${this.typeName} ${this.label}>`;
  }
}

export class NativeFunction extends Callable {
  readonly label: string;
  override readonly takesUnknown: boolean;
  private readonly run: (args: Arguments, run: Evaluation) => Value;

  constructor(label: string, run: (args: Arguments, run: Evaluation) => Value, takesUnknown = false) {
    super();
    this.label = label;
    this.run = run;
    this.takesUnknown = takesUnknown;
  }

  call(args: Arguments, run: Evaluation): Value {
    return this.run(args, run);
  }
}
