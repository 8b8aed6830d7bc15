/** As much of a terminal as the live view uses: lines that wrap, the cursor up, erasing, colours ignored. */
export class TinyTerminal {
  private readonly lines: string[] = [''];
  private row = 0;
  private column = 0;

  constructor(readonly width: number) {}

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of a terminal
    for (const part of text.match(/\x1b\[[?0-9;]*[a-zA-Z]|[\s\S]/gu) ?? []) this.take(part);
  }

  get screen(): string {
    return this.lines.map((line) => line.trimEnd()).join('\n');
  }

  private take(part: string): void {
    if (part === '\n') this.down();
    else if (part === '\r') this.column = 0;
    else if (part.startsWith('\x1b')) this.command(part);
    else this.put(part);
  }

  private down(): void {
    this.row += 1;
    this.column = 0;
    this.lines[this.row] ??= '';
  }

  private put(character: string): void {
    if (this.column === this.width) this.down();
    const line = (this.lines[this.row] ?? '').padEnd(this.column);
    this.lines[this.row] = line.slice(0, this.column) + character + line.slice(this.column + 1);
    this.column += 1;
  }

  private command(sequence: string): void {
    const count = Number(/\d+/.exec(sequence)?.[0] ?? 1);
    if (sequence.endsWith('A')) this.row = Math.max(0, this.row - count);
    else if (sequence.endsWith('K')) this.lines[this.row] = '';
    else if (sequence.endsWith('J')) {
      this.lines.length = this.row + 1;
      this.lines[this.row] = (this.lines[this.row] ?? '').slice(0, this.column);
    }
  }
}
