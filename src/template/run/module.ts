import { Opaque, type Value } from '../../core/value.ts';
import type { Output } from './output.ts';

/** An imported template: its macros and top-level variables. */
export class TemplateModule extends Opaque {
  readonly typeName = 'TemplateModule';
  private readonly exported: ReadonlyMap<string, Value>;
  private readonly out: Output;

  constructor(vars: ReadonlyMap<string, Value>, out: Output) {
    super();
    this.exported = new Map([...vars].filter(([name]) => !name.startsWith('_')));
    this.out = out;
  }

  attribute(name: string): Value | undefined {
    return this.exported.get(name);
  }

  toText(): string {
    const text = this.out.text();
    return typeof text === 'string' ? text : '';
  }
}
