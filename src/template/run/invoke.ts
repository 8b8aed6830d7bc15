import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import type { Filter, TakesUnknown } from '../filters/filter.ts';
import { MarkedText, textOf } from '../python/marked-text.ts';
import { SequenceView } from '../python/sequence-view.ts';
import { truth } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { TemplateError, valueError } from '../template-error.ts';
import type { Test } from '../tests/test.ts';
import { LenientUndefined, Undefined } from '../undefined.ts';
import { Arguments } from './arguments.ts';
import { Callable } from './callable.ts';
import type { Evaluation } from './evaluation.ts';
import { unknownIn } from './unknown-inside.ts';

/** Applies a filter, with what it must not be given taken care of. Unknown arguments give an unknown result. */
export function applyFilter(filter: Filter, args: Arguments, run: Evaluation): Value {
  refuseUnknown(filter.takesUnknown, args, run);
  if (!filter.takesUndefined) refuseUndefined(args);
  const result = filter.run(filter.takesMarked ? args : plainArguments(args), run);
  // What a filter gives is a list, never a view of one.
  return result instanceof SequenceView ? [...result] : result;
}

export function applyTest(test: Test, args: Arguments, run: Evaluation): boolean | Unknown {
  refuseUnknown(test.takesUnknown, args, run);
  if (!test.takesUndefined) refuseUndefined(args);
  return truth(test.run(args, run));
}

export function callValue(callee: Value, args: Arguments, run: Evaluation): Value {
  if (callee instanceof Unknown) throw new NotKnown(callee);
  if (callee instanceof Undefined) throw callee.error();
  if (!(callee instanceof Callable)) throw valueError(`'${typeName(callee)}' object is not callable`);
  refuseUnknown(callee.takesUnknown ? 'anywhere' : 'nowhere', args, run);
  return callee.call(args, run);
}

function refuseUnknown(taken: TakesUnknown, args: Arguments, run: Evaluation): void {
  if (!run.metUnknown || taken === 'anywhere') return;
  const values = [...args.all()];
  const unknown =
    taken === 'nowhere'
      ? unknownIn(...values)
      : unknownIn(...values.filter((value) => value instanceof Unknown));
  if (unknown) throw new NotKnown(unknown);
}

/** Only what is filtered or tested: whether an argument matters shows where it is used. */
function refuseUndefined(args: Arguments): void {
  const [value] = args.positional;
  if (value instanceof Undefined) refuse(value);
}

function refuse(value: Undefined): void {
  // A lenient undefined stands for an empty text; only the strict ones stop the filter.
  if (!(value instanceof LenientUndefined)) throw value.error();
}

function plainArguments(args: Arguments): Arguments {
  let marked = false;
  for (const value of args.all()) if (value instanceof MarkedText) marked = true;
  if (!marked) return args;
  const plain = (value: Value): Value => textOf(value) ?? value;
  return new Arguments(
    args.positional.map(plain),
    new Map([...args.keywords].map(([k, v]) => [k, plain(v)])),
  );
}

/** The filter of that name; a missing one is the template's mistake. */
export function needFilter(name: string, run: Evaluation): Filter {
  const found = run.engine.filter(name);
  if (!found) throw new TemplateError('unknown-filter', `there is no filter '${name}'`);
  return found;
}

export function needTest(name: string, run: Evaluation): Test {
  const found = run.engine.test(name);
  if (!found) throw new TemplateError('unknown-test', `there is no test '${name}'`);
  return found;
}
