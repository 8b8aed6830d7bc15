import { argon2id } from '@noble/hashes/argon2.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * What OWASP recommends for argon2id: 19 MiB, two passes. Jupyter's own 10 MiB and ten passes are no stronger, and
 * take three times as long, on every run that checks the old hash against the password.
 */
const COST = { m: 19456, t: 2, p: 1 };
const LENGTH = 16;

/** The hash as `PasswordIdentityProvider.hashed_password` wants it. */
export function hashPassword(password: string, salt: Uint8Array): string {
  const { m, t, p } = COST;
  const hash = argon2(password, salt, COST, LENGTH);
  return `argon2:$argon2id$v=19$m=${m},t=${t},p=${p}$${base64(salt)}$${base64(hash)}`;
}

const ARGON2 = /^argon2:\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const SALTED = /^(sha1|sha256):([^:]*):([0-9a-f]+)$/;

/** Beyond this an old hash would take longer to check than to replace. */
const MOST_MEMORY = 1024 * 1024;

/** Whether a hash, of today or of older notebook servers, is that of the password. */
export function isHashOf(hash: string, password: string): boolean {
  const modern = ARGON2.exec(hash);
  if (modern) {
    const [, m = '', t = '', p = '', salt = '', digest = ''] = modern;
    const wanted = Buffer.from(digest, 'base64');
    const cost = { m: Number(m), t: Number(t), p: Number(p) };
    if (cost.m * cost.t > MOST_MEMORY) return false;
    return Buffer.from(argon2(password, Buffer.from(salt, 'base64'), cost, wanted.length)).equals(wanted);
  }
  const [, algorithm, salt = '', digest] = SALTED.exec(hash) ?? [];
  if (algorithm === undefined) return false;
  const salted = Buffer.from(password + salt, 'utf8');
  return Buffer.from(algorithm === 'sha1' ? sha1(salted) : sha256(salted)).toString('hex') === digest;
}

/** A task is planned several times with the same values, and each hash takes a good part of a second. */
const done = new Map<string, Uint8Array>();

function argon2(
  password: string,
  salt: Uint8Array,
  cost: { readonly m: number; readonly t: number; readonly p: number },
  length: number,
): Uint8Array {
  const id = JSON.stringify([password, base64(salt), cost, length]);
  let hash = done.get(id);
  if (!hash) {
    hash = argon2id(Buffer.from(password, 'utf8'), salt, { ...cost, dkLen: length, version: 0x13 });
    done.set(id, hash);
  }
  return hash;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
