import { Tuple, type Value } from '../../core/value.ts';

/** A group that `groupby` makes: a pair whose halves also have names. */
export class GroupTuple extends Tuple {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static pair(grouper: Value, items: Value[]): GroupTuple {
    const group = new GroupTuple();
    group.push(grouper, items);
    return group;
  }

  attribute(name: string): Value | undefined {
    if (name === 'grouper') return this[0];
    return name === 'list' ? this[1] : undefined;
  }
}
