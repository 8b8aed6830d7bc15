import { unescapeString } from '../python/string-literal.ts';
import type { SyntaxOptions } from './options.ts';
import { syntaxError, type Token, type TokenKind } from './token.ts';

const WHITESPACE = /\s+/uy;
const NAME = /[\p{L}\p{Nl}_·][\p{L}\p{N}\p{Mn}\p{Mc}\p{Pc}_·]*/uy;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Splits a template's text into tokens; white space control is carried out on the way. */
export function tokenize(source: string, options: SyntaxOptions): Token[] {
  return new Lexer(source, options).template();
}

/** The tokens of a bare expression. */
export function tokenizeExpression(source: string, options: SyntaxOptions): Token[] {
  return new Lexer(source, options).expression();
}

type Opening = 'variable' | 'block' | 'comment' | 'raw';

class Lexer {
  private readonly text: string;
  private readonly options: SyntaxOptions;
  private readonly tokens: Token[] = [];
  private readonly lineStarts: number[] = [0];
  private readonly openings: RegExp;
  private readonly kinds: readonly (readonly [Opening, string])[];
  private at = 0;

  constructor(source: string, options: SyntaxOptions) {
    let text = source.replace(/\r\n|\r/g, '\n');
    if (!options.keepTrailingNewline && text.endsWith('\n')) text = text.slice(0, -1);
    this.text = text;
    this.options = options;
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.lineStarts.push(i + 1);
    const kinds: (readonly [Opening, string])[] = [
      ['comment', options.commentStart],
      ['block', options.blockStart],
      ['variable', options.variableStart],
    ];
    // Where one delimiter begins with another, the longer one wins.
    this.kinds = kinds.sort((a, b) => b[1].length - a[1].length);
    this.openings = new RegExp(`(?:${this.kinds.map(([, start]) => literal(start)).join('|')})`, 'g');
  }

  template(): Token[] {
    while (this.at < this.text.length) {
      this.openings.lastIndex = this.at;
      const match = this.openings.exec(this.text);
      if (!match) {
        this.data(this.at, this.text.length);
        this.at = this.text.length;
        break;
      }
      this.opening(match.index, match[0]);
    }
    this.push('end', '', this.text.length);
    return this.tokens;
  }

  expression(): Token[] {
    this.code(undefined, this.options.rawStrings);
    this.push('end', '', this.text.length);
    return this.tokens;
  }

