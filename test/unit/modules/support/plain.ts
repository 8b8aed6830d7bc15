import { isUnknown, NotKnown } from '../../../../src/core/unknown.ts';

/**
 * A decision (or a part of one) as data that can be compared: contents become their text, unknowns what they wait
 * for, functions and absent fields go.
 */
export function plain(value: unknown): unknown {
  if (isUnknown(value)) return { unknown: value.waitsFor.map((w) => w.what) };
  if (Buffer.isBuffer(value) || value instanceof Uint8Array)
    return { bytes: Buffer.from(value).toString('latin1') };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return { map: [...value].map(([k, v]) => [plain(k), plain(v)]) };
  if ('sha256' in value && 'read' in value && typeof value.read === 'function') {
    return { content: readable(value.read as () => Buffer) };
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined && typeof v !== 'function')
      .map(([k, v]) => [k, plain(v)]),
  );
}

/** A content that isn't known yet can't be read. */
function readable(read: () => Buffer): string {
  try {
    return read().toString('utf8');
  } catch (thrown) {
    if (thrown instanceof NotKnown) return `(${thrown.message})`;
    throw thrown;
  }
}

/** Freezes a value and everything in it, so that a plan that writes to what it was handed throws. */
export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || Object.isFrozen(value))
    return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
