import { type Dict, float, type Value } from '../../core/value.ts';
import { int } from '../python/numbers.ts';
import { valueError } from '../template-error.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
// Python refuses control characters in strings.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const STRING = /"(?:[^"\\\x00-\x1f]|\\.)*"/sy;

/** JSON as Python's `json.loads` reads it: integers stay exact, floats stay floats, NaN and Infinity are accepted. */
export function readJson(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class JsonReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  private fail(what: string): Error {
    const before = this.text.slice(0, this.at);
    const line = before.split('\n').length;
    return valueError(`${what}: line ${line} column ${this.at - before.lastIndexOf('\n')} (char ${this.at})`);
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }

  private space(): void {
    this.take(SPACE);
  }

  private accept(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw this.fail('Extra data');
  }

  value(): Value {
    this.space();
    const first = this.text[this.at];
    if (first === '{') return this.object();
    if (first === '[') return this.array();
    if (first === '"') return this.string();
    for (const [word, value] of WORDS)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    const number = this.take(NUMBER);
    if (!number) throw this.fail('Expecting value');
    if (number[1] !== undefined || number[2] !== undefined) return float(Number(number[0]));
    return int(BigInt(number[0]));
  }

  private string(): string {
    const match = this.take(STRING);
    if (!match) throw this.fail('Unterminated string or invalid character in it');
    try {
      return JSON.parse(match[0]) as string;
    } catch {
      throw this.fail('Invalid escape');
    }
  }

  private array(): Value[] {
    this.accept('[');
    const items: Value[] = [];
    if (this.accept(']')) return items;
    do items.push(this.value());
    while (this.accept(','));
    if (!this.accept(']')) throw this.fail("Expecting ',' delimiter");
    return items;
  }

  private object(): Dict {
    this.accept('{');
    const dict: Dict = new Map();
    if (this.accept('}')) return dict;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw this.fail('Expecting property name enclosed in double quotes');
      const key = this.string();
      if (!this.accept(':')) throw this.fail("Expecting ':' delimiter");
      dict.set(key, this.value());
    } while (this.accept(','));
    if (!this.accept('}')) throw this.fail("Expecting ',' delimiter");
    return dict;
  }
}

const WORDS: readonly (readonly [string, Value])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];
