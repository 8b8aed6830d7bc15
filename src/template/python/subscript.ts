import { NotKnown, Unknown } from '../../core/unknown.ts';
import { Tuple, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { characters } from './characters.ts';
import { textOf } from './marked-text.ts';
import { isInt } from './numbers.ts';
import { SequenceView } from './sequence-view.ts';

/** `start:stop:step`, each possibly left out. */
export interface Slice {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

function bound(value: Value): number | undefined {
  if (value === null) return undefined;
  if (value instanceof Unknown) throw new NotKnown(value);
  if (typeof value === 'boolean') return Number(value);
  if (!isInt(value)) throw valueError('slice indices must be integers or None or have an __index__ method');
  return Number(value);
}

/** The indices a slice selects from a sequence of that length. */
export function sliceIndices(slice: Slice, length: number): number[] {
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw valueError('slice step cannot be zero');
  const clamp = (n: number, low: number, high: number) =>
    Math.min(Math.max(n < 0 ? n + length : n, low), high);
  const indices: number[] = [];
  if (step > 0) {
    const start = clamp(bound(slice.start) ?? 0, 0, length);
    const stop = clamp(bound(slice.stop) ?? length, 0, length);
    for (let i = start; i < stop; i += step) indices.push(i);
  } else {
    const first = bound(slice.start);
    const last = bound(slice.stop);
    const start = first === undefined ? length - 1 : clamp(first, -1, length - 1);
    const stop = last === undefined ? -1 : clamp(last, -1, length - 1);
    for (let i = start; i > stop; i += step) indices.push(i);
  }
  return indices;
}

/** The sliced value; undefined for what can't be sliced. */
export function slice(value: Value, by: Slice): Value | undefined {
  const text = textOf(value);
  if (text !== undefined) {
    const all = characters(text);
    return sliceIndices(by, all.length)
      .map((i) => all[i] ?? '')
      .join('');
  }
  if (!Array.isArray(value) || (value instanceof SequenceView && !value.indexable)) return undefined;
  if (value instanceof SequenceView) return sliceRange(value, by);
  const items = sliceIndices(by, value.length).map((i) => value[i] as Value);
  return value instanceof Tuple ? Tuple.fromItems(items) : items;
}

/** A slice of a range is a range. */
function sliceRange(range: SequenceView, by: Slice): SequenceView {
  const [start, , step] = range.bounds;
  const indices = sliceIndices(by, range.length);
  const stride = (bound(by.step) ?? 1) * step;
  const [first = 0] = indices;
  const from = start + first * step;
  return SequenceView.range(from, from + indices.length * stride, stride);
}

/** The item at an index of a string, list or tuple; undefined where there is none. */
export function itemAt(value: Value, index: Value): Value | undefined {
  const at = typeof index === 'boolean' ? Number(index) : index;
  if (!isInt(at)) return undefined;
  const n = Number(at);
  const text = textOf(value);
  if (text !== undefined) {
    const all = characters(text);
    return all[n < 0 ? n + all.length : n];
  }
  if (!Array.isArray(value) || (value instanceof SequenceView && !value.indexable)) return undefined;
  return value[n < 0 ? n + value.length : n];
}
