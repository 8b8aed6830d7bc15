import type { Value } from '../../core/value.ts';
import type { TakesUnknown } from '../filters/filter.ts';
import type { Arguments } from '../run/arguments.ts';
import type { Evaluation } from '../run/evaluation.ts';

export interface Test {
  /** Takes the tested value as the first positional argument. */
  readonly run: (args: Arguments, run: Evaluation) => Value;
  readonly takesUnknown: TakesUnknown;
  readonly takesUndefined: boolean;
}

export interface TestTraits {
  readonly takesUnknown?: TakesUnknown;
  readonly takesUndefined?: boolean;
}

export function test(run: (args: Arguments, run: Evaluation) => Value, traits: TestTraits = {}): Test {
  return { run, takesUnknown: 'nowhere', takesUndefined: false, ...traits };
}

type Required<R extends readonly string[]> = { [K in keyof R]: Value };
type Optional<O extends readonly string[]> = { [K in keyof O]: Value | undefined };

export function testOf<const R extends readonly string[], const O extends readonly string[]>(
  name: string,
  required: R,
  optional: O,
  run: (run: Evaluation, ...values: [...Required<R>, ...Optional<O>]) => Value,
  traits: TestTraits = {},
): Test {
  return test((args, evaluation) => {
    const values = args.bind(name, required, optional);
    values.length = required.length + optional.length;
    return run(evaluation, ...(values as [...Required<R>, ...Optional<O>]));
  }, traits);
}

export type TestTable = Readonly<Record<string, Test>>;
