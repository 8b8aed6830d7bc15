import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Dict, Value } from '../../core/value.ts';
import { dictOf } from '../python/lazy-dict.ts';
import { textOf } from '../python/marked-text.ts';
import { isInt, numeric, toNumber } from '../python/numbers.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { valueError } from '../template-error.ts';
import { defined } from '../undefined.ts';

/** An integer argument; the default where it was left out. */
export function intArgument(value: Value | undefined, otherwise: number, name: string): number {
  if (value === undefined) return otherwise;
  if (value instanceof Unknown) throw new NotKnown(value);
  defined(value);
  if (typeof value === 'boolean') return Number(value);
  if (!isInt(value)) throw valueError(`${name} must be an integer, not ${typeName(value)}`);
  return Number(value);
}

export function numberArgument(value: Value | undefined, name: string): number {
  const n = value === undefined ? undefined : numeric(defined(value));
  if (n === undefined)
    throw valueError(`${name} must be a number, not ${value === undefined ? 'nothing' : typeName(value)}`);
  return toNumber(n);
}

export function textArgument(value: Value | undefined, otherwise: string, name: string): string {
  if (value === undefined) return otherwise;
  const text = textOf(defined(value));
  if (text === undefined) throw valueError(`${name} must be a string, not ${typeName(value)}`);
  return text;
}

export function flagArgument(value: Value | undefined, otherwise = false): boolean {
  return value === undefined ? otherwise : isTrue(value);
}

export function dictArgument(value: Value, name: string): Dict {
  const dict = dictOf(value);
  if (!dict) throw valueError(`${name} needs a dict, not ${typeName(value)}`);
  return dict;
}
