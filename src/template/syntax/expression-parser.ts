import { float, type Value } from '../../core/value.ts';
import { parseFloatText, parseIntText } from '../python/numbers.ts';
import type { Position } from '../template-error.ts';
import type { CallArguments, CompareOperator, Expression, Target } from './ast.ts';
import { describeToken, syntaxError } from './token.ts';
import type { TokenStream } from './token-stream.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const NO_ARGUMENTS: CallArguments = { positional: [], keywords: [] };

/** Reads expressions, from the loosest binding (inline if) to the tightest (a name, a constant). */
export class ExpressionParser {
  readonly stream: TokenStream;

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  private get here(): Position {
    const { line, column } = this.stream.current;
    return { line, column };
  }

  private isOperator(...texts: string[]): boolean {
    return this.stream.is('operator', ...texts);
  }

  private isName(...texts: string[]): boolean {
    return this.stream.is('name', ...texts);
  }

  expression(): Expression {
    return this.condition();
  }

  /** An expression without an inline if of its own: what a `for` loops over. */
  plainExpression(): Expression {
    return this.or();
  }

  private condition(): Expression {
    const at = this.here;
    let then = this.or();
    while (this.stream.accept('name', 'if')) {
      const test = this.or();
      const otherwise = this.stream.accept('name', 'else') ? this.condition() : undefined;
      then = { kind: 'condition', at, test, then, ...(otherwise ? { otherwise } : {}) };
    }
    return then;
  }

  private or(): Expression {
    const at = this.here;
    let left = this.and();
    while (this.stream.accept('name', 'or')) left = { kind: 'or', at, left, right: this.and() };
    return left;
  }

  private and(): Expression {
    const at = this.here;
    let left = this.not();
    while (this.stream.accept('name', 'and')) left = { kind: 'and', at, left, right: this.not() };
    return left;
  }

  private not(): Expression {
    const at = this.here;
    if (this.stream.accept('name', 'not')) return { kind: 'not', at, operand: this.not() };
    return this.compare();
  }

  private compare(): Expression {
    const at = this.here;
    const first = this.sum();
    const rest: { operator: CompareOperator; operand: Expression }[] = [];
    for (;;) {
      const { current } = this.stream;
      if (current.kind === 'operator' && COMPARISONS.has(current.text)) {
        this.stream.next();
        rest.push({ operator: current.text as CompareOperator, operand: this.sum() });
      } else if (this.stream.accept('name', 'in')) rest.push({ operator: 'in', operand: this.sum() });
      else if (
        this.isName('not') &&
        this.stream.following.kind === 'name' &&
        this.stream.following.text === 'in'
      ) {
        this.stream.next();
        this.stream.next();
        rest.push({ operator: 'not in', operand: this.sum() });
      } else break;
    }
    return rest.length === 0 ? first : { kind: 'compare', at, first, rest };
  }

  private sum(): Expression {
    const at = this.here;
    let left = this.concat();
    while (this.isOperator('+', '-')) {
      const operator = this.stream.next().text === '+' ? '+' : '-';
      left = { kind: 'binary', at, operator, left, right: this.concat() };
    }
    return left;
  }

  private concat(): Expression {
    const at = this.here;
    const items = [this.product()];
    while (this.stream.accept('operator', '~')) items.push(this.product());
    return items.length === 1 ? (items[0] as Expression) : { kind: 'concat', at, items };
  }

  private product(): Expression {
    const at = this.here;
    let left = this.power();
    while (this.isOperator('*', '/', '//', '%')) {
      const operator = this.stream.next().text as '*' | '/' | '//' | '%';
      left = { kind: 'binary', at, operator, left, right: this.power() };
    }
    return left;
  }

  private power(): Expression {
    const at = this.here;
    let left = this.unary(true);
    while (this.stream.accept('operator', '**'))
      left = { kind: 'binary', at, operator: '**', left, right: this.unary(true) };
    return left;
  }

  private unary(withFilters: boolean): Expression {
    const at = this.here;
    let node: Expression;
    if (this.isOperator('-', '+')) {
      const operator = this.stream.next().text === '-' ? '-' : '+';
      node = { kind: 'unary', at, operator, operand: this.unary(false) };
    } else node = this.primary();
    node = this.postfix(node);
    return withFilters ? this.filters(node) : node;
  }

  private primary(): Expression {
    const at = this.here;
    const token = this.stream.current;
    switch (token.kind) {
      case 'name': {
        this.stream.next();
        const constant = CONSTANTS.get(token.text);
        return constant === undefined
          ? { kind: 'name', at, name: token.text }
          : { kind: 'constant', at, value: constant };
      }
      case 'string': {
        let text = '';
        while (this.stream.is('string')) text += this.stream.next().text;
        return { kind: 'constant', at, value: text };
      }
      case 'integer':
        this.stream.next();
        return { kind: 'constant', at, value: parseIntText(token.text, 0) ?? 0 };
      case 'float':
        this.stream.next();
        return { kind: 'constant', at, value: float(parseFloatText(token.text) ?? 0) };
      case 'operator':
        if (token.text === '(') {
          this.stream.next();
          const inner = this.tuple({ parenthesized: true });
          this.stream.expect('operator', ')');
          return inner;
        }
        if (token.text === '[') return this.list();
        if (token.text === '{') return this.dict();
        break;
      default:
    }
    throw syntaxError(`unexpected ${describeToken(token)}`, token);
  }

