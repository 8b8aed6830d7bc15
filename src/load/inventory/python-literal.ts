import { PYTHON_ESCAPES } from '../../core/python-escapes.ts';
import { type Dict, float, Tuple, type Value } from '../../core/value.ts';
import { integer } from '../yaml-scalars.ts';

/**
 * Reads what an INI inventory takes for a value: a Python literal where it is one (`5`, `True`, `['a', 2]`), undefined
 * where it is not: then the value is the text itself. `yes`, `0644` and `a b` are no literals.
 */
export function readPythonLiteral(text: string): Value | undefined {
  try {
    return new Literal(text).read();
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

class NoLiteral extends Error {
  override readonly name = 'NoLiteral';
}

const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?)(?![\w.])/y;

const STRING_START = /([rRbBuU]{0,2})('''|"""|'|")/y;

class Literal {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text.replace(/^[ \t]+/, '');
  }

  read(): Value {
    const first = this.item();
    let value: Value = first;
    if (this.takes(',')) {
      const items = [first];
      while (!this.isAtEnd()) {
        items.push(this.item());
        if (!this.takes(',')) break;
      }
      value = Tuple.fromItems(items);
    }
    if (!this.isAtEnd()) throw new NoLiteral();
    return value;
  }

  private item(): Value {
    this.skip();
    const character = this.text[this.at];
    switch (character) {
      case '[':
        return this.items(']').items;
      case '(': {
        const { items, hasComma } = this.items(')');
        return items.length === 1 && !hasComma ? (items[0] ?? null) : Tuple.fromItems(items);
      }
      case '{':
        return this.dictOrSet();
      case '-':
      case '+':
        this.at += 1;
        this.skip();
        return this.number(character === '-');
      default: {
        const word = this.word();
        return word ? word.value : (this.string() ?? this.number(false));
      }
    }
  }

  private items(close: string): { items: Value[]; hasComma: boolean } {
    this.at += 1;
    this.depth += 1;
    const items: Value[] = [];
    let hasComma = false;
    while (!this.takes(close)) {
      items.push(this.item());
      if (this.takes(',')) hasComma = true;
      else if (!this.isAt(close)) throw new NoLiteral();
    }
    this.depth -= 1;
    return { items, hasComma };
  }

  private dictOrSet(): Value {
    this.at += 1;
    this.depth += 1;
    const dict: Dict = new Map();
    const items: Value[] = [];
    while (!this.takes('}')) {
      const key = this.item();
      if (
        typeof key === 'object' &&
        key !== null &&
        (Array.isArray(key) ? !(key instanceof Tuple) : key instanceof Map)
      ) {
        throw new NoLiteral();
      }
      if (this.takes(':')) dict.set(key, this.item());
      else if (!items.includes(key)) items.push(key);
      if (!this.takes(',') && !this.isAt('}')) throw new NoLiteral();
    }
    this.depth -= 1;
    if (items.length > 0 && dict.size > 0) throw new NoLiteral();
    return items.length > 0 ? items : dict;
  }

  private word(): { readonly value: Value } | undefined {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at) && !/[\w]/.test(this.text[this.at + word.length] ?? ' ')) {
        this.at += word.length;
        return { value };
      }
    }
    return undefined;
  }

  private number(isNegative: boolean): Value {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text)?.[0];
    if (found === undefined) throw new NoLiteral();
    this.at += found.length;
    const digits = found.replaceAll('_', '').toLowerCase();
    const isInteger = /^(?:\d+|0[xob][0-9a-f]+)$/.test(digits);
    if (!isInteger) return float(isNegative ? -Number(digits) : Number(digits));
    if (/^0\d/.test(digits) && !/^0+$/.test(digits)) throw new NoLiteral();
    const value = BigInt(digits);
    return integer(isNegative ? -value : value);
  }

  /** One or more texts side by side, which Python joins. */
  private string(): string | undefined {
    let joined: string | undefined;
    for (;;) {
      STRING_START.lastIndex = this.at;
      const start = STRING_START.exec(this.text);
      if (!start) return joined;
      const prefix = (start[1] ?? '').toLowerCase();
      if (!['', 'r', 'b', 'u', 'rb', 'br'].includes(prefix)) throw new NoLiteral();
      this.at += start[0].length;
      joined = (joined ?? '') + this.stringBody(start[2] ?? '', prefix.includes('r'), prefix.includes('b'));
      this.skip();
    }
  }

  private stringBody(close: string, isRaw: boolean, isBytes: boolean): string {
    let value = '';
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined || (character === '\n' && close.length === 1)) throw new NoLiteral();
      if (this.text.startsWith(close, this.at)) {
        this.at += close.length;
        return value;
      }
      if (character !== '\\') {
        value += character;
        this.at += 1;
      } else if (isRaw) {
        value += this.text.slice(this.at, this.at + 2);
        this.at += 2;
      } else value += this.escape(isBytes);
    }
  }

  private escape(isBytes: boolean): string {
    const rest = this.text.slice(this.at + 1, this.at + 10);
    const kind = rest[0];
    if (kind === undefined) throw new NoLiteral();
    const octal = /^[0-7]{1,3}/.exec(rest)?.[0];
    if (octal !== undefined) {
      this.at += 1 + octal.length;
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    const width = kind === 'x' ? 2 : isBytes ? 0 : kind === 'u' ? 4 : kind === 'U' ? 8 : 0;
    if (width > 0) {
      const digits = rest.slice(1, 1 + width);
      const point = Number.parseInt(digits, 16);
      if (!new RegExp(`^[0-9a-fA-F]{${width}}$`).test(digits) || point > 0x10ffff) throw new NoLiteral();
      this.at += 2 + width;
      return String.fromCodePoint(point);
    }
    this.at += 2;
    return PYTHON_ESCAPES[kind] ?? `\\${kind}`;
  }

  private takes(character: string): boolean {
    if (!this.isAt(character)) return false;
    this.at += 1;
    return true;
  }

  private isAt(character: string): boolean {
    this.skip();
    return this.text[this.at] === character;
  }

  private isAtEnd(): boolean {
    this.skip();
    return this.at >= this.text.length;
  }

  /** Spaces and, at the end, a Python comment: `port=80 # the usual` in a `:vars` section is eighty. */
  private skip(): void {
    while (
      /[ \t\f]/.test(this.text[this.at] ?? '') ||
      (this.depth > 0 && /[\r\n]/.test(this.text[this.at] ?? ''))
    )
      this.at += 1;
    if (this.text[this.at] === '#') this.at = this.text.length;
  }
}

const WORDS: readonly [string, Value][] = [
  ['True', true],
  ['False', false],
  ['None', null],
];
