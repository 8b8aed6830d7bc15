import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { ArgumentSchema } from '../core/schema.ts';
import { argumentRuleErrors } from './argument-rules.ts';

const validators = new WeakMap<ArgumentSchema, ValidateFunction>();
let ajv: Ajv | undefined;

/** How AJV sees arguments. The build compiles beforehand with these options; see scripts/build/compiled-schemas.mjs. */
export const ARGUMENT_OPTIONS = {
  allErrors: true,
  strict: false,
  validateFormats: false,
  validateSchema: false,
} as const;

/**
 * What is wrong with which arguments there are: those there may and must be, and those that exclude or require each
 * other. Their types are coerced before, by rules that JSON Schema doesn't have.
 */
export function presenceErrors(
  schema: ArgumentSchema,
  given: Readonly<Record<string, unknown>>,
): readonly Partial<ErrorObject>[] {
  let validate = validators.get(schema);
  if (!validate) {
    ajv ??= new Ajv(ARGUMENT_OPTIONS);
    validate = ajv.compile(presenceSchema(schema));
    validators.set(schema, validate);
  }
  const errors = argumentRuleErrors(schema, given);
  return validate(given) ? errors : [...errors, ...(validate.errors ?? [])];
}

/** The schema without what says something about values, and without the rules that are our own. */
export function presenceSchema({ type, properties, required, additionalProperties }: ArgumentSchema): object {
  return {
    type,
    properties: Object.fromEntries(Object.keys(properties).map((name) => [name, true])),
    ...(required === undefined ? {} : { required }),
    ...(additionalProperties === undefined ? {} : { additionalProperties }),
  };
}
