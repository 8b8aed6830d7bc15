import { NotKnown, Unknown } from '../../core/unknown.ts';
import { Float, isDict, OpenDict, Tuple, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { LenientUndefined, Undefined } from '../undefined.ts';
import { dictGet, isHashable } from './dict-key.ts';
import { LazyDict } from './lazy-dict.ts';
import { textOf } from './marked-text.ts';
import { numeric, toNumber } from './numbers.ts';
import { SequenceView } from './sequence-view.ts';
import { DateTime, TimeDelta } from './time.ts';

/**
 * Python's `==`. Unknown where the answer depends on something unknown: lists of different lengths differ whatever
 * their unknown items will be.
 */
export function equals(a: Value, b: Value): boolean | Unknown {
  if (a === b && !(a instanceof Unknown) && !(a instanceof Undefined) && !Number.isNaN(a)) {
    return true;
  }
  if (typeof a === 'string' && typeof b === 'string') return false;
  if (a instanceof Unknown) return b instanceof Unknown ? Unknown.join([a, b]) : a;
  if (b instanceof Unknown) return b;
  if (a instanceof Undefined || b instanceof Undefined) return undefinedEquals(a, b);
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    if (y === undefined) return false;
    if (x instanceof Float || y instanceof Float) {
      if (typeof x === 'bigint' || typeof y === 'bigint') return bigEquals(x, y);
      return toNumber(x) === toNumber(y);
    }
    return x === y;
  }
  const text = textOf(a);
  if (text !== undefined) return textOf(b) === text;
  if (Array.isArray(a)) return Array.isArray(b) ? sequencesEqual(a, b) : false;
  if (isDict(a) || a instanceof LazyDict) return dictsEqual(a, b);
  if (a instanceof DateTime && b instanceof DateTime)
    return (
      a.typeName === b.typeName &&
      (a.offset === undefined) === (b.offset === undefined) &&
      a.instant === b.instant
    );
  if (a instanceof TimeDelta && b instanceof TimeDelta) return a.microseconds === b.microseconds;
  return false;
}

function bigEquals(x: number | bigint | Float, y: number | bigint | Float): boolean {
  const left = x instanceof Float ? x.value : x;
  const right = y instanceof Float ? y.value : y;
  // biome-ignore lint/suspicious/noDoubleEquals: between a bigint and a number only `==` compares exactly.
  return left == right;
}

function undefinedEquals(a: Value, b: Value): boolean {
  for (const side of [a, b])
    if (side instanceof Undefined && !(side instanceof LenientUndefined)) throw side.error();
  return a instanceof LenientUndefined && b instanceof LenientUndefined;
}

function sequencesEqual(a: Value[], b: Value[]): boolean | Unknown {
  if (a instanceof SequenceView || b instanceof SequenceView) return viewsEqual(a, b);
  if (a instanceof Tuple !== b instanceof Tuple || a.length !== b.length) return false;
  return allOf(pairs(a, b));
}

function viewsEqual(a: Value[], b: Value[]): boolean | Unknown {
  const kind = a instanceof SequenceView ? a.kind : '';
  const other = b instanceof SequenceView ? b.kind : '';
  if (kind === 'range' || other === 'range' || kind === 'dict_values' || other === 'dict_values')
    return kind === other && kind === 'range' && a.length === b.length && allOf(pairs(a, b)) === true;
  if (kind === '' || other === '') return false;
  return a.length === b.length && a.every((item) => b.some((candidate) => decided(equals(item, candidate))));
}

function* pairs(a: Value[], b: Value[]): Iterable<boolean | Unknown> {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as Value;
    const y = b[i] as Value;
    // Python takes the same object for equal inside containers, so a NaN equals itself there.
    yield Number.isNaN(x) && Number.isNaN(y) ? true : equals(x, y);
  }
}

function dictsEqual(a: Value, b: Value): boolean | Unknown {
  const left = isDict(a) ? a : a instanceof LazyDict ? a.toDict() : undefined;
  const right = isDict(b) ? b : b instanceof LazyDict ? b.toDict() : undefined;
  if (!left || !right || left.size !== right.size) return false;
  return allOf(
    (function* () {
      for (const [key, value] of left) {
        const other = dictGet(right, key);
        if (other === undefined) {
          yield false;
          return;
        }
        yield equals(value, other);
      }
    })(),
  );
}

/** Three-valued `and`: one false decides, whatever the unknown ones are. */
export function allOf(answers: Iterable<boolean | Unknown>): boolean | Unknown {
  const unknowns: Unknown[] = [];
  for (const answer of answers) {
    if (answer === false) return false;
    if (answer !== true) unknowns.push(answer);
  }
  return unknowns.length > 0 ? Unknown.join(unknowns) : true;
}

/** The answer; where it depends on something unknown, `NotKnown` is thrown. */
export function decided(answer: boolean | Unknown): boolean {
  if (answer instanceof Unknown) throw new NotKnown(answer);
  return answer;
}

export function isEqual(a: Value, b: Value): boolean {
  return decided(equals(a, b));
}

/** Python's `in`: true if found among what is known, unknown if it may be among the rest. */
export function contains(items: Iterable<Value>, wanted: Value): boolean | Unknown {
  const unknowns: Unknown[] = [];
  for (const item of items) {
    const answer = equals(item, wanted);
    if (answer === true) return true;
    if (answer !== false) unknowns.push(answer);
  }
  return unknowns.length > 0 ? Unknown.join(unknowns) : false;
}

/** `in` for any container. */
export function isMember(container: Value, wanted: Value): boolean | Unknown {
  if (container instanceof Unknown) return container;
  if (container instanceof Undefined) throw container.error();
  const text = textOf(container);
  if (text !== undefined) {
    if (wanted instanceof Unknown) return wanted;
    if (wanted instanceof Undefined) throw wanted.error();
    const part = textOf(wanted);
    if (part === undefined) throw valueError("'in <string>' requires string as left operand");
    return text.includes(part);
  }
  if (isDict(container)) {
    if (wanted instanceof Unknown) return wanted;
    if (wanted instanceof Undefined) throw wanted.error();
    if (!isHashable(wanted)) throw valueError('unhashable type');
    const found = dictGet(container, wanted);
    if (container instanceof OpenDict && found instanceof Unknown && !container.has(wanted)) return found;
    return found !== undefined;
  }
  if (container instanceof LazyDict) return wanted instanceof Unknown ? wanted : container.has(wanted);
  if (Array.isArray(container)) {
    if (wanted instanceof Undefined && container.length > 0) throw wanted.error();
    return contains(container, wanted);
  }
  throw valueError('argument of this type is not iterable');
}
