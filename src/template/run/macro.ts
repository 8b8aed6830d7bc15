import { type Dict, Tuple, type Value } from '../../core/value.ts';
import { orElse } from '../python/absent.ts';
import { valueError } from '../template-error.ts';
import { undefinedName } from '../undefined.ts';
import type { Arguments } from './arguments.ts';
import { Callable } from './callable.ts';
import type { Evaluate, Execute } from './compiled.ts';
import type { Evaluation } from './evaluation.ts';
import { Frame } from './frame.ts';
import { Output } from './output.ts';

/** Deeper than this a macro calls itself without end. */
const DEEPEST = 400;

export interface MacroDefinition {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly otherwise?: Evaluate }[];
  readonly body: Execute;
  /** Which of the special variables the body uses; only then may more arguments than parameters be passed. */
  readonly usesCaller: boolean;
  readonly usesVarargs: boolean;
  readonly usesKwargs: boolean;
}

/** A macro together with the frame it was defined in. */
export class Macro extends Callable {
  override readonly typeName = 'Macro';
  override readonly takesUnknown = true;
  readonly label: string;
  private readonly definition: MacroDefinition;
  private readonly frame: Frame;

  constructor(definition: MacroDefinition, frame: Frame) {
    super();
    this.label = definition.name;
    this.definition = definition;
    this.frame = frame;
  }

  attribute(name: string): Value | undefined {
    const { definition } = this;
    switch (name) {
      case 'name':
        return definition.name;
      case 'arguments':
        return Tuple.fromItems(definition.parameters.map((p) => p.name));
      case 'catch_kwargs':
        return definition.usesKwargs;
      case 'catch_varargs':
        return definition.usesVarargs;
      case 'caller':
        return definition.usesCaller;
      default:
        return undefined;
    }
  }

  call(args: Arguments, run: Evaluation): Value {
    const { definition } = this;
    const frame = new Frame(run, this.frame);
    frame.seesScope = this.frame.seesScope;
    frame.out = new Output();
    this.bind(args, frame);
    if (run.depth > DEEPEST) throw valueError(`the macro '${this.label}' calls itself without end`);
    run.depth++;
    try {
      definition.body(frame);
    } finally {
      run.depth--;
    }
    return frame.out.value(run.convert);
  }

  private bind(args: Arguments, frame: Frame): void {
    const { parameters, usesCaller, usesKwargs, usesVarargs } = this.definition;
    const keywords = new Map(args.keywords);
    const values: (Value | undefined)[] = parameters.map(({ name }, i) => {
      const value = i < args.positional.length ? args.positional[i] : keywords.get(name);
      if (args.positional[i] !== undefined && keywords.has(name))
        throw valueError(`the macro '${this.label}' got the argument '${name}' twice`);
      keywords.delete(name);
      return value;
    });
    const caller = keywords.get('caller');
    if (usesCaller && !parameters.some((p) => p.name === 'caller')) {
      keywords.delete('caller');
      frame.vars.set('caller', caller ?? undefinedName('caller'));
    }
    if (usesKwargs) frame.vars.set('kwargs', new Map(keywords) as Dict);
    else if (keywords.size > 0)
      throw valueError(`the macro '${this.label}' takes no keyword argument '${[...keywords.keys()][0]}'`);
    if (usesVarargs) frame.vars.set('varargs', Tuple.fromItems(args.positional.slice(parameters.length)));
    else if (args.positional.length > parameters.length)
      throw valueError(`the macro '${this.label}' takes not more than ${parameters.length} argument(s)`);
    // Defaults are worked out in order: a later one may use an earlier parameter.
    parameters.forEach(({ name, otherwise }, i) => {
      frame.vars.set(
        name,
        orElse<Value>(values[i], () => (otherwise ? otherwise(frame) : undefinedName(name))),
      );
    });
  }
}
