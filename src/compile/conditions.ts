import { type Place, placeOf } from '../core/place.ts';
import type { Condition } from '../core/play.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { isTemplated, kindOfValue } from './show-value.ts';

/** The conditions under a keyword: one or a list; undefined where it isn't given. */
export function readConditions(
  c: Compilation,
  dict: Dict,
  key: 'when' | 'changed_when' | 'failed_when' | 'until',
): readonly Condition[] | undefined {
  const value = dict.get(key);
  if (value === undefined || value === null) return undefined;
  const items: [Value, Place | undefined][] = Array.isArray(value)
    ? value.map((item, index) => [item, placeOf(value, index)])
    : [[value, placeOf(dict, key)]];
  const conditions: Condition[] = [];
  for (const [item, itemPlace] of items) {
    const place = itemPlace ?? { file: '', line: 1, column: 1 };
    if (item === null || item === '') continue;
    if (Array.isArray(item) || isDict(item)) {
      c.error('condition', `a condition of '${key}' is an expression, not ${kindOfValue(item)}`, place, {
        hint: isDict(item)
          ? "a ': ' inside makes it a mapping: quote the whole condition"
          : 'one condition a list item; all must hold',
      });
      continue;
    }
    checkCondition(c, key, item, place);
    conditions.push({ value: item, place });
  }
  return conditions;
}

export function checkCondition(c: Compilation, key: string, item: Value, place: Place | undefined): void {
  if (typeof item !== 'string') return;
  for (const d of c.ports.templar.checkCondition(item, place)) c.add(d);
  if (!isTemplated(item)) return;
  const inner = /^\{\{([^{}]*)\}\}$/.exec(item.trim())?.[1]?.trim();
  c.warn('condition-braces', `'${key}' is an expression already: it needs no {{ }} or {% %}`, place, {
    hint: inner === undefined ? 'write the names bare' : `write ${key}: ${inner}`,
  });
}
