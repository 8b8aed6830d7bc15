import { isUnknown } from '../core/unknown.ts';

/**
 * A value as JSON. What JSON has no word for: integers beyond 2^53 are written in full, what isn't known yet is
 * `{"unknown": ["the result of «x»"]}`, and numbers that aren't finite are null.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (isUnknown(value)) return jsonText({ unknown: value.waitsFor.map((w) => w.what) });
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const fields = entries
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `${JSON.stringify(String(name))}:${jsonText(field)}`);
  return `{${fields.join(',')}}`;
}
