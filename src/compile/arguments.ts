import type { Arguments, TaskModule } from '../core/module.ts';
import type { ArgumentProperty, ArgumentSchema } from '../core/schema.ts';
import { didYouMean } from '../core/spelling.ts';
import { Unknown } from '../core/unknown.ts';
import { type Dict, OMIT, type Value } from '../core/value.ts';
import { presenceErrors } from './argument-validator.ts';
import { coerce, isMistake, type Origin } from './coercion.ts';

/** A mistake in one argument, or in which of them there are. */
export interface Finding {
  readonly message: string;
  readonly hint?: string;
  /** The argument as it was written; undefined: the whole task. */
  readonly argument?: string;
  readonly code: 'unknown-argument' | 'missing-argument' | 'argument-value' | 'arguments';
  readonly severity?: 'warning';
}

export interface Prepared {
  readonly args: Arguments;
  readonly findings: readonly Finding[];
}

export interface ArgumentContext {
  readonly schema: ArgumentSchema;
  /** For messages: the module's name. */
  readonly name: string;
  readonly origin?: (name: string) => Origin;
  /** Any name is taken (`set_fact`); what the schema doesn't know comes along as it is. */
  readonly isOpen?: boolean;
}

/**
 * Checks and types arguments: aliases resolved, values coerced, choices and presence checked, defaults filled in. An
 * `Unknown` in a value makes the whole argument that unknown. What was omitted is as if it hadn't been written.
 */
export function prepareArguments(rendered: Dict, context: ArgumentContext): Prepared {
  const { schema } = context;
  const findings: Finding[] = [];
  const { given, free, writtenAs } = resolveAliases(rendered, context, findings);
  const args: Record<string, unknown> = {};
  for (const [name, value] of given) {
    const property = schema.properties[name];
    if (!property) continue;
    const coerced = coerce(property, value, context.origin?.(writtenAs.get(name) ?? name));
    if (isMistake(coerced)) {
      const written = writtenAs.get(name) ?? name;
      const message = `'${written}' of '${context.name}' ${coerced.message}`.replaceAll(' ,', ',');
      findings.push({ ...coerced, message, code: 'argument-value', argument: written });
      // It was given: nobody shall say that it is missing.
      args[name] = Unknown.of(`a value for ${name}`);
    } else args[name] = coerced.value;
  }
  findings.push(...presenceMistakes(args, context));
  for (const [name, { default: value }] of Object.entries(schema.properties)) {
    if (args[name] !== undefined || value === undefined) continue;
    args[name] = typeof value === 'object' ? structuredClone(value) : value;
  }
  for (const [name, value] of free) args[name] = value;
  return { args, findings };
}

/** The arguments by their own names; what isn't in the schema comes along where any name is taken. */
function resolveAliases(rendered: Dict, context: ArgumentContext, findings: Finding[]) {
  const { schema } = context;
  const given = new Map<string, Value>();
  const writtenAs = new Map<string, string>();
  const free = new Map<string, Value>();
  const names = aliasesOf(schema);
  for (const [key, value] of rendered) {
    const written = String(key);
    const name = names.get(written);
    if (name === undefined) {
      if (context.isOpen) free.set(written, value);
      else findings.push(unknownArgument(written, context, names));
      continue;
    }
    if (value === OMIT || value === null) continue;
    if (given.has(name)) {
      const before = writtenAs.get(name) ?? name;
      const message = `'${before}' and '${written}' are the same argument; the last one counts`;
      findings.push({ code: 'arguments', severity: 'warning', argument: written, message });
    }
    given.set(name, value);
    writtenAs.set(name, written);
  }
  return { given, free, writtenAs };
}

const aliasMaps = new WeakMap<ArgumentSchema, ReadonlyMap<string, string>>();

/** Every name an argument goes by, its own included. */
export function aliasesOf(schema: ArgumentSchema): ReadonlyMap<string, string> {
  let names = aliasMaps.get(schema);
  if (!names) {
    const all = new Map<string, string>();
    for (const [name, property] of Object.entries(schema.properties))
      for (const spelling of [...(property['x-aliases'] ?? []), name]) all.set(spelling, name);
    names = all;
    aliasMaps.set(schema, names);
  }
  return names;
}

function unknownArgument(
  written: string,
  context: ArgumentContext,
  names: ReadonlyMap<string, string>,
): Finding {
  const near = didYouMean(written, names.keys());
  const all = Object.keys(context.schema.properties);
  const listed = all.length <= 12 ? `it has: ${all.join(', ')}` : undefined;
  return {
    code: 'unknown-argument',
    argument: written,
    message: `'${context.name}' has no argument '${written}'`,
    ...((near ?? listed) === undefined ? {} : { hint: near ?? listed }),
  } as Finding;
}

function presenceMistakes(args: Readonly<Record<string, unknown>>, context: ArgumentContext): Finding[] {
  return presenceErrors(context.schema, args).map((error) => {
    const params = error.params as { missingProperty?: string; names?: readonly string[] };
    if (error.keyword === 'required') {
      const name = params.missingProperty ?? '';
      return { code: 'missing-argument', message: `'${context.name}' needs the argument '${name}'` };
    }
    const argument = params.names?.find((name) => args[name] !== undefined);
    const message = `'${context.name}': ${error.message ?? 'its arguments don’t fit together'}`;
    return {
      code: error.keyword === 'x-mutually-exclusive' ? 'arguments' : 'missing-argument',
      message,
      ...(argument === undefined ? {} : { argument }),
    };
  });
}

/** The texts in arguments that the schema calls secret: they are masked in everything that leaves the program. */
export function secretsOf(module: Pick<TaskModule, 'schema'>, args: Arguments): string[] {
  return secretsIn(module.schema.properties, args);
}

function secretsIn(properties: Readonly<Record<string, ArgumentProperty>>, args: Arguments): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const value = args[name];
    if (property['x-secret']) return textsIn(value);
    if (property.properties && isObject(value)) return secretsIn(property.properties, value);
    const members = property.items?.properties;
    if (members && Array.isArray(value))
      return value.flatMap((item: unknown) => (isObject(item) ? secretsIn(members, item) : []));
    return [];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}
