import type { ArgumentProperty, ArgumentSchema } from '../core/schema.ts';

/** The texts among the arguments that the schema calls secret. */
export function secretArguments(
  schema: ArgumentSchema,
  args: Readonly<Record<string, unknown>>,
): readonly string[] {
  return Object.entries(schema.properties).flatMap(([name, property]) => secretsIn(property, args[name]));
}

function secretsIn(property: ArgumentProperty, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (property['x-secret']) return textsIn(value);
  if (property.properties && typeof value === 'object') {
    const members = property.properties;
    return Object.entries(members).flatMap(([name, member]) =>
      secretsIn(member, value instanceof Map ? value.get(name) : (value as Record<string, unknown>)[name]),
    );
  }
  if (property.items && Array.isArray(value)) {
    const { items } = property;
    return value.flatMap((item) => secretsIn(items, item));
  }
  return [];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value instanceof Map) return [...value.values()].flatMap(textsIn);
  return [];
}
