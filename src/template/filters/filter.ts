import type { Value } from '../../core/value.ts';
import type { Arguments } from '../run/arguments.ts';
import type { Evaluation } from '../run/evaluation.ts';

/** `inside`: within lists and dicts, which it does not look into; `anywhere`: also as an argument itself. */
export type TakesUnknown = 'nowhere' | 'inside' | 'anywhere';

export interface Filter {
  /** Takes the filtered value as the first positional argument. */
  readonly run: (args: Arguments, run: Evaluation) => Value;
  /** Which unknowns it is given; with any other in its arguments the result is unknown. */
  readonly takesUnknown: TakesUnknown;
  /** Is given undefined arguments instead of failing on them. */
  readonly takesUndefined: boolean;
  /** Is given marked texts as they are; all others get plain strings. */
  readonly takesMarked: boolean;
}

export type FilterRun = (args: Arguments, run: Evaluation) => Value;
export interface FilterTraits {
  readonly takesUnknown?: TakesUnknown;
  readonly takesUndefined?: boolean;
  readonly takesMarked?: boolean;
}

/** A filter that binds its arguments itself. */
export function filter(run: FilterRun, traits: FilterTraits = {}): Filter {
  return { run, takesUnknown: 'nowhere', takesUndefined: false, takesMarked: false, ...traits };
}

type Required<R extends readonly string[]> = { [K in keyof R]: Value };
type Optional<O extends readonly string[]> = { [K in keyof O]: Value | undefined };

/** A filter with named parameters: its function gets one value for each, undefined for an optional one left out. */
export function filterOf<const R extends readonly string[], const O extends readonly string[]>(
  name: string,
  required: R,
  optional: O,
  run: (run: Evaluation, ...values: [...Required<R>, ...Optional<O>]) => Value,
  traits: FilterTraits = {},
): Filter {
  return filter((args, evaluation) => {
    const values = args.bind(name, required, optional);
    values.length = required.length + optional.length;
    return run(evaluation, ...(values as [...Required<R>, ...Optional<O>]));
  }, traits);
}

export type FilterTable = Readonly<Record<string, Filter>>;
