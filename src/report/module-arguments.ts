import type { TaskModule } from '../core/module.ts';
import type { ArgumentProperty, ArgumentSchema } from '../core/schema.ts';

/** One argument as documentation shows it; members of a dict follow their parent as `parent.member`. */
export interface ArgumentRow {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: string | undefined;
  readonly choices: readonly string[];
  readonly aliases: readonly string[];
  readonly description: string;
  readonly notes: readonly string[];
}

export function argumentRows(schema: ArgumentSchema): ArgumentRow[] {
  return rowsOf(schema.properties, schema.required ?? [], '');
}

function rowsOf(
  properties: Readonly<Record<string, ArgumentProperty>>,
  required: readonly string[],
  prefix: string,
): ArgumentRow[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const row = rowOf(`${prefix}${name}`, property, required.includes(name));
    const members = property.properties ?? property.items?.properties;
    if (!members) return [row];
    const inner = property.properties ? property.required : property.items?.required;
    const mark = property.properties ? '' : '[]';
    return [row, ...rowsOf(members, inner ?? [], `${prefix}${name}${mark}.`)];
  });
}

function rowOf(name: string, property: ArgumentProperty, required: boolean): ArgumentRow {
  const notes: string[] = [];
  if (property['x-secret']) notes.push('A secret: it is masked everywhere.');
  if (property['x-ignored'] !== undefined) notes.push(`Ignored: ${sentence(property['x-ignored'])}`);
  const choices = property.enum ?? property.items?.enum ?? [];
  return {
    name,
    type: typeText(property),
    required,
    default: property.default === undefined ? undefined : defaultText(property.default),
    choices: choices.map(String),
    aliases: property['x-aliases'] ?? [],
    description: property.description,
    notes,
  };
}

export function sentence(text: string): string {
  return /[.!]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

function typeText(property: ArgumentProperty): string {
  const type = property['x-type'];
  return type === 'list' && property.items ? `list of ${property.items['x-type']}` : type;
}

function defaultText(value: unknown): string {
  return typeof value === 'string' ? (value === '' ? '""' : value) : JSON.stringify(value);
}

/** What arguments have to do with each other, one sentence each. */
export function argumentRules({ schema }: TaskModule): string[] {
  const names = (list: readonly string[], word: string) => {
    const quoted = list.map((name) => `\`${name}\``);
    return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)}`;
  };
  const free = schema['x-free-form'];
  return [
    ...(free === undefined ? [] : [`Free text after the module's name is \`${free}\`.`]),
    ...(schema['x-required-one-of'] ?? []).map((set) => `One of ${names(set, 'and')} is required.`),
    ...(schema['x-mutually-exclusive'] ?? []).map((set) => `Only one of ${names(set, 'and')} can be given.`),
    ...(schema['x-required-if'] ?? []).map(([name, value, others]) => {
      return `With \`${name}: ${String(value)}\`, ${names(others, 'and')} ${others.length === 1 ? 'is' : 'are'} required.`;
    }),
  ];
}
