import { structuredPatch } from 'diff';
import type { Difference } from '../core/plan.ts';
import { visibleText } from './clean-text.ts';
import { type Paint, unpainted } from './paint.ts';

const LARGEST = 2_000_000;
const MOST_LINES = 2_000;
/** Beyond this many edits the search for the shortest difference takes longer than anyone waits. */
const MOST_EDITS = 2_000;

/** A unified diff; where contents are hidden or too large it says so instead. */
export function differenceLines(difference: Difference, paint: Paint = unpainted): string[] {
  const { subject, before, after, hidden } = difference;
  const head = [
    paint('heading', `--- ${before === undefined && hidden === undefined ? '/dev/null' : subject}`),
    paint('heading', `+++ ${after === undefined && hidden === undefined ? '/dev/null' : subject}`),
  ];
  if (hidden !== undefined) return [...head, paint('quiet', `(not shown: ${hidden})`)];
  const size = (before?.length ?? 0) + (after?.length ?? 0);
  if (size > LARGEST) return [...head, paint('quiet', `(not shown: too large, ${size} characters)`)];
  if (before === after) return [...head, paint('quiet', '(they differ only in what is not shown)')];
  const hunks = hunksOf(before ?? '', after ?? '');
  if (!hunks) return [...head, paint('quiet', '(not shown: too many differences)')];
  if (hunks.length === 0 || hunks.length > MOST_LINES) {
    const left = hunks.length - MOST_LINES;
    const note = hunks.length === 0 ? '(empty)' : `… ${left} more lines of this difference …`;
    return [...head, ...hunks.slice(0, MOST_LINES).map((l) => paintLine(l, paint)), paint('quiet', note)];
  }
  return [...head, ...hunks.map((line) => paintLine(line, paint))];
}

function hunksOf(before: string, after: string): string[] | undefined {
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, maxEditLength: MOST_EDITS });
  if (!patch) return undefined;
  // The marker explains something only where the two differ in it; elsewhere it is noise.
  const marks = before !== '' && after !== '' && before.endsWith('\n') !== after.endsWith('\n');
  return patch.hunks.flatMap((hunk) => [
    `@@ -${span(hunk.oldStart, hunk.oldLines)} +${span(hunk.newStart, hunk.newLines)} @@`,
    ...hunk.lines.filter((line) => marks || !line.startsWith('\\')),
  ]);
}

function span(start: number, lines: number): string {
  if (lines === 1) return String(start);
  // An empty side is named by the line before it.
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function paintLine(line: string, paint: Paint): string {
  const text = visibleText(line);
  if (line.startsWith('@@')) return paint('hunk', text);
  if (line.startsWith('+')) return paint('added', text);
  if (line.startsWith('-')) return paint('removed', text);
  return line.startsWith('\\') ? paint('quiet', text) : text;
}
