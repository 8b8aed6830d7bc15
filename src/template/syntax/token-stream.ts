import { describeToken, syntaxError, type Token } from './token.ts';

/** The tokens of a template, read one after the other. */
export class TokenStream {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get current(): Token {
    return this.tokens[this.index] as Token;
  }

  get following(): Token {
    return this.tokens[Math.min(this.index + 1, this.tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.current;
    if (this.index < this.tokens.length - 1) this.index++;
    return token;
  }

  is(kind: Token['kind'], ...texts: readonly string[]): boolean {
    const { current } = this;
    return current.kind === kind && (texts.length === 0 || texts.includes(current.text));
  }

  accept(kind: Token['kind'], text?: string): boolean {
    if (!this.is(kind, ...(text === undefined ? [] : [text]))) return false;
    this.next();
    return true;
  }

  expect(kind: Token['kind'], text?: string): Token {
    if (!this.is(kind, ...(text === undefined ? [] : [text]))) {
      const wanted = text === undefined ? NAMES[kind] : `'${text}'`;
      throw syntaxError(`expected ${wanted}, got ${describeToken(this.current)}`, this.current);
    }
    return this.next();
  }
}

const NAMES: Readonly<Record<Token['kind'], string>> = {
  data: 'text',
  variable_begin: 'a print statement',
  variable_end: 'the end of the print statement',
  block_begin: 'a statement',
  block_end: 'the end of the statement',
  name: 'a name',
  string: 'a string',
  integer: 'an integer',
  float: 'a number',
  operator: 'an operator',
  end: 'the end of the expression',
};