  /** Expressions with commas between them; a single one without a comma is just itself. */
  tuple(options: { parenthesized?: boolean; plain?: boolean; until?: readonly string[] } = {}): Expression {
    const at = this.here;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0 && !isTuple) break;
      if (this.endsTuple(options.until)) break;
      items.push(options.plain ? this.plainExpression() : this.expression());
      if (!this.stream.accept('operator', ',')) break;
      isTuple = true;
    }
    if (!isTuple) {
      const [only] = items;
      if (only) return only;
      if (!options.parenthesized)
        throw syntaxError(
          `expected an expression, got ${describeToken(this.stream.current)}`,
          this.stream.current,
        );
    }
    return { kind: 'tuple', at, items };
  }

  private endsTuple(until: readonly string[] | undefined): boolean {
    const { kind, text } = this.stream.current;
    if (
      kind === 'variable_end' ||
      kind === 'block_end' ||
      kind === 'end' ||
      (kind === 'operator' && text === ')')
    )
      return true;
    return until !== undefined && kind === 'name' && until.includes(text);
  }

  private list(): Expression {
    const at = this.here;
    this.stream.expect('operator', '[');
    const items: Expression[] = [];
    while (!this.isOperator(']')) {
      if (items.length > 0) this.stream.expect('operator', ',');
      if (this.isOperator(']')) break;
      items.push(this.expression());
    }
    this.stream.expect('operator', ']');
    return { kind: 'list', at, items };
  }

  private dict(): Expression {
    const at = this.here;
    this.stream.expect('operator', '{');
    const entries: [Expression, Expression][] = [];
    while (!this.isOperator('}')) {
      if (entries.length > 0) this.stream.expect('operator', ',');
      if (this.isOperator('}')) break;
      const key = this.expression();
      this.stream.expect('operator', ':');
      entries.push([key, this.expression()]);
    }
    this.stream.expect('operator', '}');
    return { kind: 'dict', at, entries };
  }

  postfix(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.isOperator('.', '[')) node = this.subscript(node);
      else if (this.isOperator('('))
        node = { kind: 'call', at: node.at, callee: node, args: this.callArguments() };
      else return node;
    }
  }

  private filters(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.isOperator('|')) node = this.filter(node);
      else if (this.isName('is')) node = this.test(node);
      else if (this.isOperator('('))
        node = { kind: 'call', at: node.at, callee: node, args: this.callArguments() };
      else return node;
    }
  }

  private subscript(object: Expression): Expression {
    const at = this.here;
    if (this.stream.accept('operator', '.')) {
      const token = this.stream.next();
      if (token.kind === 'name') return { kind: 'attribute', at: token, object, name: token.text };
      if (token.kind === 'integer') {
        const value = parseIntText(token.text, 0) ?? 0;
        return { kind: 'item', at: token, object, index: { kind: 'constant', at: token, value } };
      }
      throw syntaxError(`expected a name or a number after '.', got ${describeToken(token)}`, token);
    }
    this.stream.expect('operator', '[');
    const parts: Expression[] = [];
    while (!this.isOperator(']')) {
      if (parts.length > 0) this.stream.expect('operator', ',');
      parts.push(this.subscripted(object));
    }
    if (parts.length === 0) throw syntaxError('an index is missing', this.stream.current);
    this.stream.expect('operator', ']');
    const [only] = parts;
    if (parts.length === 1 && only)
      return only.kind === 'slice' && only.object === object
        ? only
        : { kind: 'item', at, object, index: only };
    return { kind: 'item', at, object, index: { kind: 'tuple', at, items: parts } };
  }

  private subscripted(object: Expression): Expression {
    const at = this.here;
    const parts: (Expression | undefined)[] = [undefined];
    if (!this.isOperator(':')) {
      const index = this.expression();
      if (!this.isOperator(':')) return index;
      parts[0] = index;
    }
    while (parts.length < 3 && this.stream.accept('operator', ':')) {
      parts.push(this.isOperator(':', ']', ',') ? undefined : this.expression());
    }
    const [start, stop, step] = parts;
    return {
      kind: 'slice',
      at,
      object,
      ...(start ? { start } : {}),
      ...(stop ? { stop } : {}),
      ...(step ? { step } : {}),
    };
  }

  callArguments(): CallArguments {
    const open = this.stream.expect('operator', '(');
    const positional: Expression[] = [];
    const keywords: { name: string; value: Expression }[] = [];
    let restPositional: Expression | undefined;
    let restKeywords: Expression | undefined;
    let first = true;
    const ensure = (valid: boolean) => {
      if (!valid) throw syntaxError('invalid order of arguments in this call', this.stream.current);
    };
    while (!this.isOperator(')')) {
      if (!first) {
        this.stream.expect('operator', ',');
        if (this.isOperator(')')) break;
      }
      first = false;
      if (this.stream.accept('operator', '*')) {
        ensure(!restPositional && !restKeywords);
        restPositional = this.expression();
      } else if (this.stream.accept('operator', '**')) {
        ensure(!restKeywords);
        restKeywords = this.expression();
      } else if (
        this.isName() &&
        this.stream.following.kind === 'operator' &&
        this.stream.following.text === '='
      ) {
        ensure(!restKeywords);
        const name = this.stream.next();
        this.stream.next();
        if (keywords.some((k) => k.name === name.text))
          throw syntaxError(`the argument '${name.text}' is given twice`, name);
        keywords.push({ name: name.text, value: this.expression() });
      } else {
        ensure(!restPositional && !restKeywords && keywords.length === 0);
        positional.push(this.expression());
      }
    }
    if (!this.isOperator(')')) throw syntaxError("')' is missing", open);
    this.stream.next();
    return {
      positional,
      keywords,
      ...(restPositional ? { restPositional } : {}),
      ...(restKeywords ? { restKeywords } : {}),
    };
  }

  /** A name with dots in it: `ansible.builtin.combine`. */
  private dottedName(): { name: string; at: Position } {
    const token = this.stream.expect('name');
    let name = token.text;
    while (this.stream.accept('operator', '.')) name += `.${this.stream.expect('name').text}`;
    return { name, at: { line: token.line, column: token.column } };
  }

  private filter(operand: Expression | undefined): Expression {
    this.stream.expect('operator', '|');
    return this.filterCall(operand);
  }

  private filterCall(operand: Expression | undefined): Expression {
    const { name, at } = this.dottedName();
    const args = this.isOperator('(') ? this.callArguments() : NO_ARGUMENTS;
    return { kind: 'filter', at, operand, name, args };
  }

  /** The chain of filters after `{% filter` or `{% set x |`; the innermost operand is left open. */
  filterChain(): Expression {
    let node = this.filterCall(undefined);
    while (this.isOperator('|')) node = this.filter(node);
    return node;
  }

  private test(operand: Expression): Expression {
    const is = this.stream.expect('name', 'is');
    const negated = this.stream.accept('name', 'not');
    const { name, at } = this.dottedName();
    let args = NO_ARGUMENTS;
    if (this.isOperator('(')) args = this.callArguments();
    else if (this.startsTestArgument()) {
      if (this.isName('is')) throw syntaxError("tests can't be chained with 'is'", this.stream.current);
      args = { positional: [this.postfix(this.primary())], keywords: [] };
    }
    const node: Expression = { kind: 'test', at, operand, name, args };
    return negated ? { kind: 'not', at: { line: is.line, column: is.column }, operand: node } : node;
  }

  private startsTestArgument(): boolean {
    const { kind, text } = this.stream.current;
    if (kind === 'name') return text !== 'else' && text !== 'or' && text !== 'and';
    if (kind === 'string' || kind === 'integer' || kind === 'float') return true;
    return kind === 'operator' && (text === '[' || text === '{');
  }

  /** What `for` and `set` assign to. */
  target(options: { namespace?: boolean; until?: readonly string[]; single?: boolean } = {}): Target {
    const at = this.here;
    if (
      options.namespace &&
      this.isName() &&
      this.stream.following.kind === 'operator' &&
      this.stream.following.text === '.'
    ) {
      const name = this.stream.next().text;
      this.stream.next();
      return { kind: 'namespace', at, name, attribute: this.stream.expect('name').text };
    }
    if (options.single) return this.targetName();
    return this.targetTuple(at, options);
  }

  private targetName(): Target {
    const token = this.stream.expect('name');
    if (CONSTANTS.has(token.text)) throw syntaxError(`can't assign to '${token.text}'`, token);
    return { kind: 'name', at: { line: token.line, column: token.column }, name: token.text };
  }

  private targetTuple(at: Position, options: { until?: readonly string[]; namespace?: boolean }): Target {
    const items: Target[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0 && !isTuple) break;
      if (this.endsTuple(options.until) || this.isOperator('=')) break;
      if (this.stream.accept('operator', '(')) {
        items.push(this.targetTuple(this.here, {}));
        this.stream.expect('operator', ')');
      } else if (this.stream.accept('operator', '[')) {
        items.push(this.targetTuple(this.here, {}));
        this.stream.expect('operator', ']');
      } else if (
        options.namespace &&
        this.stream.following.kind === 'operator' &&
        this.stream.following.text === '.'
      ) {
        const name = this.stream.expect('name').text;
        this.stream.next();
        items.push({ kind: 'namespace', at, name, attribute: this.stream.expect('name').text });
      } else items.push(this.targetName());
      if (!this.stream.accept('operator', ',')) break;
      isTuple = true;
    }
    const [only] = items;
    if (!only)
      throw syntaxError(`can't assign to ${describeToken(this.stream.current)}`, this.stream.current);
    return isTuple ? { kind: 'tuple', at, items } : only;
  }
}
