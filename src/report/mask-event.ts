import type { RunEvent } from '../core/event.ts';
import type { Secrets } from '../core/secrets.ts';

/** Words that stand for what happened, and names by which things are told apart: they aren't text to be masked. */
const STRUCTURE = new Set([
  ...['event', 'status', 'ignored', 'host', 'hosts', 'delegate', 'id', 'action', 'code', 'severity'],
]);

/**
 * An event without the secrets in its texts. Masked here, before any text is cut, wrapped or compared: half a
 * secret at the end of a line would no longer be recognised.
 */
export function maskEvent(event: RunEvent, secrets: Secrets): RunEvent {
  return masked(event, secrets) as RunEvent;
}

function masked(value: unknown, secrets: Secrets): unknown {
  if (typeof value === 'string') return secrets.mask(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return secrets.maskDeep(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      if (STRUCTURE.has(name)) return [name, field];
      // A result's field names are the host's own, so they may hold secrets too.
      return [name, name === 'result' ? secrets.maskDeep(field) : masked(field, secrets)];
    }),
  );
}
