import type { Value } from '../core/value.ts';

/** The variables an expression sees. Values are worked out when they are asked for. */
export interface Scope {
  /** The variable's value, templated through and through; undefined where there is no such variable. */
  lookup(name: string): Value | undefined;
  has(name: string): boolean;
  names(): Iterable<string>;
  /** The value as it was written, before any templating. */
  raw(name: string): Value | undefined;
  /** True where the value came from a host or another source that must not be taken for a template or an expression. */
  untrusted?(name: string): boolean;
  /** Whether the value has something unknown in it; worked out by looking through the value where this is missing. */
  holdsUnknown?(name: string): boolean;
}

export const EMPTY_SCOPE: Scope = {
  lookup: () => undefined,
  has: () => false,
  names: () => [],
  raw: () => undefined,
};

/** Values that are final already (no string in them is a template). */
export class FixedScope implements Scope {
  private readonly values: ReadonlyMap<string, Value>;

  constructor(values: Iterable<readonly [string, Value]>) {
    this.values = new Map(values);
  }

  lookup(name: string): Value | undefined {
    return this.values.get(name);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  names(): Iterable<string> {
    return this.values.keys();
  }

  raw(name: string): Value | undefined {
    return this.values.get(name);
  }
}

/** A scope with some more names, which are final. */
export class OverlayScope implements Scope {
  private readonly below: Scope;
  private readonly own: ReadonlyMap<string, Value>;

  constructor(below: Scope, own: Iterable<readonly [string, Value]>) {
    this.below = below;
    this.own = new Map(own);
  }

  lookup(name: string): Value | undefined {
    return this.own.has(name) ? this.own.get(name) : this.below.lookup(name);
  }

  has(name: string): boolean {
    return this.own.has(name) || this.below.has(name);
  }

  names(): Iterable<string> {
    return new Set([...this.below.names(), ...this.own.keys()]);
  }

  raw(name: string): Value | undefined {
    return this.own.has(name) ? this.own.get(name) : this.below.raw(name);
  }

  untrusted(name: string): boolean {
    return !this.own.has(name) && this.below.untrusted?.(name) === true;
  }
}