  private position(at: number): { line: number; column: number } {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.lineStarts[low] ?? 0) + 1 };
  }

  private push(kind: TokenKind, text: string, at: number): void {
    this.tokens.push({ kind, text, ...this.position(at) });
  }

  private data(from: number, to: number): void {
    if (to <= from) return;
    const { newlineSequence } = this.options;
    const text = this.text.slice(from, to);
    this.push('data', newlineSequence === '\n' ? text : text.replaceAll('\n', newlineSequence), from);
  }

  /** Text up to a delimiter, then what the delimiter opens. */
  private opening(start: number, delimiter: string): void {
    let kind = this.kinds.find(([, text]) => text === delimiter)?.[0] ?? 'block';
    let after = start + delimiter.length;
    const sign = this.text[after];
    if (kind === 'block') {
      const raw = /[-+]?\s*raw\s*(?=[-+]?)/y;
      raw.lastIndex = after;
      const match = raw.exec(this.text);
      if (match) {
        const end = new RegExp(
          `-${literal(this.options.blockEnd)}\\s*|${literal(this.options.blockEnd)}`,
          'y',
        );
        end.lastIndex = raw.lastIndex;
        if (end.exec(this.text)) {
          kind = 'raw';
          after = end.lastIndex;
        }
      }
    }
    let dataEnd = start;
    if (sign === '-') {
      while (dataEnd > this.at && /\s/u.test(this.text[dataEnd - 1] ?? '')) dataEnd--;
    } else if (sign !== '+' && this.options.lstripBlocks && kind !== 'variable') {
      const lineStart = this.text.lastIndexOf('\n', start - 1) + 1;
      const before = Math.max(lineStart, this.at);
      const startsLine = lineStart >= this.at || (this.at === 0 && lineStart === 0);
      if (startsLine && /^\s*$/.test(this.text.slice(before, start))) dataEnd = before;
    }
    this.data(this.at, dataEnd);
    if (kind !== 'raw' && (sign === '-' || sign === '+')) after++;
    this.at = after;
    switch (kind) {
      case 'comment':
        this.comment(start);
        break;
      case 'raw':
        this.raw(start);
        break;
      case 'variable':
        this.push('variable_begin', delimiter, start);
        this.code('variable', this.options.rawStrings);
        break;
      case 'block':
        this.push('block_begin', delimiter, start);
        this.code('block', false);
        break;
    }
  }

  private blockEndTail(): string {
    return this.options.trimBlocks ? '\\n?' : '';
  }

  private comment(start: number): void {
    const close = literal(this.options.commentEnd);
    const end = new RegExp(`\\+${close}|-${close}\\s*|${close}${this.blockEndTail()}`, 'g');
    end.lastIndex = this.at;
    if (!end.exec(this.text)) throw syntaxError('a comment is not closed', this.position(start));
    this.at = end.lastIndex;
  }

  private raw(start: number): void {
    const { blockStart, blockEnd } = this.options;
    const close = literal(blockEnd);
    const end = new RegExp(
      `${literal(blockStart)}([-+]?)\\s*endraw\\s*(?:\\+${close}|-${close}\\s*|${close}${this.blockEndTail()})`,
      'g',
    );
    end.lastIndex = this.at;
    const match = end.exec(this.text);
    if (!match) throw syntaxError("a 'raw' block is not closed", this.position(start));
    let stop = match.index;
    if (match[1] === '-') while (stop > this.at && /\s/u.test(this.text[stop - 1] ?? '')) stop--;
    else if (match[1] !== '+' && this.options.lstripBlocks) {
      const lineStart = this.text.lastIndexOf('\n', stop - 1) + 1;
      if (lineStart >= this.at && /^\s*$/.test(this.text.slice(lineStart, stop))) stop = lineStart;
    }
    this.data(this.at, stop);
    this.at = end.lastIndex;
  }

  /** The tokens up to the closing delimiter; up to the end of the text for a bare expression. */
  private code(kind: 'variable' | 'block' | undefined, rawStrings: boolean): void {
    const close = kind === undefined ? undefined : this.closing(kind);
    const open: { closer: string; at: number }[] = [];
    const start = this.at;
    while (this.at < this.text.length) {
      if (close && open.length === 0) {
        close.lastIndex = this.at;
        if (close.exec(this.text)) {
          this.push(kind === 'variable' ? 'variable_end' : 'block_end', '', this.at);
          this.at = close.lastIndex;
          return;
        }
      }
      this.token(open, rawStrings);
    }
    const unclosed = open.at(-1);
    if (unclosed) throw syntaxError(`'${unclosed.closer}' is missing`, this.position(unclosed.at));
    if (kind === 'variable')
      throw syntaxError(
        `'${this.options.variableEnd}' is missing`,
        this.position(Math.min(start, this.text.length)),
      );
    if (kind === 'block')
      throw syntaxError(
        `'${this.options.blockEnd}' is missing`,
        this.position(Math.min(start, this.text.length)),
      );
  }

  private closing(kind: 'variable' | 'block'): RegExp {
    if (kind === 'variable') {
      const close = literal(this.options.variableEnd);
      return new RegExp(`-${close}\\s*|${close}`, 'y');
    }
    const close = literal(this.options.blockEnd);
    return new RegExp(`\\+${close}|-${close}\\s*|${close}${this.blockEndTail()}`, 'y');
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private token(open: { closer: string; at: number }[], rawStrings: boolean): void {
    const at = this.at;
    const space = this.match(WHITESPACE);
    if (space !== undefined) {
      this.at += space.length;
      return;
    }
    for (const [kind, pattern] of [
      ['float', FLOAT],
      ['integer', INTEGER],
      ['name', NAME],
    ] as const) {
      const text = this.match(pattern);
      if (text === undefined) continue;
      this.push(kind, text, at);
      this.at += text.length;
      return;
    }
    const string = this.match(STRING);
    if (string !== undefined) {
      this.at += string.length;
      const body = string.slice(1, -1);
      const text = rawStrings ? body : unescapeString(body);
      if (text === undefined) throw syntaxError('an escape in this string is cut short', this.position(at));
      this.push('string', text, at);
      return;
    }
    const operator = this.match(OPERATOR);
    if (operator === undefined) {
      const character = String.fromCodePoint(this.text.codePointAt(at) ?? 0);
      if (character === "'" || character === '"')
        throw syntaxError('this string is not closed', this.position(at));
      throw syntaxError(
        `unexpected character '${character}'`,
        this.position(at),
        characterHint(character, this.text[at + 1]),
      );
    }
    this.at += operator.length;
    const closer = OPENING[operator];
    if (closer !== undefined) open.push({ closer, at });
    else if (operator === ')' || operator === ']' || operator === '}') {
      const expected = open.pop();
      if (!expected) throw syntaxError(`unexpected '${operator}'`, this.position(at));
      if (expected.closer !== operator)
        throw syntaxError(`unexpected '${operator}', expected '${expected.closer}'`, this.position(at));
    }
    this.push('operator', operator, at);
  }
}

function characterHint(character: string, next: string | undefined): string | undefined {
  if (character === '&' && next === '&') return "write 'and' for '&&'";
  if (character === '!') return "write 'not' for '!'";
  if (character === '?') return "write 'a if condition else b'";
  if (character === '$') return 'variables have no $ here';
  return undefined;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
