import { createHash, getHashes } from 'node:crypto';
import type { Value } from '../../core/value.ts';
import { Bytes, decodeText, encodeText } from '../python/bytes.ts';
import { str } from '../python/text.ts';
import { truth } from '../python/truth.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { valueError } from '../template-error.ts';
import { randomSalt, shaCrypt } from '../text/sha-crypt.ts';
import { intArgument, textArgument } from './argument.ts';
import { type Filter, type FilterTable, filterOf } from './filter.ts';

/** What a hash is made of: a text's UTF-8, or bytes. */
function bytesOf(value: Value): Uint8Array {
  return value instanceof Bytes ? value.data : Buffer.from(str(value), 'utf8');
}

function digest(algorithm: string, value: Value): string {
  return createHash(algorithm).update(bytesOf(value)).digest('hex');
}

const sha1: Filter = filterOf('sha1', ['data'], [], (_, data) => digest('sha1', data));

/** Python's names of the algorithms that OpenSSL calls otherwise. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
};

const CRYPT: Readonly<Record<string, { kind: 'sha256' | 'sha512'; rounds: number }>> = {
  sha256: { kind: 'sha256', rounds: 535_000 },
  sha256_crypt: { kind: 'sha256', rounds: 535_000 },
  sha512: { kind: 'sha512', rounds: 656_000 },
  sha512_crypt: { kind: 'sha512', rounds: 656_000 },
};

export function hashPassword(
  run: Evaluation,
  password: string,
  algorithm: string,
  salt: string | undefined,
  saltSize: number | undefined,
  rounds: number | undefined,
): string {
  const crypt = CRYPT[algorithm];
  if (!crypt) throw valueError(`'password_hash' knows sha256 and sha512, not ${algorithm}`);
  if (salt !== undefined && /[^./0-9A-Za-z]/.test(salt)) throw valueError('invalid characters in the salt');
  if (salt !== undefined && salt.length > 16) throw valueError('the salt is longer than 16 characters');
  let used = salt;
  if (used === undefined) {
    const { randomness } = run.engine;
    if (!randomness) throw valueError("'password_hash' needs a salt here");
    used = randomSalt(randomness.bytes(saltSize ?? 16));
  }
  const count = rounds ?? crypt.rounds;
  // 5000 is what is meant where the text names no number of rounds.
  return shaCrypt(crypt.kind, password, used, count, count !== 5000);
}

export const HASH_FILTERS: FilterTable = {
  md5: filterOf('md5', ['data'], [], (_, data) => digest('md5', data)),
  sha1,
  checksum: sha1,
  hash: filterOf('hash', ['data'], ['hashtype'], (_, data, hashType) => {
    const name = textArgument(hashType, 'sha1', 'hashtype').toLowerCase();
    const algorithm = ALGORITHMS[name] ?? name;
    if (!getHashes().some((known) => known.toLowerCase() === algorithm))
      throw valueError(`unsupported hash type ${name}`);
    return digest(algorithm, data);
  }),
  password_hash: filterOf(
    'password_hash',
    ['password'],
    ['hashtype', 'salt', 'salt_size', 'rounds', 'ident'],
    (run, password, hashType, salt, saltSize, rounds) => {
      const given = (value: Value | undefined) => value !== undefined && truth(value) === true;
      return hashPassword(
        run,
        str(password),
        textArgument(hashType, 'sha512', 'hashtype'),
        given(salt) ? str(salt as Value) : undefined,
        given(saltSize) ? intArgument(saltSize, 16, 'salt_size') : undefined,
        given(rounds) ? intArgument(rounds, 0, 'rounds') : undefined,
      );
    },
  ),
  b64encode: filterOf('b64encode', ['string'], ['encoding'], (_, value, encoding) => {
    if (value instanceof Bytes) return Buffer.from(value.data).toString('base64');
    return Buffer.from(encodeText(str(value), textArgument(encoding, 'utf-8', 'encoding'))).toString(
      'base64',
    );
  }),
  b64decode: filterOf('b64decode', ['string'], ['encoding'], (_, value, encoding) => {
    const text = str(value).replace(/[^A-Za-z0-9+/=]/g, '');
    if (text.replace(/=.*$/s, '').length % 4 === 1 || (text.length % 4 !== 0 && !/=/.test(text)))
      throw valueError('Incorrect padding');
    return decodeText(Buffer.from(text, 'base64'), textArgument(encoding, 'utf-8', 'encoding'));
  }),
  to_uuid: filterOf('to_uuid', ['string'], ['namespace'], (_, value, namespace) => {
    const space = textArgument(namespace, '361e6d51-faec-444a-9079-341386da8e2e', 'namespace');
    const hex = space.replace(/^urn:uuid:/, '').replaceAll(/[-{}]/g, '');
    if (!/^[0-9a-fA-F]{32}$/.test(hex)) throw valueError(`'${space}' is no UUID to be a namespace`);
    const made = createHash('sha1')
      .update(Buffer.from(hex, 'hex'))
      .update(str(value), 'utf8')
      .digest()
      .subarray(0, 16);
    made[6] = ((made[6] ?? 0) & 0x0f) | 0x50;
    made[8] = ((made[8] ?? 0) & 0x3f) | 0x80;
    return made.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }),
};
