import { Float, float, isDict, Tuple, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { defined } from '../undefined.ts';
import { escapeHtml } from './html.ts';
import { Markup, textOf } from './marked-text.ts';
import { type Int, int, isInt, numeric, toNumber } from './numbers.ts';
import { percentFormat } from './percent-format.ts';
import { SequenceView } from './sequence-view.ts';
import { DateTime, TimeDelta } from './time.ts';
import { typeName } from './type-name.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** More than this many bits or characters is a mistake, not a result. */
const TOO_LARGE = 10_000_000;

export function binary(operator: BinaryOperator, left: Value, right: Value): Value {
  defined(left);
  defined(right);
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) return number(operator, a, b);
  const result = nonNumeric(operator, left, right);
  if (result !== undefined) return result;
  throw unsupported(operator, left, right);
}

function unsupported(operator: string, left: Value, right: Value): Error {
  if (operator === '+' && textOf(left) !== undefined)
    return valueError(`can only concatenate str (not "${typeName(right)}") to str`);
  const name = operator === '**' ? '** or pow()' : operator;
  return valueError(`unsupported operand type(s) for ${name}: '${typeName(left)}' and '${typeName(right)}'`);
}

function nonNumeric(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const text = textOf(left);
  const other = textOf(right);
  switch (operator) {
    case '+':
      if (text !== undefined && other !== undefined) {
        if (left instanceof Markup || right instanceof Markup)
          return new Markup(escapeHtml(left) + escapeHtml(right));
        return text + other;
      }
      if (isTuple(left) && isTuple(right)) return Tuple.fromItems([...left, ...right]);
      if (isList(left) && isList(right)) return [...left, ...right];
      return DateTime.add(left, right);
    case '-':
      return DateTime.subtract(left, right);
    case '*':
      return repeat(left, right) ?? repeat(right, left) ?? TimeDelta.multiply(left, right);
    case '%':
      if (left instanceof Markup) return new Markup(percentFormat(left.text, escaped(right)));
      if (text !== undefined) return percentFormat(text, right);
      return undefined;
    case '/':
      return TimeDelta.divide(left, right);
    default:
      return undefined;
  }
}

/** What is put into safe HTML is escaped first. */
function escaped(values: Value): Value {
  if (values instanceof Tuple) return Tuple.fromItems(values.map(escaped));
  if (isDict(values)) return new Map([...values].map(([key, value]) => [key, escaped(value)]));
  return textOf(values) === undefined ? values : escapeHtml(values);
}

function isTuple(value: Value): value is Tuple {
  return value instanceof Tuple;
}

function isList(value: Value): value is Value[] {
  return Array.isArray(value) && !(value instanceof Tuple) && !(value instanceof SequenceView);
}

function repeat(what: Value, times: Value): Value | undefined {
  const count = typeof times === 'boolean' ? Number(times) : times;
  if (!isInt(count)) return undefined;
  const n = Math.max(Number(count), 0);
  const text = textOf(what);
  const size = text?.length ?? (Array.isArray(what) ? what.length : 0);
  if (size * n > TOO_LARGE) throw valueError('the repeated value would be too large');
  if (text !== undefined) {
    const repeated = size === 0 ? '' : text.repeat(n);
    return what instanceof Markup ? new Markup(repeated) : repeated;
  }
  if (!isTuple(what) && !isList(what)) return undefined;
  const items: Value[] = [];
  for (let i = 0; i < n && size > 0; i++) items.push(...what);
  return isTuple(what) ? Tuple.fromItems(items) : items;
}

function number(operator: BinaryOperator, a: Int | Float, b: Int | Float): Value {
  if (a instanceof Float || b instanceof Float) return floats(operator, toNumber(a), toNumber(b));
  switch (operator) {
    case '+':
      return exact(a, b, Number(a) + Number(b), (x, y) => x + y);
    case '-':
      return exact(a, b, Number(a) - Number(b), (x, y) => x - y);
    case '*':
      return exact(a, b, Number(a) * Number(b), (x, y) => x * y);
    case '/':
      if (Number(b) === 0) throw valueError('division by zero');
      return divide(a, b);
    case '//':
      if (Number(b) === 0) throw valueError('integer division or modulo by zero');
      return floorDivide(a, b);
    case '%':
      if (Number(b) === 0) throw valueError('integer modulo by zero');
      return modulo(a, b);
    case '**':
      return power(a, b);
  }
}

function exact(a: Int, b: Int, fast: number, slow: (x: bigint, y: bigint) => bigint): Int {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(fast)) return fast + 0;
  return int(slow(BigInt(a), BigInt(b)));
}

function divide(a: Int, b: Int): Value {
  if (typeof a === 'number' && typeof b === 'number') return float(a / b);
  // Enough digits that the quotient is rounded once, not twice.
  const shift = 200n;
  const quotient = (BigInt(a) << shift) / BigInt(b);
  const result = Number(quotient) / 2 ** 200;
  if (!Number.isFinite(result)) throw valueError('integer division result too large for a float');
  return float(result);
}

function floorDivide(a: Int, b: Int): Int {
  const x = BigInt(a);
  const y = BigInt(b);
  const quotient = x / y;
  return int(x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient);
}

function modulo(a: Int, b: Int): Int {
  const y = BigInt(b);
  const rest = BigInt(a) % y;
  return int(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest);
}

function power(a: Int, b: Int): Value {
  if (Number(b) < 0) {
    if (Number(a) === 0) throw valueError('0.0 cannot be raised to a negative power');
    return float(Number(a) ** Number(b));
  }
  const bits = Math.abs(Number(a)) <= 1 ? 1 : Math.log2(Math.abs(Number(a))) * Number(b);
  if (!(bits < TOO_LARGE)) throw valueError('the power would be too large');
  return int(BigInt(a) ** BigInt(b));
}

function floats(operator: BinaryOperator, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return float(a + b);
    case '-':
      return float(a - b);
    case '*':
      return float(a * b);
    case '/':
      if (b === 0) throw valueError('float division by zero');
      return float(a / b);
    case '//': {
      if (b === 0) throw valueError('float floor division by zero');
      const rest = floatModulo(a, b);
      const quotient = (a - rest) / b;
      const rounded = Math.floor(quotient);
      return float(quotient - rounded > 0.5 ? rounded + 1 : rounded);
    }
    case '%':
      if (b === 0) throw valueError('float modulo by zero');
      return float(floatModulo(a, b));
    case '**': {
      if (a === 0 && b < 0) throw valueError('0.0 cannot be raised to a negative power');
      if (a === 1) return new Float(1);
      const result = a ** b;
      if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b))
        throw valueError('complex numbers are not supported');
      if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))
        throw valueError('Numerical result out of range');
      return float(result);
    }
  }
}

function floatModulo(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

export function negate(value: Value): Value {
  defined(value);
  const n = numeric(value);
  if (n instanceof Float) return float(-n.value);
  if (n !== undefined) return typeof n === 'number' ? 0 - n : int(-n);
  if (value instanceof TimeDelta) return new TimeDelta(-value.microseconds);
  throw valueError(`bad operand type for unary -: '${typeName(value)}'`);
}

export function positive(value: Value): Value {
  defined(value);
  const n = numeric(value);
  if (n instanceof Float) return float(n.value);
  if (n !== undefined) return n;
  throw valueError(`bad operand type for unary +: '${typeName(value)}'`);
}
