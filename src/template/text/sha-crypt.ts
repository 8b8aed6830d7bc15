import { createHash } from 'node:crypto';
import { valueError } from '../template-error.ts';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The order in which the bytes of the last digest are written, three by three. */
const SHA256_ORDER = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
];

/** Ulrich Drepper's SHA-crypt, as in /etc/shadow: `$5$` and `$6$`. */
export function shaCrypt(
  kind: 'sha256' | 'sha512',
  password: string,
  salt: string,
  rounds: number,
  writesRounds: boolean,
): string {
  if (rounds < 1000 || rounds > 999_999_999)
    throw valueError('the rounds must lie between 1000 and 999999999');
  const size = kind === 'sha256' ? 32 : 64;
  const key = Buffer.from(password, 'utf8');
  const saltBytes = Buffer.from(salt, 'utf8').subarray(0, 16);
  const hash = (...parts: readonly Uint8Array[]) => {
    const digest = createHash(kind);
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  const repeated = (digest: Buffer, length: number) =>
    Buffer.concat(Array.from({ length: Math.ceil(length / size) || 1 }, () => digest)).subarray(0, length);

  const second = hash(key, saltBytes, key);
  const parts: Uint8Array[] = [key, saltBytes, repeated(second, key.length)];
  for (let n = key.length; n > 0; n >>= 1) parts.push(n & 1 ? second : key);
  let digest = hash(...parts);
  const p = repeated(hash(...Array.from({ length: key.length }, () => key)), key.length);
  const s = repeated(
    hash(...Array.from({ length: 16 + (digest[0] ?? 0) }, () => saltBytes)),
    saltBytes.length,
  );
  for (let i = 0; i < rounds; i++) {
    const round: Uint8Array[] = [i & 1 ? p : digest];
    if (i % 3 !== 0) round.push(s);
    if (i % 7 !== 0) round.push(p);
    round.push(i & 1 ? digest : p);
    digest = hash(...round);
  }
  const prefix = kind === 'sha256' ? '$5$' : '$6$';
  const shown = writesRounds ? `rounds=${rounds}$` : '';
  return `${prefix}${shown}${saltBytes.toString('utf8')}$${encode(kind, digest)}`;
}

function encode(kind: 'sha256' | 'sha512', digest: Buffer): string {
  const at = (i: number) => digest[i] ?? 0;
  let out = '';
  const write = (value: number, count: number) => {
    let rest = value;
    for (let i = 0; i < count; i++) {
      out += ALPHABET[rest & 63];
      rest >>= 6;
    }
  };
  if (kind === 'sha256') {
    for (const [a = 0, b = 0, c = 0] of SHA256_ORDER) write((at(a) << 16) | (at(b) << 8) | at(c), 4);
    write((at(31) << 8) | at(30), 3);
    return out;
  }
  let [a, b, c] = [0, 21, 42];
  for (let i = 0; i < 21; i++) {
    write((at(a) << 16) | (at(b) << 8) | at(c), 4);
    [a, b, c] = [b + 1, c + 1, a + 1];
  }
  write(at(63), 2);
  return out;
}

/** A salt of letters, digits, dots and slashes. */
export function randomSalt(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET[byte & 63]).join('');
}
