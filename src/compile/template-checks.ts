import { type Place, placeOf } from '../core/place.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { isTemplated } from './show-value.ts';

/** Finds mistakes in every template inside a value; `severity` lowers them where the value may never be used. */
export function checkTexts(
  c: Compilation,
  value: Value,
  place: Place | undefined,
  severity: 'error' | 'warning' = 'error',
  seen: Set<object> = new Set(),
): void {
  if (typeof value === 'string') {
    if (!isTemplated(value)) return;
    for (const d of c.ports.templar.checkText(value, place))
      c.add(severity === 'warning' ? { ...d, severity } : d);
    return;
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value))
    for (const [i, item] of value.entries()) checkTexts(c, item, placeOf(value, i) ?? place, severity, seen);
  else if (isDict(value)) checkDict(c, value, place, severity, seen);
}

function checkDict(
  c: Compilation,
  dict: Dict,
  place: Place | undefined,
  severity: 'error' | 'warning',
  seen: Set<object>,
): void {
  for (const [key, item] of dict) {
    if (isTemplated(key)) checkTexts(c, key, placeOf(dict, key) ?? place, severity, seen);
    checkTexts(c, item, placeOf(dict, key) ?? place, severity, seen);
  }
}

/** The same for a bare expression. */
export function checkExpression(c: Compilation, value: Value, place: Place | undefined): void {
  for (const d of c.ports.templar.checkCondition(value, place)) c.add(d);
}
