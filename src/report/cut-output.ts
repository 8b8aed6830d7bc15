const LONGEST_LINE = 500;

/** How many lines of a long output are shown, by the number of -v. The end matters more: errors stand there. */
export function outputLimit(verbosity: number): number {
  if (verbosity >= 2) return Number.POSITIVE_INFINITY;
  return verbosity === 1 ? 200 : 40;
}

/** The first third and the last two thirds of what is allowed, and between them how many lines are left out. */
export function cutMiddle(lines: readonly string[], limit: number): string[] {
  const cut = lines.map(cutLine);
  if (cut.length <= limit + 1) return cut;
  const head = Math.floor(limit / 3);
  const tail = limit - head;
  const left = cut.length - head - tail;
  return [...cut.slice(0, head), `… ${left} lines left out …`, ...cut.slice(-tail)];
}

function cutLine(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  return `${line.slice(0, LONGEST_LINE)}… (${line.length} characters)`;
}
