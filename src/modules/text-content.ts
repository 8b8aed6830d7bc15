import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Content } from '../core/step.ts';

/** The bytes of a text (UTF-8), or bytes, that a plan itself made; `sha1` is hex, too. */
export function contentOf(text: string | Buffer): Content & { readonly sha1: string } {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  const hex = (digest: Uint8Array): string => Buffer.from(digest).toString('hex');
  return { sha256: hex(sha256(bytes)), sha1: hex(sha1(bytes)), size: bytes.length, read: () => bytes };
}
