import type { Measured } from './measure.ts';
import type { Theirs } from './original.ts';

const HEAD = [
  'playbook',
  'tasks',
  'changed',
  'foretold',
  'definite right',
  'presumed right',
  'open',
  'original foretold',
  'its end',
];

/** The measurements as a table for a log. */
export function table(rows: readonly (Measured & { readonly theirs?: Theirs | undefined })[]): string {
  const cells = rows.map((row) => [
    row.name,
    String(row.all),
    String(row.changed),
    String(row.foretold),
    `${row.definiteRight}/${row.definite}`,
    `${row.presumedRight}/${row.presumed}`,
    String(row.open),
    row.theirs ? `${row.theirs.foretold}/${row.changed}` : '–',
    row.theirs ? (row.theirs.reachedTheEnd ? 'reached' : 'failed before') : '–',
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(HEAD), ...cells.map(line)].join('\n');
}
