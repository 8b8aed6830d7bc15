import type { Expression, Statement } from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { tokenize, tokenizeExpression } from './lexer.ts';
import type { SyntaxOptions } from './options.ts';
import { StatementParser } from './statement-parser.ts';
import { describeToken, syntaxError } from './token.ts';
import { TokenStream } from './token-stream.ts';

export function parseTemplate(text: string, options: SyntaxOptions): Statement[] {
  return new StatementParser(new TokenStream(tokenize(text, options))).template();
}

export function parseExpression(text: string, options: SyntaxOptions): Expression {
  const stream = new TokenStream(tokenizeExpression(text, options));
  const expression = new ExpressionParser(stream).tuple();
  if (!stream.is('end')) throw syntaxError(`unexpected ${describeToken(stream.current)}`, stream.current);
  return expression;
}
