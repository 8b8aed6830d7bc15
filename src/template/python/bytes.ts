import { Opaque, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';

/** Python's `bytes`: what `encode()` gives. */
export class Bytes extends Opaque {
  readonly typeName = 'bytes';
  readonly data: Uint8Array;

  constructor(data: Uint8Array) {
    super();
    this.data = data;
  }

  static encode(text: string, encoding: string): Bytes {
    return new Bytes(encodeText(text, encoding));
  }

  toText(): string {
    let out = '';
    for (const byte of this.data) {
      if (byte === 0x5c) out += '\\\\';
      else if (byte === 0x0a) out += '\\n';
      else if (byte === 0x0d) out += '\\r';
      else if (byte === 0x09) out += '\\t';
      else if (byte >= 0x20 && byte < 0x7f) out += String.fromCharCode(byte);
      else out += `\\x${byte.toString(16).padStart(2, '0')}`;
    }
    return out.includes("'") && !out.includes('"') ? `b"${out}"` : `b'${out.replaceAll("'", "\\'")}'`;
  }

  method(name: string): ((args: readonly Value[]) => Value) | undefined {
    if (name === 'decode') return ([encoding]) => decodeText(this.data, String(encoding ?? 'utf-8'));
    if (name === 'hex') return () => Buffer.from(this.data).toString('hex');
    return undefined;
  }
}

function codec(name: string): 'utf8' | 'latin1' | 'ascii' | 'utf16' | 'utf16le' | 'utf16be' {
  switch (name.toLowerCase().replaceAll('_', '-')) {
    case 'utf-8':
    case 'utf8':
      return 'utf8';
    case 'latin-1':
    case 'latin1':
    case 'iso-8859-1':
    case 'iso8859-1':
      return 'latin1';
    case 'ascii':
    case 'us-ascii':
      return 'ascii';
    case 'utf-16':
    case 'utf16':
      return 'utf16';
    case 'utf-16-le':
    case 'utf-16le':
      return 'utf16le';
    case 'utf-16-be':
    case 'utf-16be':
      return 'utf16be';
    default:
      throw valueError(`unknown encoding: ${name}`);
  }
}

export function encodeText(text: string, encoding: string): Uint8Array {
  const kind = codec(encoding);
  switch (kind) {
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'latin1':
    case 'ascii': {
      const limit = kind === 'ascii' ? 0x7f : 0xff;
      for (const c of text)
        if ((c.codePointAt(0) ?? 0) > limit)
          throw valueError(`'${encoding}' codec can't encode character '${c}'`);
      return Buffer.from(text, 'latin1');
    }
    case 'utf16':
      return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    case 'utf16le':
      return Buffer.from(text, 'utf16le');
    case 'utf16be':
      return Buffer.from(text, 'utf16le').swap16();
  }
}

export function decodeText(data: Uint8Array, encoding: string): string {
  const kind = codec(encoding);
  const buffer = Buffer.from(data);
  switch (kind) {
    case 'utf8':
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer);
      } catch {
        throw valueError("'utf-8' codec can't decode the bytes");
      }
    case 'latin1':
      return buffer.toString('latin1');
    case 'ascii':
      if (buffer.some((byte) => byte > 0x7f)) throw valueError("'ascii' codec can't decode the bytes");
      return buffer.toString('latin1');
    case 'utf16': {
      if (buffer[0] === 0xfe && buffer[1] === 0xff)
        return Buffer.from(buffer.subarray(2)).swap16().toString('utf16le');
      const start = buffer[0] === 0xff && buffer[1] === 0xfe ? 2 : 0;
      return buffer.subarray(start).toString('utf16le');
    }
    case 'utf16le':
      return buffer.toString('utf16le');
    case 'utf16be':
      return Buffer.from(buffer).swap16().toString('utf16le');
  }
}
