import { Float } from '../../core/value.ts';

/** JSON as Python's json.dumps writes it by default: a space after `,` and `:`, and only ASCII. */
export function jsonText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return ascii(JSON.stringify(value));
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Float) return value.value.toFixed(1);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries.map(([name, inner]) => `${ascii(JSON.stringify(String(name)))}: ${jsonText(inner)}`).join(', ')}}`;
}

function ascii(json: string): string {
  return json.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
