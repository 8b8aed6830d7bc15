import type { LineCounter } from 'yaml';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Place } from '../core/place.ts';

/** The text with its places. */
export class Text {
  readonly source: string;
  private readonly file: string;
  private readonly counter: LineCounter;
  private readonly start: { readonly line: number; readonly column: number };
  private lines: string[] | undefined;

  constructor(
    source: string,
    file: string,
    counter: LineCounter,
    start: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
  ) {
    this.source = source;
    this.file = file;
    this.counter = counter;
    this.start = start;
  }

  place(offset: number, end?: number): Place {
    const { line, col } = this.counter.linePos(offset);
    const place: Place = {
      file: this.file,
      line: line + this.start.line - 1,
      column: line === 1 ? col + this.start.column - 1 : col,
    };
    if (end === undefined) return place;
    const lineEnd = this.source.indexOf('\n', offset);
    const length = Math.min(end, lineEnd === -1 ? this.source.length : lineEnd) - offset;
    return length > 0 ? { ...place, length } : place;
  }

  line(place: Place): string | undefined {
    this.lines ??= this.source.split(/\r?\n/);
    return this.lines[place.line - this.start.line];
  }

  /** What a diagnostic says about where it is. */
  at(place: Place): Pick<Diagnostic, 'place' | 'line'> {
    const line = this.line(place);
    return line === undefined ? { place } : { place, line };
  }
}

/** The rest of a line as a quoted YAML text, its comment left out. */
export function quoted(rest: string): string {
  const text = rest.replace(/\s+#.*$/, '').trimEnd();
  return text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}
