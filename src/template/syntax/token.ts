import { type Position, TemplateError } from '../template-error.ts';

export type TokenKind =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'end';

export interface Token extends Position {
  readonly kind: TokenKind;
  readonly text: string;
}

export function syntaxError(message: string, position: Position, hint?: string): TemplateError {
  return new TemplateError('template-syntax', message, {
    position: { line: position.line, column: position.column },
    hint,
  });
}

/** What a token is called in a message. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the template';
    case 'variable_end':
      return 'the end of the print statement';
    case 'block_end':
      return 'the end of the statement';
    case 'data':
      return 'text';
    default:
      return `'${token.text}'`;
  }
}
