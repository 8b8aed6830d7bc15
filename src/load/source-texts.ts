import type { Place } from '../core/place.ts';

/** The texts that were read, so that whoever reports a mistake can show the line it is in. */
export class SourceTexts {
  private readonly lines = new Map<string, readonly string[]>();

  add(file: string, text: string): void {
    this.lines.set(file, text.split(/\r?\n/));
  }

  has(file: string): boolean {
    return this.lines.has(file);
  }

  line(place: Place): string | undefined {
    return this.lines.get(place.file)?.[place.line - 1];
  }
}
