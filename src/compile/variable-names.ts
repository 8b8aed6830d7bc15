import { type Place, placeOfKey } from '../core/place.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { showValue } from './show-value.ts';

/** Python's keywords can't be names of variables, since expressions couldn't mention them. */
const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name);
}

/** Every key of `vars` has to be a name. */
export function checkVariableNames(c: Compilation, vars: Dict): void {
  for (const name of vars.keys()) checkVariableName(c, name, placeOfKey(vars, name));
}

export function checkVariableName(c: Compilation, name: Value, place: Place | undefined): boolean {
  if (typeof name === 'string' && isVariableName(name)) return true;
  const text = String(name);
  const fixed = text.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(\d)/, '_$1');
  c.error('variable-name', `${showValue(name)} can't be the name of a variable`, place, {
    hint: RESERVED.has(text)
      ? 'it is a word of the expression language: choose another one'
      : `letters, digits and _ make a name${isVariableName(fixed) ? `, like '${fixed}'` : ''}`,
  });
  return false;
}
