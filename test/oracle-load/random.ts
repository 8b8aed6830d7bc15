export type Random = (below: number) => number;

/** A small generator with a seed, so that a difference can be seen again. */
export function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

export function pick<T>(from: readonly T[], random: Random): T {
  const item = from[random(from.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
