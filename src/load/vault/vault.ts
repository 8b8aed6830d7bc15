import { randomBytes } from 'node:crypto';
import { type Diagnostic, Mistakes } from '../../core/diagnostic.ts';
import type { Place } from '../../core/place.ts';
import type { Secrets } from '../../core/secrets.ts';
import { isDict, Unsafe, type Value } from '../../core/value.ts';
import { KeyRing, open, seal } from './cipher.ts';
import { isEncrypted, readEnvelope, writeEnvelope } from './format.ts';

export interface VaultPassword {
  /** The label before the `@` in `--vault-id dev@file`; `default` for a plain password. */
  readonly id: string;
  readonly password: string;
}

/** Opens and makes what ansible-vault makes. What it opened, it tells `secrets`. */
export class Vault {
  private readonly passwords: readonly VaultPassword[];
  private readonly secrets: Secrets;
  private readonly ring = new KeyRing();
  private readonly opened = new Map<string, Buffer>();

  constructor(passwords: readonly VaultPassword[], secrets: Secrets) {
    this.passwords = passwords;
    this.secrets = secrets;
    for (const { password } of passwords) secrets.add(password);
  }

  get hasPasswords(): boolean {
    return this.passwords.length > 0;
  }

  /** The text of an inline `!vault` value; it is a secret from here on. Throws `Mistakes`. */
  decryptText(ciphertext: string, place?: Place): string {
    const text = this.decrypt(ciphertext, place).toString('utf8');
    this.secrets.add(text);
    return text;
  }

  /** The bytes of an encrypted file. What in it is secret the caller knows: see `keepSecret`. Throws `Mistakes`. */
  decrypt(ciphertext: string, place?: Place): Buffer {
    const known = this.opened.get(ciphertext);
    if (known) return known;
    const envelope = readEnvelope(ciphertext);
    if ('problem' in envelope) {
      throw mistake(
        'vault-format',
        `this encrypted text can't be read: ${envelope.problem}`,
        undefined,
        place,
      );
    }
    if (this.passwords.length === 0) {
      throw mistake(
        'vault-password-missing',
        'this is encrypted, and no vault password was given',
        'give one with --vault-password-file or --ask-vault-pass',
        place,
      );
    }
    for (const { password } of this.candidates(envelope.vaultId)) {
      const plain = open(envelope.ciphertext, envelope.hmac, this.ring.keys(password, envelope.salt));
      if (!plain) continue;
      this.opened.set(ciphertext, plain);
      return plain;
    }
    throw this.wrongPassword(envelope.vaultId, place);
  }

  /** Encrypts with the password of `id`, or with the first one. The id is written down where it is not `default`. */
  encrypt(plain: string | Uint8Array, id?: string, salt: Buffer = randomBytes(32)): string {
    const chosen = id === undefined ? this.passwords[0] : this.passwords.find((p) => p.id === id);
    if (!chosen) {
      const known = this.passwords.map((p) => `'${p.id}'`).join(', ');
      throw mistake(
        'vault-password-missing',
        id === undefined ? 'no vault password was given' : `no password was given for the vault id '${id}'`,
        known === '' ? 'give one with --vault-password-file or --ask-vault-pass' : `given are ${known}`,
      );
    }
    const { ciphertext, hmac } = seal(Buffer.from(plain), this.ring.keys(chosen.password, salt));
    return writeEnvelope(
      chosen.id === 'default'
        ? { version: '1.1', salt, hmac, ciphertext }
        : { version: '1.2', vaultId: chosen.id, salt, hmac, ciphertext },
    );
  }

  /** Every text and number in `value` is a secret from here on: it came out of an encrypted file. */
  keepSecret(value: Value): void {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      this.secrets.add(String(value));
    else if (value instanceof Unsafe) this.secrets.add(value.text);
    else if (Array.isArray(value)) for (const item of value) this.keepSecret(item);
    else if (isDict(value)) for (const item of value.values()) this.keepSecret(item);
  }

  /** The password the text names first, then all the others: a label is only a hint. */
  private candidates(id: string | undefined): VaultPassword[] {
    const named = this.passwords.filter((p) => p.id === id);
    return [...named, ...this.passwords.filter((p) => p.id !== id)];
  }

  private wrongPassword(id: string | undefined, place?: Place): Mistakes {
    const tried = [...new Set(this.passwords.map((p) => `'${p.id}'`))].join(', ');
    const isUnknownId = id !== undefined && !this.passwords.some((p) => p.id === id);
    return mistake(
      'vault-password-wrong',
      isUnknownId
        ? `this is encrypted for the vault id '${id}', and none of the vault passwords given opens it`
        : 'none of the vault passwords given opens this',
      `tried: ${tried}`,
      place,
    );
  }
}

export { isEncrypted };

function mistake(code: string, summary: string, hint?: string, place?: Place): Mistakes {
  const diagnostic: Diagnostic = {
    code,
    severity: 'error',
    summary,
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place }),
  };
  return new Mistakes([diagnostic]);
}
