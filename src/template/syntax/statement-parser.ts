import type { Position } from '../template-error.ts';
import type { Expression, Parameter, Statement } from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { nearest } from './nearest.ts';
import { describeToken, syntaxError, type Token } from './token.ts';
import type { TokenStream } from './token-stream.ts';

const STATEMENTS = [
  'for',
  'if',
  'block',
  'extends',
  'print',
  'macro',
  'include',
  'from',
  'import',
  'set',
  'with',
  'autoescape',
  'call',
  'filter',
  'do',
  'break',
  'continue',
  'raw',
];

/** Reads a template's statements: text, print statements and blocks. */
export class StatementParser {
  private readonly stream: TokenStream;
  private readonly expressions: ExpressionParser;
  private readonly open: { tag: string; at: Position }[] = [];
  private readonly blockNames = new Set<string>();
  private loops = 0;

  constructor(stream: TokenStream) {
    this.stream = stream;
    this.expressions = new ExpressionParser(stream);
  }

  template(): Statement[] {
    return this.statements([]);
  }

  /** Statements up to one of the ending tags, whose `{% tag` is consumed. */
  private statements(until: readonly string[]): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      const token = this.stream.current;
      switch (token.kind) {
        case 'data':
          this.stream.next();
          body.push({ kind: 'text', at: place(token), text: token.text });
          break;
        case 'variable_begin':
          this.stream.next();
          body.push({ kind: 'output', at: place(token), value: this.expressions.tuple() });
          this.stream.expect('variable_end');
          break;
        case 'block_begin':
          this.stream.next();
          if (until.length > 0 && this.stream.is('name', ...until)) return body;
          body.push(this.statement());
          this.stream.expect('block_end');
          break;
        case 'end': {
          const unclosed = this.open.at(-1);
          if (!unclosed) return body;
          throw syntaxError(`'${unclosed.tag}' is not closed: ${wanted(until)} is missing`, unclosed.at);
        }
        default:
          throw syntaxError(`unexpected ${describeToken(token)}`, token);
      }
    }
  }

  /** The body of a statement, up to its ending tag; the ending tag is consumed. */
  private body(tag: string, at: Position, end: string): Statement[] {
    this.open.push({ tag, at });
    this.stream.expect('block_end');
    const body = this.statements([end]);
    this.stream.next();
    this.open.pop();
    return body;
  }

  private statement(): Statement {
    const token = this.stream.current;
    const at = place(token);
    if (token.kind !== 'name') throw syntaxError(`expected a statement, got ${describeToken(token)}`, token);
    switch (token.text) {
      case 'for':
        return this.for(at);
      case 'if':
        return this.if(at);
      case 'block':
        return this.block(at);
      case 'extends':
        this.stream.next();
        return { kind: 'extends', at, template: this.expressions.expression() };
      case 'print': {
        this.stream.next();
        const items: Statement[] = [];
        while (!this.stream.is('block_end')) {
          if (items.length > 0) this.stream.expect('operator', ',');
          items.push({ kind: 'output', at, value: this.expressions.expression() });
        }
        return { kind: 'group', at, body: items };
      }
      case 'macro':
        return this.macro(at);
      case 'include':
        return this.include(at);
      case 'from':
        return this.fromImport(at);
      case 'import':
        return this.import(at);
      case 'set':
        return this.set(at);
      case 'with':
        return this.with(at);
      case 'autoescape': {
        this.stream.next();
        this.expressions.expression();
        return { kind: 'group', at, body: this.body('autoescape', at, 'endautoescape') };
      }
      case 'call':
        return this.call(at);
      case 'filter': {
        this.stream.next();
        const filter = this.expressions.filterChain();
        return { kind: 'filter-block', at, filter, body: this.body('filter', at, 'endfilter') };
      }
      case 'do':
        this.stream.next();
        return { kind: 'do', at, value: this.expressions.tuple() };
      case 'break':
      case 'continue':
        this.stream.next();
        if (this.loops === 0) throw syntaxError(`'${token.text}' outside a loop`, token);
        return { kind: token.text, at };
      default:
        throw this.unknownTag(token);
    }
  }

  private unknownTag(token: Token): Error {
    const open = this.open.at(-1);
    if (token.text.startsWith('end') || token.text === 'else' || token.text === 'elif') {
      const what = open ? `'${open.tag}' (line ${open.at.line}) is still open` : 'nothing is open here';
      return syntaxError(`unexpected '${token.text}': ${what}`, token);
    }
    const near = nearest(token.text, STATEMENTS);
    return syntaxError(`unknown statement '${token.text}'`, token, near && `did you mean '${near}'?`);
  }

  private for(at: Position): Statement {
    this.stream.next();
    const target = this.expressions.target({ until: ['in'] });
    this.stream.expect('name', 'in');
    const iterable = this.expressions.tuple({ plain: true, until: ['recursive'] });
    const filter = this.stream.accept('name', 'if') ? this.expressions.expression() : undefined;
    const recursive = this.stream.accept('name', 'recursive');
    this.open.push({ tag: 'for', at });
    this.stream.expect('block_end');
    this.loops++;
    const body = this.statements(['endfor', 'else']);
    this.loops--;
    let otherwise: Statement[] = [];
    if (this.stream.next().text === 'else') {
      this.stream.expect('block_end');
      otherwise = this.statements(['endfor']);
      this.stream.next();
    }
    this.open.pop();
    return { kind: 'for', at, target, iterable, body, otherwise, recursive, ...(filter ? { filter } : {}) };
  }

  private if(at: Position): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    let otherwise: Statement[] = [];
    this.open.push({ tag: 'if', at });
    for (;;) {
      const tag = this.stream.next().text;
      if (tag === 'endif') break;
      if (tag === 'else') {
        this.stream.expect('block_end');
        otherwise = this.statements(['endif']);
        continue;
      }
      const test = this.expressions.tuple();
      this.stream.expect('block_end');
      branches.push({ test, body: this.statements(['elif', 'else', 'endif']) });
    }
    this.open.pop();
    return { kind: 'if', at, branches, otherwise };
  }

  private block(at: Position): Statement {
    this.stream.next();
    const token = this.stream.expect('name');
    if (this.blockNames.has(token.text))
      throw syntaxError(`the block '${token.text}' is defined twice`, token);
    this.blockNames.add(token.text);
    const scoped = this.stream.accept('name', 'scoped');
    const required = this.stream.accept('name', 'required');
    if (this.stream.is('operator', '-'))
      throw syntaxError("block names can't contain hyphens", this.stream.current, 'use an underscore');
    const loops = this.loops;
    this.loops = 0;
    const body = this.body('block', at, 'endblock');
    this.loops = loops;
    this.stream.accept('name', token.text);
    return { kind: 'block', at, name: token.text, scoped, required, body };
  }

  private signature(): Parameter[] {
    this.stream.expect('operator', '(');
    const parameters: Parameter[] = [];
    while (!this.stream.is('operator', ')')) {
      if (parameters.length > 0) this.stream.expect('operator', ',');
      const name = this.stream.expect('name');
      if (parameters.some((parameter) => parameter.name === name.text))
        throw syntaxError(`the parameter '${name.text}' is there twice`, name);
      if (this.stream.accept('operator', '='))
        parameters.push({ name: name.text, otherwise: this.expressions.expression() });
      else if (parameters.at(-1)?.otherwise)
        throw syntaxError(`'${name.text}' has no default but follows one that has`, name);
      else parameters.push({ name: name.text });
    }
    this.stream.next();
    const caller = parameters.find((parameter) => parameter.name === 'caller');
    if (caller && !caller.otherwise)
      throw syntaxError("the parameter 'caller' needs a default", this.stream.current);
    return parameters;
  }

  private macro(at: Position): Statement {
    this.stream.next();
    const name = this.stream.expect('name').text;
    const parameters = this.signature();
    return { kind: 'macro', at, name, parameters, body: this.separately('macro', at, 'endmacro') };
  }

  /** A body that is no part of the loop around it. */
  private separately(tag: string, at: Position, end: string): Statement[] {
    const loops = this.loops;
    this.loops = 0;
    const body = this.body(tag, at, end);
    this.loops = loops;
    return body;
  }

  private call(at: Position): Statement {
    this.stream.next();
    const parameters = this.stream.is('operator', '(') ? this.signature() : [];
    const call = this.expressions.expression();
    if (call.kind !== 'call') throw syntaxError("'call' needs a call of a macro", at);
    return { kind: 'call-block', at, call, parameters, body: this.separately('call', at, 'endcall') };
  }

  /** `with context` or `without context`, where it is written. */
  private context(otherwise: boolean): boolean {
    if (!this.stream.is('name', 'with', 'without')) return otherwise;
    if (this.stream.following.kind !== 'name' || this.stream.following.text !== 'context') return otherwise;
    const withContext = this.stream.next().text === 'with';
    this.stream.next();
    return withContext;
  }

  private include(at: Position): Statement {
    this.stream.next();
    const template = this.expressions.expression();
    let ignoreMissing = false;
    if (this.stream.is('name', 'ignore') && this.stream.following.text === 'missing') {
      this.stream.next();
      this.stream.next();
      ignoreMissing = true;
    }
    return { kind: 'include', at, template, ignoreMissing, withContext: this.context(true) };
  }

  private import(at: Position): Statement {
    this.stream.next();
    const template = this.expressions.expression();
    this.stream.expect('name', 'as');
    const name = this.stream.expect('name').text;
    return { kind: 'import', at, template, name, withContext: this.context(false) };
  }

  private fromImport(at: Position): Statement {
    this.stream.next();
    const template = this.expressions.expression();
    this.stream.expect('name', 'import');
    const names: { name: string; as: string }[] = [];
    let withContext = false;
    while (!this.stream.is('block_end')) {
      if (names.length > 0) this.stream.expect('operator', ',');
      if (this.stream.is('block_end')) break;
      if (this.stream.is('name', 'with', 'without') && this.stream.following.text === 'context') break;
      const token = this.stream.expect('name');
      if (token.text.startsWith('_'))
        throw syntaxError("names that begin with an underscore can't be imported", token);
      const as = this.stream.accept('name', 'as') ? this.stream.expect('name').text : token.text;
      names.push({ name: token.text, as });
      if (this.stream.is('name', 'with', 'without') && this.stream.following.text === 'context') break;
    }
    if (this.stream.is('name', 'with', 'without')) withContext = this.context(false);
    if (names.length === 0) throw syntaxError('nothing is imported', this.stream.current);
    return { kind: 'from-import', at, template, names, withContext };
  }

  private set(at: Position): Statement {
    this.stream.next();
    const target = this.expressions.target({ namespace: true });
    if (this.stream.accept('operator', '='))
      return { kind: 'set', at, target, value: this.expressions.tuple() };
    const filter = this.stream.accept('operator', '|') ? this.expressions.filterChain() : undefined;
    return {
      kind: 'capture',
      at,
      target,
      body: this.body('set', at, 'endset'),
      ...(filter ? { filter } : {}),
    };
  }

  private with(at: Position): Statement {
    this.stream.next();
    const bindings: Extract<Statement, { kind: 'with' }>['bindings'][number][] = [];
    while (!this.stream.is('block_end')) {
      if (bindings.length > 0) this.stream.expect('operator', ',');
      const target = this.expressions.target({ single: true });
      this.stream.expect('operator', '=');
      bindings.push({ target, value: this.expressions.expression() });
    }
    return { kind: 'with', at, bindings, body: this.body('with', at, 'endwith') };
  }
}

function place(token: Token): Position {
  return { line: token.line, column: token.column };
}

function wanted(tags: readonly string[]): string {
  return tags.map((tag) => `'${tag}'`).join(' or ');
}
