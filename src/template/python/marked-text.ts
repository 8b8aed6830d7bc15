import { Opaque, Unsafe, type Value } from '../../core/value.ts';

/** Text that remembers something about itself; everywhere else it behaves as the plain string it holds. */
export abstract class MarkedText extends Opaque {
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

/** Text that is safe HTML already: `escape` leaves it alone, and what is added to it gets escaped. */
export class Markup extends MarkedText {
  readonly typeName = 'Markup';
}

/** Text that must stay text, even where it looks like a list or a boolean (`to_json`, `string`). */
export class NativeText extends MarkedText {
  readonly typeName = 'NativeJinjaText';
}

/** The string behind any of the forms a string can have; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof MarkedText || value instanceof Unsafe) return value.text;
  return undefined;
}

/** A marked text as its plain string, anything else as it is. */
export function unmarked(value: Value): Value {
  return value instanceof MarkedText || value instanceof Unsafe ? value.text : value;
}
