import { type Dict, float, Tuple, type Value } from '../../core/value.ts';
import { negate } from './arithmetic.ts';
import { Bytes } from './bytes.ts';
import { dictSet, isHashable } from './dict-key.ts';
import { parseFloatText, parseIntText } from './numbers.ts';
import { unescapeString } from './string-literal.ts';

/**
 * The value of a Python literal (also with JSON's true, false and null); undefined where the text is none.
 * Deep nesting is refused as Python's parser does.
 */
export function parseLiteral(text: string): Value | undefined {
  const reader = new LiteralReader(text);
  try {
    const value = reader.expression(0);
    reader.space();
    return reader.atEnd ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof NotALiteral) return undefined;
    throw thrown;
  }
}

class NotALiteral extends Error {}

const NUMBER =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const STRING =
  /([rRuUbB]{0,2})('''[\s\S]*?(?<!\\)(?:\\\\)*'''|"""[\s\S]*?(?<!\\)(?:\\\\)*"""|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")/y;
const NAME = /[A-Za-z_]\w*/y;

class LiteralReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Inside brackets a line end is white space, and so is a comment. */
  space(): void {
    const pattern = /(?:[ \t\f\r\n]|#[^\n]*|\\\r?\n)+/y;
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.at = pattern.lastIndex;
    return match;
  }

  private accept(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  expression(depth: number): Value {
    if (depth > 90) throw new NotALiteral();
    this.space();
    switch (this.text[this.at]) {
      case '[':
        this.at++;
        return this.items(']', depth).items;
      case '(': {
        this.at++;
        const { items, comma } = this.items(')', depth);
        return items.length === 1 && !comma ? (items[0] as Value) : Tuple.fromItems(items);
      }
      case '{':
        this.at++;
        return this.dict(depth);
      case '-':
        this.at++;
        return this.signed(depth, true);
      case '+':
        this.at++;
        return this.signed(depth, false);
      default:
        return this.atom();
    }
  }

  private signed(depth: number, minus: boolean): Value {
    const value = this.expression(depth + 1);
    if (typeof value === 'boolean' || value === null || typeof value === 'string') throw new NotALiteral();
    try {
      return minus ? negate(value) : value;
    } catch {
      throw new NotALiteral();
    }
  }

  private items(close: string, depth: number): { items: Value[]; comma: boolean } {
    const items: Value[] = [];
    let comma = true;
    while (!this.accept(close)) {
      if (!comma) throw new NotALiteral();
      items.push(this.expression(depth + 1));
      comma = this.accept(',');
    }
    if (items.length === 0 && this.text[this.at - 2] === ',') throw new NotALiteral();
    return { items, comma: comma && items.length > 0 };
  }

  private dict(depth: number): Dict {
    const dict: Dict = new Map();
    let comma = true;
    while (!this.accept('}')) {
      if (!comma) throw new NotALiteral();
      const key = this.expression(depth + 1);
      if (!this.accept(':') || !isHashable(key)) throw new NotALiteral();
      dictSet(dict, key, this.expression(depth + 1));
      comma = this.accept(',');
    }
    return dict;
  }

  private atom(): Value {
    const string = this.take(STRING);
    if (string) return this.strings(string);
    const number = this.take(NUMBER);
    if (number) return this.number(number[0]);
    const name = this.take(NAME)?.[0];
    switch (name) {
      case 'True':
      case 'true':
        return true;
      case 'False':
      case 'false':
        return false;
      case 'None':
      case 'null':
        return null;
      default:
        throw new NotALiteral();
    }
  }

  private number(text: string): Value {
    if (/[\w.]/.test(this.text[this.at] ?? '')) throw new NotALiteral();
    if (/^0[xob]/i.test(text) || /^[\d_]+$/.test(text)) {
      const value = parseIntText(text, 0);
      if (value === undefined) throw new NotALiteral();
      return value;
    }
    const value = parseFloatText(text);
    if (value === undefined) throw new NotALiteral();
    return float(value);
  }

  /** Adjacent strings are one. */
  private strings(first: RegExpExecArray): Value {
    const parts: RegExpExecArray[] = [first];
    for (;;) {
      this.space();
      const next = this.take(STRING);
      if (!next) break;
      parts.push(next);
    }
    let text = '';
    for (const [, prefix = '', body = ''] of parts) {
      const width = /^('''|""")/.test(body) ? 3 : 1;
      const inner = body.slice(width, -width);
      if (/b/i.test(prefix)) return new Bytes(Buffer.from(inner, 'latin1'));
      const plain = /r/i.test(prefix) ? inner : unescapeString(inner);
      if (plain === undefined) throw new NotALiteral();
      text += plain;
    }
    return text;
  }
}
