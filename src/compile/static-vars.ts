import { Unknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';

/** Variables that are known before a host is: the play's and the role's, and those of the command line. */
export class StaticVars {
  private readonly layers: readonly Dict[];
  private merged: Map<string, Value> | undefined;

  constructor(layers: readonly Dict[]) {
    this.layers = layers;
  }

  with(...more: readonly Dict[]): StaticVars {
    return new StaticVars([...this.layers, ...more]);
  }

  /** All of them, the later beat the earlier, and those of the command line beat everything. */
  all(c: Compilation): ReadonlyMap<string, Value> {
    if (this.merged === undefined) {
      this.merged = new Map();
      for (const layer of [...this.layers, c.ports.extraVars ?? new Map()])
        for (const [name, value] of layer) this.merged.set(String(name), value);
    }
    return this.merged;
  }

  render(c: Compilation, text: string): { readonly value: Value } | { readonly why: string } {
    try {
      const { templar } = c.ports;
      const value = templar.render(text, templar.variables([{ values: this.all(c) }]));
      return value instanceof Unknown ? { why: 'it is not known yet' } : { value };
    } catch (thrown) {
      return { why: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  }
}
