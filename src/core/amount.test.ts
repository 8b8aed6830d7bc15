import { expect, it } from 'vitest';
import { amount, telling } from './amount.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [1500, '1.5 kB'],
  [412_300_000, '412 MB'],
  [999_700_000, '1 GB'],
  [1_000_000_000, '1 GB'],
  [1_073_741_824, '1.1 GB'],
])('%d is %s', (bytes, text) => expect(amount(bytes)).toBe(text));

it('tells of what is large about a hundred times, and of what is small never', () => {
  const said = (total: number): string[] => {
    const lines: string[] = [];
    const tell = telling(total, (line) => lines.push(line));
    for (let done = 0; done <= total; done += total / 1000) tell(done);
    return lines;
  };
  expect(said(1_000_000)).toEqual([]);
  const lines = said(1_000_000_000);
  expect(lines.length).toBeGreaterThan(90);
  expect(lines.length).toBeLessThan(110);
  expect(lines).toContain('410 MB of 1 GB');
  expect(lines.at(-1)).toBe('1 GB of 1 GB');
});
