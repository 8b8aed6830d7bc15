import type { ArgumentSchema } from '../core/schema.ts';
import { Unknown } from '../core/unknown.ts';

/** Names of arguments that are given, with the values that decide about others. */
type Given = Readonly<Record<string, unknown>>;

/** In the shape of AJV's errors: `names` are the arguments it is about. */
export interface RuleError {
  readonly keyword: 'x-required-one-of' | 'x-mutually-exclusive' | 'x-required-if';
  readonly message: string;
  readonly params: { readonly names: string[]; readonly missing?: readonly string[] };
}

/** What the rules between arguments say, those that JSON Schema has no words for. */
export function argumentRuleErrors(schema: ArgumentSchema, given: Given): RuleError[] {
  // As in the original, an argument that has a default is there.
  const inEffect = (name: string) => given[name] ?? schema.properties[name]?.default;
  return [
    ...requiredOneOf(schema['x-required-one-of'] ?? [], inEffect),
    ...mutuallyExclusive(schema['x-mutually-exclusive'] ?? [], given),
    ...requiredIf(schema['x-required-if'] ?? [], inEffect),
  ];
}

type InEffect = (name: string) => unknown;

function requiredOneOf(sets: readonly (readonly string[])[], inEffect: InEffect): RuleError[] {
  return sets
    .filter((names) => names.every((name) => inEffect(name) === undefined))
    .map((names) => ({
      keyword: 'x-required-one-of',
      message: `needs one of: ${names.join(', ')}`,
      params: { names: [...names] },
    }));
}

/** What isn't known may turn out to be omitted, so it excludes nothing. */
function mutuallyExclusive(sets: readonly (readonly string[])[], given: Given): RuleError[] {
  return sets
    .map((names) => names.filter((name) => given[name] !== undefined && !(given[name] instanceof Unknown)))
    .filter((names) => names.length > 1)
    .map((names) => ({
      keyword: 'x-mutually-exclusive',
      message: `${quoted(names)} exclude each other`,
      params: { names },
    }));
}

function requiredIf(
  rules: readonly (readonly [string, unknown, readonly string[]])[],
  inEffect: InEffect,
): RuleError[] {
  return rules.flatMap(([name, value, others]): RuleError[] => {
    if (inEffect(name) !== value) return [];
    const missing = others.filter((other) => inEffect(other) === undefined);
    if (missing.length === 0) return [];
    const message = `with ${name}: ${String(value)} it needs ${quoted(missing)}`;
    return [{ keyword: 'x-required-if', message, params: { names: [name], missing } }];
  });
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' and ');
}
