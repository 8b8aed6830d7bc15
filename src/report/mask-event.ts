import type { Diagnostic } from '../core/diagnostic.ts';
import type { RunEvent } from '../core/event.ts';
import type { Secrets } from '../core/secrets.ts';
import type { Profile } from './profile.ts';

/** Words that stand for what happened, and names by which things are told apart: they aren't text to be masked. */
const STRUCTURE = new Set([
  ...['event', 'status', 'ignored', 'host', 'hosts', 'slowest', 'delegate'],
  ...['id', 'action', 'code', 'severity', 'how'],
]);

/**
 * An event without the secrets in its texts. Masked here, before any text is cut, wrapped or compared: half a
 * secret at the end of a line would no longer be recognised.
 */
export function maskEvent(event: RunEvent, secrets: Secrets): RunEvent {
  return masked(event, secrets) as RunEvent;
}

export function maskDiagnostic(diagnostic: Diagnostic, secrets: Secrets): Diagnostic {
  return masked(diagnostic, secrets) as Diagnostic;
}

export function maskProfile(profile: Profile, secrets: Secrets): Profile {
  return masked(profile, secrets) as Profile;
}

/** The same with all places' files relative to the folder, where they lie in it: as people know them. */
export function withinFolder<T>(value: T, folder: string): T {
  const start = `${folder}/`;
  const walk = (part: unknown): unknown => {
    // Messages name places too: «Ask» (site.yml:7:7).
    if (typeof part === 'string') return part.includes(start) ? part.replace(mentionsOf(start), '') : part;
    if (Array.isArray(part)) return withItems(part, walk);
    if (!isPlain(part)) return part;
    if ('file' in part && 'line' in part && 'column' in part && typeof part['file'] === 'string') {
      return part['file'].startsWith(start) ? { ...part, file: part['file'].slice(start.length) } : part;
    }
    return withFields(part, (name, field) => (name === 'result' ? field : walk(field)));
  };
  return walk(value) as T;
}

function mentionsOf(start: string): RegExp {
  return new RegExp(`${start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=[^\\s:]+:\\d)`, 'g');
}

function masked(value: unknown, secrets: Secrets): unknown {
  if (typeof value === 'string') return secrets.mask(value);
  if (Array.isArray(value)) return withItems(value, (item) => masked(item, secrets));
  if (!isPlain(value)) return secrets.maskDeep(value);
  return withFields(value, (name, field) => {
    if (STRUCTURE.has(name)) return field;
    // A result's field names are the host's own, so they may hold secrets too.
    return name === 'result' ? secrets.maskDeep(field) : masked(field, secrets);
  });
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A copy, where a field becomes another one: most events stay as they are. */
function withFields(
  value: Readonly<Record<string, unknown>>,
  change: (name: string, field: unknown) => unknown,
): object {
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const field = value[name];
    const after = change(name, field);
    if (after === field) continue;
    changed ??= { ...value };
    changed[name] = after;
  }
  return changed ?? value;
}

function withItems(items: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  const changed = items.map(change);
  return changed.every((item, at) => item === items[at]) ? items : changed;
}
