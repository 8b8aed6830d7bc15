import type { Value } from '../../core/value.ts';
import { characters } from '../python/characters.ts';
import { iterate } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { int, isInt } from '../python/numbers.ts';
import { truth } from '../python/truth.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { valueError } from '../template-error.ts';
import { MersenneTwister } from '../text/mersenne-twister.ts';
import { type FilterTable, filterOf } from './filter.ts';

/** Draws a whole number from 0 up to, but without, the limit. */
export type Draw = (limit: bigint) => bigint;

export function drawer(run: Evaluation, seed: Value | undefined): Draw {
  if (seed !== undefined && seed !== null) {
    const twister = new MersenneTwister(seed);
    return (limit) => twister.below(limit);
  }
  const { randomness } = run.engine;
  if (!randomness) throw valueError('nothing random is at hand here');
  return (limit) => {
    if (limit <= 0n) throw valueError('empty range for randrange()');
    // So many more bits than needed that the remainder is as good as even.
    const bytes = randomness.bytes(Math.ceil(limit.toString(16).length / 2) + 8);
    return BigInt(`0x${Buffer.from(bytes).toString('hex')}`) % limit;
  };
}

function whole(value: Value | undefined, otherwise: number): bigint {
  if (value === undefined || value === null || truth(value) === false) return BigInt(otherwise);
  if (!isInt(value)) throw valueError("start and step of 'random' must be integers");
  return BigInt(value);
}

export const RANDOM_FILTERS: FilterTable = {
  random: filterOf('random', ['end'], ['start', 'step', 'seed'], (run, end, start, step, seed) => {
    const draw = drawer(run, seed);
    if (isInt(end) || typeof end === 'boolean') {
      const from = whole(start, 0);
      const by = whole(step, 1);
      const width = BigInt(end) - from;
      const count = by > 0n ? (width + by - 1n) / by : (width + by + 1n) / by;
      if (count <= 0n || (by > 0n && width <= 0n)) throw valueError('empty range for randrange()');
      return int(from + by * draw(count));
    }
    if ((start !== undefined && start !== null) || (step !== undefined && step !== null))
      throw valueError("start and step of 'random' go with an integer only");
    const text = textOf(end);
    const items = text === undefined ? iterate(end) : characters(text);
    if (!Array.isArray(end) && text === undefined) throw valueError("'random' needs a list or an integer");
    if (items.length === 0) throw valueError('Cannot choose from an empty sequence');
    return items[Number(draw(BigInt(items.length)))] as Value;
  }),
  shuffle: filterOf('shuffle', ['mylist'], ['seed'], (run, list, seed) => {
    const items = [...iterate(list)];
    const draw = drawer(run, seed !== undefined && truth(seed) === true ? seed : undefined);
    for (let i = items.length - 1; i > 0; i--) {
      const j = Number(draw(BigInt(i + 1)));
      const held = items[i] as Value;
      items[i] = items[j] as Value;
      items[j] = held;
    }
    return items;
  }),
};
