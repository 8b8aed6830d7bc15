import type { SyntaxOptions } from '../syntax/options.ts';
import { parseExpression, parseTemplate } from '../syntax/parse.ts';
import { isTemplateError } from '../template-error.ts';
import type { CompiledExpression, CompiledTemplate } from './compiled.ts';
import { ExpressionCompiler } from './expression.ts';
import { StatementCompiler } from './statement.ts';

export function compileTemplate(text: string, options: SyntaxOptions, source?: string): CompiledTemplate {
  try {
    const compiler = new StatementCompiler();
    const body = compiler.compile(parseTemplate(text, options));
    return { source, text, body, blocks: compiler.blocks, mutates: compiler.notes.mutates };
  } catch (thrown) {
    if (isTemplateError(thrown)) thrown.locate(undefined, source, text);
    throw thrown;
  }
}

export function compileExpression(text: string, options: SyntaxOptions): CompiledExpression {
  try {
    const notes = { mutates: false };
    const compiler = new ExpressionCompiler(notes);
    const expression = parseExpression(text, options);
    const evaluate = compiler.compile(expression);
    const truth = compiler.truth(expression);
    return { evaluate, truth, mutates: notes.mutates };
  } catch (thrown) {
    if (isTemplateError(thrown)) thrown.locate(undefined, undefined, text);
    throw thrown;
  }
}
