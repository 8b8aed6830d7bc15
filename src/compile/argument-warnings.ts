import { spellingOf } from '../core/place.ts';
import type { ArgumentSchema } from '../core/schema.ts';
import type { Dict } from '../core/value.ts';
import { str } from '../template/index.ts';
import { aliasesOf, type Finding } from './arguments.ts';

export function ignoredArguments(schema: ArgumentSchema, args: Dict): Finding[] {
  const names = aliasesOf(schema);
  return [...args.keys()].flatMap((key) => {
    const why = schema.properties[names.get(String(key)) ?? '']?.['x-ignored'];
    if (why === undefined) return [];
    const message = `'${String(key)}' is ignored: ${why}`;
    return [{ code: 'arguments', severity: 'warning', argument: String(key), message } as const];
  });
}

/** `version: 1.10` is the number 1.1, `log: off` is false: what arrives isn't what is written. */
export function changedSpellings(schema: ArgumentSchema, args: Dict): Finding[] {
  const names = aliasesOf(schema);
  return [...args].flatMap(([key, value]) => {
    const property = schema.properties[names.get(String(key)) ?? ''];
    const written = spellingOf(args, key);
    if (typeof value === 'object' || written === undefined || property?.['x-type'] !== 'string') return [];
    const arrives = str(value);
    const isChoice = property.enum !== undefined;
    if (written === arrives || isChoice || (typeof value === 'number' && Number.isInteger(value))) return [];
    const what = typeof value === 'boolean' ? 'a boolean' : 'a number';
    const message = `'${String(key)}: ${written}' is ${what}, and arrives as '${arrives}'`;
    const hint = `write it quoted: "${written}"`;
    return [{ code: 'argument-value', severity: 'warning', argument: String(key), message, hint } as const];
  });
}
