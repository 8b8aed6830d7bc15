import { characters, textLength } from '../python/characters.ts';

const BREAK = /[\n\x85\u2028\u2029]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** Puts YAML on paper: indentation, line lengths and the three ways to write a scalar. */
export class YamlPen {
  private readonly step: number;
  private readonly width: number;
  private readonly out: string[] = [];
  private readonly indents: (number | undefined)[] = [];
  private indent: number | undefined;
  private column = 0;
  private whitespace = true;
  /** Whether only indentation and dashes stand on the line so far. */
  indention = true;
  flowLevel = 0;

  constructor(step: number, width: number) {
    this.step = step > 1 && step < 10 ? step : 2;
    this.width = width > this.step * 2 ? width : 80;
  }

  get text(): string {
    return this.out.join('');
  }

  private put(text: string): void {
    this.out.push(text);
    this.column += textLength(text);
  }

  increaseIndent(flow: boolean, indentless: boolean): void {
    this.indents.push(this.indent);
    if (this.indent === undefined) this.indent = flow ? this.step : 0;
    else if (!indentless) this.indent += this.step;
  }

  decreaseIndent(): void {
    this.indent = this.indents.pop();
  }

  private lineBreak(): void {
    this.whitespace = true;
    this.indention = true;
    this.out.push('\n');
    this.column = 0;
  }

  writeIndent(): void {
    const indent = this.indent ?? 0;
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace))
      this.lineBreak();
    if (this.column < indent) {
      this.whitespace = true;
      this.put(' '.repeat(indent - this.column));
    }
  }

  indicator(text: string, needsSpace: boolean, whitespace = false, indention = false): void {
    this.put(this.whitespace || !needsSpace ? text : ` ${text}`);
    this.whitespace = whitespace;
    this.indention = this.indention && indention;
  }

  breakIfWide(): void {
    if (this.column > this.width) this.writeIndent();
  }

  flow<T>(open: string, close: string, items: readonly T[], write: (item: T) => void): void {
    this.indicator(open, true, true);
    this.flowLevel++;
    this.increaseIndent(true, false);
    items.forEach((item, i) => {
      if (i > 0) this.indicator(',', false);
      this.breakIfWide();
      write(item);
    });
    this.decreaseIndent();
    this.flowLevel--;
    this.indicator(close, false);
  }

  /** Without quotes; a long text is broken at single spaces. */
  plain(text: string, split: boolean): void {
    if (text === '') return;
    if (!this.whitespace) this.put(' ');
    this.whitespace = false;
    this.indention = false;
    for (const part of text.match(/ +|[^ ]+/g) ?? []) {
      if (part === ' ' && split && this.column > this.width) {
        this.writeIndent();
        this.whitespace = false;
        this.indention = false;
      } else this.put(part);
    }
  }

  singleQuoted(text: string, split: boolean): void {
    this.indicator("'", true);
    const parts = text.match(/ +|[\n\x85\u2028\u2029]+|'|[^ \n\x85\u2028\u2029']+/g) ?? [];
    parts.forEach((part, i) => {
      if (part[0] === ' ') {
        const inner = i > 0 && i < parts.length - 1;
        if (part === ' ' && this.column > this.width && split && inner) this.writeIndent();
        else this.put(part);
      } else if (BREAK.test(part)) {
        // One line end more than there are: a single one would be read as a space.
        if (part[0] === '\n') this.lineBreak();
        for (const _ of part) this.lineBreak();
        this.writeIndent();
      } else this.put(part === "'" ? "''" : part);
    });
    this.indicator("'", false);
  }

  doubleQuoted(text: string, split: boolean): void {
    this.indicator('"', true);
    const all = characters(text);
    let afterSpace = false;
    all.forEach((c, i) => {
      if (needsEscape(c)) {
        this.put(escaped(c));
        afterSpace = false;
      } else if (c === ' ') {
        const inner = i > 0 && i < all.length - 1;
        if (split && !afterSpace && inner && this.column > this.width) {
          this.writeIndent();
          if (all[i + 1] === ' ') this.put('\\');
        } else this.put(c);
        afterSpace = true;
      } else {
        this.put(c);
        afterSpace = false;
      }
    });
    this.indicator('"', false);
  }
}

function needsEscape(c: string): boolean {
  if ('"\\\x85\u2028\u2029\ufeff'.includes(c)) return true;
  const code = c.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e) return false;
  return !((code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd));
}

function escaped(c: string): string {
  const known = ESCAPES[c];
  if (known !== undefined) return `\\${known}`;
  const code = c.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
