import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { getItem } from '../python/attribute.ts';
import { textOf } from '../python/marked-text.ts';
import { Undefined } from '../undefined.ts';

type Path = readonly Value[];

function pathOf(attribute: Value | undefined): Path {
  if (attribute === undefined || attribute === null) return [];
  const text = textOf(attribute);
  if (text === undefined) return [attribute];
  return text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

export type Getter = (item: Value) => Value;

/** What `attribute='a.b.0'` picks from an item. */
export function attributeGetter(attribute: Value | undefined, otherwise?: Value): Getter {
  const path = pathOf(attribute);
  return (item) => {
    let value = item;
    for (const part of path) {
      value = getItem(value, part);
      if (otherwise !== undefined && otherwise !== null && value instanceof Undefined) value = otherwise;
    }
    return value;
  };
}

/** Several attributes, with commas between them, as `sort` takes them. */
export function attributesGetter(attribute: Value | undefined): (item: Value) => Value[] {
  const text = attribute === undefined ? undefined : textOf(attribute);
  const getters =
    text === undefined ? [attributeGetter(attribute)] : text.split(',').map((one) => attributeGetter(one));
  return (item) => getters.map((getter) => getter(item));
}

/** Text in lower case, where a filter is to ignore case; anything else as it is. */
export function ignoringCase(value: Value, caseSensitive: boolean): Value {
  const text = textOf(value);
  return text === undefined || caseSensitive ? value : text.toLowerCase();
}

export function needKnown(value: Value): Value {
  if (value instanceof Unknown) throw new NotKnown(value);
  return value;
}
