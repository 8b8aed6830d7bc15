import { createHash } from 'node:crypto';
import type { Value } from '../../core/value.ts';
import { textOf } from '../python/marked-text.ts';
import { isInt } from '../python/numbers.ts';
import { valueError } from '../template-error.ts';

const SIZE = 624;
const MIDDLE = 397;

/** Python's seeded random numbers: the same seed gives the same choices. */
export class MersenneTwister {
  private readonly state = new Uint32Array(SIZE);
  private index = SIZE;

  constructor(seed: Value) {
    this.seedWith(seedWords(seed));
  }

  private seedWith(key: readonly number[]): void {
    const mt = this.state;
    mt[0] = 19650218;
    for (let i = 1; i < SIZE; i++) {
      const last = mt[i - 1] ?? 0;
      mt[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
    let i = 1;
    let j = 0;
    for (let k = Math.max(SIZE, key.length); k > 0; k--) {
      const last = mt[i - 1] ?? 0;
      mt[i] = ((mt[i] ?? 0) ^ Math.imul(last ^ (last >>> 30), 1664525)) + (key[j] ?? 0) + j;
      i++;
      j = (j + 1) % key.length;
      if (i >= SIZE) {
        mt[0] = mt[SIZE - 1] ?? 0;
        i = 1;
      }
    }
    for (let k = SIZE - 1; k > 0; k--) {
      const last = mt[i - 1] ?? 0;
      mt[i] = ((mt[i] ?? 0) ^ Math.imul(last ^ (last >>> 30), 1566083941)) - i;
      i++;
      if (i >= SIZE) {
        mt[0] = mt[SIZE - 1] ?? 0;
        i = 1;
      }
    }
    mt[0] = 0x80000000;
  }

  private word(): number {
    const mt = this.state;
    if (this.index >= SIZE) {
      for (let k = 0; k < SIZE; k++) {
        const y = ((mt[k] ?? 0) & 0x80000000) | ((mt[(k + 1) % SIZE] ?? 0) & 0x7fffffff);
        mt[k] = (mt[(k + MIDDLE) % SIZE] ?? 0) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.index = 0;
    }
    let y = mt[this.index++] ?? 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private bits(count: number): bigint {
    if (count <= 32) return BigInt(this.word() >>> (32 - count));
    let result = 0n;
    for (let done = 0; done < count; done += 32) {
      const left = count - done;
      const word = left < 32 ? this.word() >>> (32 - left) : this.word();
      result |= BigInt(word) << BigInt(done);
    }
    return result;
  }

  /** A whole number from 0 up to, but without, the limit. */
  below(limit: bigint): bigint {
    if (limit <= 0n) throw valueError('empty range for randrange()');
    const count = limit.toString(2).length;
    let result = this.bits(count);
    while (result >= limit) result = this.bits(count);
    return result;
  }
}

function seedWords(seed: Value): number[] {
  const text = textOf(seed);
  let number: bigint;
  if (text !== undefined) {
    const bytes = Buffer.from(text, 'utf8');
    const all = Buffer.concat([bytes, createHash('sha512').update(bytes).digest()]);
    number = BigInt(`0x${all.toString('hex')}`);
  } else if (isInt(seed) || typeof seed === 'boolean') number = BigInt(seed);
  else throw valueError('the seed must be a string or an integer');
  if (number < 0n) number = -number;
  const words: number[] = [];
  do {
    words.push(Number(number & 0xffffffffn));
    number >>= 32n;
  } while (number > 0n);
  return words;
}
