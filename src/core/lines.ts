/** What ends a line for Python's splitlines, beside newlines and carriage returns. */
const RARE_ENDS = String.fromCharCode(0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029);
const LINE_END = new RegExp(`\r\n|[\n\r${RARE_ENDS}]`);

/** As Python's splitlines: the last line needs no end. */
export function linesOf(text: string): string[] {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
