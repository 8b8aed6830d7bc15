import type { Unknown } from './unknown.ts';

/**
 * A value of the playbook language, as Python and Jinja tell them apart:
 * - integer: a safe JavaScript integer, or a bigint beyond 2^53 (never a bigint within);
 * - float: a JavaScript number with a fraction (or inf, nan), or `Float` around an integral one (2.0 is not 2);
 * - dict: a Map that keeps its order; keys are any scalar; list: an array; tuple: `Tuple`;
 * - none: null. Undefined is a value of expressions (`Undefined`, in template), never of data.
 * - `Unknown`: what will only be known once something ran.
 */
export type Value =
  | string
  | boolean
  | null
  | number
  | bigint
  | Float
  | Value[]
  | Tuple
  | Dict
  | Unknown
  | Opaque;

export type Dict = Map<Value, Value>;

/** An integral float: what YAML or Jinja writes as `2.0`. Other floats are plain numbers. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Python's tuple: an array that prints with parentheses. */
export class Tuple extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
  static fromItems(items: Iterable<Value>): Tuple {
    const tuple = new Tuple();
    for (const item of items) tuple.push(item);
    return tuple;
  }
}

/**
 * Values that only rooms above core understand (a macro, an undefined, a lazy mapping of variables, `omit`).
 * They answer what Python would call their type.
 */
export abstract class Opaque {
  abstract readonly typeName: string;
}

/** The value of the variable `omit`: an argument whose value is this is as if it had not been written. */
class Omit extends Opaque {
  readonly typeName = 'omit';
}
export const OMIT: Opaque = new Omit();

/** Text tagged `!unsafe`: it is never templated. */
export class Unsafe extends Opaque {
  readonly typeName = 'str';
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

/** Text encrypted by ansible-vault inside a YAML file (`!vault`); it is opened when it is first needed. */
export class VaultText extends Opaque {
  readonly typeName = 'str';
  readonly ciphertext: string;
  constructor(ciphertext: string) {
    super();
    this.ciphertext = ciphertext;
  }
}

/** A dict of which not all is known yet: what it doesn't hold is unknown rather than missing. */
export class OpenDict extends Map<Value, Value> {
  private readonly rest: Unknown;
  private readonly isClosed: (key: Value) => boolean;

  /** `isClosed` tells the keys that it surely doesn't hold where it doesn't hold them. */
  constructor(entries: Iterable<readonly [Value, Value]>, rest: Unknown, isClosed: (key: Value) => boolean) {
    super();
    for (const [key, value] of entries) this.set(key, value);
    this.rest = rest;
    this.isClosed = isClosed;
  }

  override get(key: Value): Value | undefined {
    return this.has(key) || this.isClosed(key) ? super.get(key) : this.rest;
  }
}

export function isDict(value: unknown): value is Dict {
  return value instanceof Map;
}

/** A float for `number` that stays a float: integral ones are wrapped. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}
