import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

interface Keys {
  readonly cipher: Buffer;
  readonly hmac: Buffer;
  readonly iv: Buffer;
}

/**
 * Deriving keys is what takes the time (10,000 rounds of SHA-256), so those of each salt and password are kept: a file is
 * often looked at more than once, and each look with the wrong password costs as much as one with the right one.
 */
export class KeyRing {
  private readonly kept = new Map<string, Keys>();

  keys(password: string, salt: Buffer): Keys {
    const name = `${salt.toString('hex')}\n${password}`;
    let keys = this.kept.get(name);
    if (!keys) {
      const derived = pbkdf2Sync(password, salt, 10_000, 80, 'sha256');
      keys = {
        cipher: derived.subarray(0, 32),
        hmac: derived.subarray(32, 64),
        iv: derived.subarray(64, 80),
      };
      this.kept.set(name, keys);
    }
    return keys;
  }
}

export function seal(plain: Buffer, keys: Keys): { readonly ciphertext: Buffer; readonly hmac: Buffer } {
  // The format pads to whole blocks although the counter mode has no need of it.
  const padding = 16 - (plain.length % 16);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const ciphertext = Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(padding, padding)),
    cipher.final(),
  ]);
  return { ciphertext, hmac: signature(ciphertext, keys) };
}

/** The plain bytes, or undefined where these keys did not make the ciphertext. */
export function open(ciphertext: Buffer, hmac: Buffer, keys: Keys): Buffer | undefined {
  const expected = signature(ciphertext, keys);
  if (expected.length !== hmac.length || !timingSafeEqual(expected, hmac)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  return padded.subarray(0, padded.length - (padded[padded.length - 1] ?? 0));
}

function signature(ciphertext: Buffer, keys: Keys): Buffer {
  return createHmac('sha256', keys.hmac).update(ciphertext).digest();
}
