import { textWidth } from './text-width.ts';

/** Terminals that know it show everything between the two at once; others ignore them. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';
/**
 * The whole line before it is written, not its rest afterwards: tmux remembers how long a line once was unless it
 * is cleared as a whole, and wraps it by that when the window is made narrower.
 */
const ERASE_LINE = '\x1b[2K';
const ERASE_BELOW = '\x1b[J';

/**
 * Keeps some lines at the bottom of the screen up to date. Every update is one write that touches only the lines
 * that differ, so nothing flickers; the cursor rests below the frame.
 */
export class FramePainter {
  private drawn: readonly string[] = [];
  private drawnWidth = 0;

  constructor(
    private readonly write: (text: string) => void,
    /** The present one: a terminal that was made narrower has wrapped what was drawn before. */
    private readonly width: () => number,
  ) {}

  draw(frame: readonly string[]): void {
    const same = frame.length === this.drawn.length && frame.every((line, i) => line === this.drawn[i]);
    if (same && this.width() === this.drawnWidth) return;
    this.show([], frame);
  }

  /** Prints lasting lines above the frame. */
  print(lines: readonly string[], frame: readonly string[]): void {
    this.show(lines, frame);
  }

  clear(): void {
    this.write(`${this.home()}${ERASE_BELOW}`);
    this.drawn = [];
  }

  private show(lasting: readonly string[], frame: readonly string[]): void {
    const width = this.width();
    // After a change of width, or below lines that may wrap, rows are not where they were.
    const before = width === this.drawnWidth && lasting.length === 0 ? this.drawn : [];
    const start = before.length === 0 ? ERASE_BELOW : '';
    const rows = [...lasting, ...frame].map((line, i) => {
      return line === before[i] ? '\n' : `${ERASE_LINE}${line}\n`;
    });
    this.write(`${BEGIN}${this.home()}${start}${rows.join('')}${ERASE_BELOW}${END}`);
    this.drawn = frame;
    this.drawnWidth = width;
  }

  private home(): string {
    const width = Math.max(1, this.width());
    const rows = this.drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / width)), 0);
    return rows === 0 ? '\r' : `\r\x1b[${rows}A`;
  }
}
