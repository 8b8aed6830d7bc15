import { createHmac } from 'node:crypto';
import { isUnknown } from '../core/unknown.ts';

/**
 * Digests that only who has the key can make: a plan file holds digests of contents with passwords in them, and a
 * plain hash of a short password is found by trying.
 */
export class Digests {
  private readonly key: Buffer;

  constructor(hexKey: string) {
    this.key = Buffer.from(hexKey, 'hex');
  }

  /** 32 hexadecimal digits. */
  of(content: string | Uint8Array): string {
    return createHmac('sha256', this.key).update(content).digest('hex').slice(0, 32);
  }

  /** Of any value made of plain data; functions in it don't count. */
  ofValue(value: unknown): string {
    return this.of(canonical(value));
  }
}

/** All of a value as text: the order of an object's fields doesn't matter. */
function canonical(value: unknown): string {
  if (value === undefined || typeof value === 'function') return 'undefined';
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isUnknown(value)) return `unknown(${value.waitsFor.map((w) => w.what).join(';')})`;
  if (value instanceof Uint8Array) return `bytes(${Buffer.from(value).toString('base64')})`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const fields = entries
    .filter(([, field]) => field !== undefined && typeof field !== 'function')
    .map(([name, field]) => `${JSON.stringify(String(name))}:${canonical(field)}`);
  return `{${fields.sort().join(',')}}`;
}
