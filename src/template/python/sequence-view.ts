import type { Value } from '../../core/value.ts';

export type ViewKind = 'dict_keys' | 'dict_values' | 'dict_items' | 'range';

/** What Python gives instead of a list: `d.keys()`, `range(3)`. Printed inside a text it names itself; elsewhere it is a list. */
export class SequenceView extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
  kind: ViewKind = 'range';
  bounds: readonly [number, number, number] = [0, 0, 1];

  static ofKind(kind: ViewKind, items: Iterable<Value>): SequenceView {
    const view = new SequenceView();
    view.kind = kind;
    for (const item of items) view.push(item);
    return view;
  }

  static range(start: number, stop: number, step: number): SequenceView {
    const view = new SequenceView();
    view.bounds = [start, stop, step];
    for (let n = start; step > 0 ? n < stop : n > stop; n += step) view.push(n);
    return view;
  }

  /** Ranges can be indexed in Python, views of a dict can't. */
  get indexable(): boolean {
    return this.kind === 'range';
  }
}
