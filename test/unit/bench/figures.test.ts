import { describe, expect, it } from 'vitest';
import { median, medianCost, megabytes, seconds, times } from '../../../scripts/bench/figures.ts';

describe('the median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 2, 10], 3],
    [[10, 9], 9.5],
    // As texts, ten would come before nine.
    [[9, 10, 11], 10],
  ])('of %j is %j', (numbers, expected) => expect(median(numbers)).toBe(expected));

  it('of nothing is no number', () => expect(median([])).toBeNaN());

  it('leaves what it was given as it was', () => {
    const numbers = [2, 1];
    median(numbers);
    expect(numbers).toEqual([2, 1]);
  });

  it('of costs is taken of each figure by itself', () => {
    const runs = [
      { wall: 1, cpu: 30, peak: 200 },
      { wall: 2, cpu: 10, peak: 300 },
      { wall: 3, cpu: 20, peak: 100 },
    ];
    expect(medianCost(runs)).toEqual({ wall: 2, cpu: 20, peak: 200 });
  });

  it('of commands is there where a run told them', () => {
    const run = { wall: 5, cpu: 1, peak: 1 };
    expect(medianCost([{ ...run, commands: 3 }, { ...run, commands: 5 }, run]).commands).toBe(4);
  });
});

it.each([
  [0.424, '0.42 s'],
  [0.996, '1.00 s'],
  [9.34, '9.3 s'],
  [99.94, '99.9 s'],
  [99.96, '100 s'],
  [209.4, '209 s'],
])('%d seconds are told as %s', (value, text) => expect(seconds(value)).toBe(text));

it.each([
  [5, 10, '0.5×'],
  [99.4, 10, '9.9×'],
  [99.6, 10, '10×'],
  [43, 0.4, '108×'],
])('%d beside %d is %s', (peer, own, text) => expect(times(peer, own)).toBe(text));

it('tells memory in megabytes', () => expect(megabytes(99_725_312)).toBe('100 MB'));
