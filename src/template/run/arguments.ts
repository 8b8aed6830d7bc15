import type { Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';

/** What a filter, test, function or macro was called with. */
export class Arguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;

  constructor(positional: readonly Value[], keywords: ReadonlyMap<string, Value> = new Map()) {
    this.positional = positional;
    this.keywords = keywords;
  }

  /** All values, whichever way they were passed. */
  *all(): Iterable<Value> {
    yield* this.positional;
    yield* this.keywords.values();
  }

  with(positional: readonly Value[]): Arguments {
    return new Arguments(positional, this.keywords);
  }

  /** Without some of the keywords. */
  without(...names: readonly string[]): Arguments {
    return new Arguments(
      this.positional,
      new Map([...this.keywords].filter(([name]) => !names.includes(name))),
    );
  }

  /** The values in the order of the parameters; undefined for an optional one that was not passed. */
  bind(name: string, required: readonly string[], optional: readonly string[]): (Value | undefined)[] {
    const parameters = [...required, ...optional];
    if (this.positional.length > parameters.length)
      throw valueError(
        `${name}() takes at most ${parameters.length} argument(s) but ${this.positional.length} were given`,
      );
    const values: (Value | undefined)[] = [...this.positional];
    for (const [keyword, value] of this.keywords) {
      const index = parameters.indexOf(keyword);
      if (index < 0) throw valueError(`${name}() got an unexpected keyword argument '${keyword}'`);
      if (index < this.positional.length)
        throw valueError(`${name}() got multiple values for argument '${keyword}'`);
      values[index] = value;
    }
    required.forEach((parameter, index) => {
      if (values[index] === undefined) throw valueError(`${name}() missing the argument '${parameter}'`);
    });
    return values;
  }
}
