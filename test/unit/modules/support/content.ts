import { createHash } from 'node:crypto';
import type { FileInput } from '../../../../src/core/module.ts';
import type { Content } from '../../../../src/core/step.ts';

/** Content of a text or bytes, as a case writes it. */
export function content(data: string | Uint8Array): Content {
  const bytes = Buffer.from(data as Uint8Array);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, read: () => bytes };
}

export function sha1(data: string | Uint8Array): string {
  return createHash('sha1')
    .update(Buffer.from(data as Uint8Array))
    .digest('hex');
}

export function sha256(data: string | Uint8Array): string {
  return content(data).sha256;
}

/** A file of the control machine, or a text or rendered template: what `inputs` hands to a module. */
export function fileInput(data: string | Uint8Array, more: { path?: string; mode?: number } = {}): FileInput {
  return {
    input: 'file',
    path: more.path ?? 'text',
    content: content(data),
    sha1: sha1(data),
    mode: more.mode ?? 0o644,
  };
}
