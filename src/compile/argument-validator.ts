import { Ajv, type ErrorObject, type SchemaValidateFunction, type ValidateFunction } from 'ajv';
import type { ArgumentSchema } from '../core/schema.ts';
import { Unknown } from '../core/unknown.ts';

/** Names of arguments that are given, with the values that decide about others. */
type Given = Readonly<Record<string, unknown>>;

const validators = new WeakMap<ArgumentSchema, ValidateFunction>();
let ajv: Ajv | undefined;

/**
 * The compiled validator of a schema: which arguments there may and must be, and which exclude or require each other.
 * Their types are coerced before, by rules that JSON Schema doesn't have.
 */
export function validatorOf(schema: ArgumentSchema): ValidateFunction {
  let validator = validators.get(schema);
  if (!validator) {
    ajv ??= teach(new Ajv({ allErrors: true, strict: false, validateFormats: false, validateSchema: false }));
    validator = ajv.compile(presence(schema));
    validators.set(schema, validator);
  }
  return validator;
}

/** The schema without what says something about values; the rules that compare get the defaults to hand. */
function presence(schema: ArgumentSchema): object {
  const { properties, ...rest } = schema;
  const defaults = Object.fromEntries(Object.entries(properties).map(([name, p]) => [name, p.default]));
  const rules = ['x-required-one-of', 'x-required-if'] as const;
  return {
    ...rest,
    properties: Object.fromEntries(Object.keys(properties).map((name) => [name, true])),
    ...Object.fromEntries(
      rules.filter((rule) => schema[rule]).map((rule) => [rule, { rules: schema[rule], defaults }]),
    ),
  };
}

function teach(to: Ajv): Ajv {
  to.addKeyword({ keyword: 'x-free-form' });
  to.addKeyword({ keyword: 'x-required-one-of', errors: true, validate: requiredOneOf });
  to.addKeyword({ keyword: 'x-mutually-exclusive', errors: true, validate: mutuallyExclusive });
  to.addKeyword({ keyword: 'x-required-if', errors: true, validate: requiredIf });
  return to;
}

type Finding = { readonly message: string; readonly params: Record<string, unknown> };

function failing<S>(
  keyword: string,
  find: (schema: S, given: Given) => readonly Finding[],
): SchemaValidateFunction {
  const validate: SchemaValidateFunction = (schema: S, given: Given) => {
    const found = find(schema, given);
    validate.errors = found.map((f): Partial<ErrorObject> => ({ keyword, ...f }));
    return found.length === 0;
  };
  return validate;
}

interface WithDefaults<R> {
  readonly rules: readonly R[];
  readonly defaults: Given;
}

/** As in the original, an argument that has a default is there. */
const requiredOneOf = failing(
  'x-required-one-of',
  ({ rules, defaults }: WithDefaults<readonly string[]>, given) =>
    rules
      .filter((names) => names.every((name) => (given[name] ?? defaults[name]) === undefined))
      .map((names) => ({ message: `needs one of: ${names.join(', ')}`, params: { names } })),
);

/** What isn't known may turn out to be omitted, so it excludes nothing. */
const mutuallyExclusive = failing('x-mutually-exclusive', (sets: readonly (readonly string[])[], given) =>
  sets
    .map((names) => names.filter((name) => given[name] !== undefined && !(given[name] instanceof Unknown)))
    .filter((names) => names.length > 1)
    .map((names) => ({ message: `${quoted(names)} exclude each other`, params: { names } })),
);

const requiredIf = failing(
  'x-required-if',
  ({ rules, defaults }: WithDefaults<readonly [string, unknown, readonly string[]]>, given) =>
    rules.flatMap(([name, value, others]) => {
      if ((given[name] ?? defaults[name]) !== value) return [];
      const missing = others.filter((other) => (given[other] ?? defaults[other]) === undefined);
      if (missing.length === 0) return [];
      const message = `with ${name}: ${String(value)} it needs ${quoted(missing)}`;
      return [{ message, params: { names: [name], missing } }];
    }),
);

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' and ');
}
