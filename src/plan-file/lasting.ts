import type { Json } from '../core/kept-plan.ts';
import type { Secrets } from '../core/secrets.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Digests } from './digests.ts';

/** Longer texts are kept as digests: that they changed can be told, and to what isn't a plan's business. */
const LONGEST_TEXT = 200;
/** A folder with thousands of files is one digest. */
const LONGEST_VALUE = 20_000;

/** A value of an observation as the plan file keeps it: nothing secret, nothing endless. */
export function lastingJson(value: unknown, digests: Digests, secrets: Secrets): Json {
  const json = convert(value, digests, secrets);
  return JSON.stringify(json).length > LONGEST_VALUE ? digest(digests.ofValue(value)) : json;
}

function convert(value: unknown, digests: Digests, secrets: Secrets): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') {
    return value.length > LONGEST_TEXT || secrets.mask(value) !== value ? digest(digests.of(value)) : value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return null;
  if (isUnknown(value)) return { unknown: value.waitsFor.map((w) => w.what) };
  if (value instanceof Uint8Array) return digest(digests.of(value));
  if (Array.isArray(value)) return value.map((part: unknown) => convert(part, digests, secrets));
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  const fields = entries
    .filter(([, field]) => field !== undefined && typeof field !== 'function')
    .map(([name, field]) => [secrets.mask(String(name)), convert(field, digests, secrets)] as const);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digest(hex: string): string {
  return `digest:${hex}`;
}

/** What differs between two of them, one line a field; empty where nothing does. */
export function lastingDifferences(before: Json, now: Json, path = ''): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (isObject(before) && isObject(now)) {
    // Of something that came, went or became another kind of thing, the other fields say nothing more.
    if ('type' in before && 'type' in now && before['type'] !== now['type'])
      return lastingDifferences(before['type'] ?? null, now['type'] ?? null, path);
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return names.flatMap((name) =>
      lastingDifferences(before[name] ?? null, now[name] ?? null, path === '' ? name : `${path}.${name}`),
    );
  }
  const what = path === '' ? '' : `${path} `;
  return [`${what}was ${shown(before)}, is now ${shown(now)}`];
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function shown(value: Json): string {
  if (value === null) return 'nothing';
  if (typeof value === 'string' && value.startsWith('digest:'))
    return `other content (${value.slice(7, 15)})`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
