import { Unknown } from '../core/unknown.ts';
import { Opaque } from '../core/value.ts';
import { type Position, TemplateError } from './template-error.ts';

/**
 * What a missing name, attribute or item evaluates to. Asking it for an attribute or item gives the same undefined back,
 * so that `a.b.c is defined` can be asked; using it in any other way is an error.
 */
export class Undefined extends Opaque {
  readonly typeName: string = 'AnsibleUndefined';
  readonly message: string;
  readonly variable: string | undefined;
  readonly position: Position | undefined;
  /** What was meant instead; worked out only where it is an error. */
  private readonly near: (() => string | undefined) | undefined;

  constructor(message: string, variable?: string, position?: Position, near?: () => string | undefined) {
    super();
    this.message = message;
    this.variable = variable;
    this.position = position;
    this.near = near;
  }

  error(): TemplateError {
    return new TemplateError('undefined-variable', this.message, {
      position: this.position,
      variable: this.variable,
      hint: this.near?.(),
    });
  }
}

/** What an inline `if` without `else` gives when its condition is false: it prints as nothing. */
export class LenientUndefined extends Undefined {
  override readonly typeName = 'Undefined';
}

/** An unknown that may turn out to be undefined: an attribute of something unknown. */
export class MaybeUndefined extends Unknown {}

/** The value, unless it is an undefined: that is an error wherever a value is needed. */
export function defined<T>(value: T): T {
  if (value instanceof Undefined) throw value.error();
  return value;
}

export function undefinedName(name: string, position?: Position): Undefined {
  return new Undefined(`'${name}' is undefined`, name, position);
}
