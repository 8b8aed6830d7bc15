import { NotKnown, Unknown } from '../../core/unknown.ts';
import { Float, Tuple, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';
import { compareText } from './characters.ts';
import { isEqual } from './equality.ts';
import { textOf } from './marked-text.ts';
import { numeric, toNumber } from './numbers.ts';
import { SequenceView } from './sequence-view.ts';
import { DateTime, TimeDelta } from './time.ts';
import { typeName } from './type-name.ts';

export type Comparison = '<' | '<=' | '>' | '>=';

/** Python's order of two values. Values that have no order are an error; an unknown is thrown as `NotKnown`. */
export function compare(operator: Comparison, a: Value, b: Value): boolean {
  for (const side of [a, b]) {
    if (side instanceof Undefined) throw side.error();
    if (side instanceof Unknown) throw new NotKnown(side);
  }
  const x = numeric(a);
  const y = numeric(b);
  if (x !== undefined && y !== undefined) {
    if (x instanceof Float || y instanceof Float) {
      const left = x instanceof Float ? x.value : x;
      const right = y instanceof Float ? y.value : y;
      return holds(operator, left, right);
    }
    return holds(operator, x, y);
  }
  const left = textOf(a);
  const right = textOf(b);
  if (left !== undefined && right !== undefined) return holds(operator, compareText(left, right), 0);
  if (Array.isArray(a) && Array.isArray(b) && sameKind(a, b)) return sequences(operator, a, b);
  if (a instanceof DateTime && b instanceof DateTime && (a.offset === undefined) === (b.offset === undefined))
    return holds(operator, a.instant, b.instant);
  if (a instanceof TimeDelta && b instanceof TimeDelta)
    return holds(operator, a.microseconds, b.microseconds);
  throw valueError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function sameKind(a: Value[], b: Value[]): boolean {
  return (
    a instanceof Tuple === b instanceof Tuple && !(a instanceof SequenceView) && !(b instanceof SequenceView)
  );
}

function holds(operator: Comparison, a: number | bigint, b: number | bigint): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function sequences(operator: Comparison, a: Value[], b: Value[]): boolean {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i] as Value;
    const y = b[i] as Value;
    if (!isEqual(x, y)) return compare(operator, x, y);
  }
  return holds(operator, a.length, b.length);
}

/** For sorting: negative, zero or positive. */
export function order(a: Value, b: Value): number {
  if (compare('<', a, b)) return -1;
  return compare('<', b, a) ? 1 : 0;
}

/** The number behind a numeric value, for keys that are sorted by it. */
export function sortNumber(value: Value): number | undefined {
  const n = numeric(value);
  return n === undefined ? undefined : toNumber(n);
}
