import { BoundedCache } from '../core/bounded-cache.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { type Place, placeOf } from '../core/place.ts';
import { NotKnown, Unknown } from '../core/unknown.ts';
import { Float, isDict, Tuple, Unsafe, type Value, VaultText } from '../core/value.ts';
import { CommonTexts } from './common-texts.ts';
import type { Clock, ControlActor, ControlReader, Randomness } from './control-reader.ts';
import type { Filter } from './filters/filter.ts';
import { standardGlobals } from './globals/all.ts';
import { readHeader, withOptions } from './jinja-header.ts';
import type { Lookup } from './lookups/lookup.ts';
import { MarkedText, unmarked } from './python/marked-text.ts';
import { SequenceView } from './python/sequence-view.ts';
import { str } from './python/text.ts';
import { Registry } from './registry.ts';
import { Arguments } from './run/arguments.ts';
import { compileExpression, compileTemplate } from './run/compile.ts';
import type { CompiledExpression, CompiledTemplate } from './run/compiled.ts';
import type { Engine } from './run/engine.ts';
import { Evaluation } from './run/evaluation.ts';
import { refuseUndefined } from './run/finalize.ts';
import { Frame } from './run/frame.ts';
import { runTemplate } from './run/statement.ts';
import { findTemplate } from './run/template-files.ts';
import { unknownIn } from './run/unknown-inside.ts';
import type { Scope } from './scope.ts';
import { tokenize } from './syntax/lexer.ts';
import { DEFAULT_SYNTAX, type SyntaxOptions } from './syntax/options.ts';
import { parseExpression, parseTemplate } from './syntax/parse.ts';
import { unknownNames } from './syntax-check.ts';
import { isTemplateError, TemplateError } from './template-error.ts';
import type { Test } from './tests/test.ts';
import { Undefined } from './undefined.ts';
import { type ValueRenderer, type VariableLayer, Variables } from './variables.ts';

export interface TemplarOptions {
  /** The control machine's files, for lookups, includes and file tests; without one they fail. */
  readonly reader?: ControlReader | undefined;
  /** What may change the control machine or start programs there; without one such lookups fail. */
  readonly actor?: ControlActor | undefined;
  readonly clock?: Clock | undefined;
  readonly randomness?: Randomness | undefined;
  /** Opens `!vault` texts. */
  readonly decrypt?: ((ciphertext: string) => string) | undefined;
  readonly warn?: ((message: string) => void) | undefined;
  readonly filters?: Iterable<readonly [string, Filter]> | undefined;
  readonly tests?: Iterable<readonly [string, Test]> | undefined;
  readonly lookups?: Iterable<readonly [string, Lookup]> | undefined;
  readonly globals?: Iterable<readonly [string, Value]> | undefined;
}

export interface FileOptions {
  /** The template's path: for messages, and to find what it includes. */
  readonly source?: string | undefined;
  /** Options of the `template` module under its names: `trim_blocks`, `variable_start_string` … */
  readonly syntax?: Iterable<readonly [string, Value]> | undefined;
}

const SINGLE_VARIABLE = /^\{\{\s*(\w+)\s*\}\}\n?$/u;
const CACHED = 5000;
/** In the strings of playbooks, YAML has already dealt with the backslashes. */
const STRING_SYNTAX: SyntaxOptions = { ...DEFAULT_SYNTAX, rawStrings: true };
const syntaxKeys = new WeakMap<SyntaxOptions, string>();
const NOT_TEMPLATED = new Unknown([]);

/**
 * Templates and expressions, evaluated the way Ansible (before 2.19, without jinja2_native) evaluates them.
 * Whatever depends on something unknown gives `Unknown`; mistakes are thrown as `TemplateError`.
 */
export class Templar implements Engine, ValueRenderer {
  readonly registry: Registry;
  readonly globals: ReadonlyMap<string, Value>;
  readonly warn: (message: string) => void;
  looksOutside = 0;
  private readonly outside: Pick<Engine, 'reader' | 'actor' | 'clock' | 'randomness'>;
  private readonly open: ((ciphertext: string) => string) | undefined;
  private readonly templates = new BoundedCache<CompiledTemplate>(CACHED);
  private readonly expressions = new BoundedCache<CompiledExpression>(CACHED);
  private readonly common = new CommonTexts();

  constructor(options: TemplarOptions = {}) {
    this.registry = new Registry(options);
    this.globals = new Map([...standardGlobals(), ...(options.globals ?? [])]);
    const { reader, actor, randomness, clock = { now: () => Date.now() } } = options;
    this.outside = { reader, actor, randomness, clock };
    this.warn = options.warn ?? (() => undefined);
    this.open = options.decrypt;
  }

  get reader(): ControlReader | undefined {
    this.looksOutside++;
    return this.outside.reader;
  }

  get actor(): ControlActor | undefined {
    this.looksOutside++;
    return this.outside.actor;
  }

  get clock(): Clock {
    this.looksOutside++;
    return this.outside.clock;
  }

  get randomness(): Randomness | undefined {
    this.looksOutside++;
    return this.outside.randomness;
  }

  /** Variables in layers, from the weakest to the strongest, that this templar works out. */
  variables(layers: Iterable<VariableLayer>): Variables {
    return Variables.of(this, layers);
  }

  /** The value of a bare expression. An undefined result is an error. */
  evaluate(expression: string, scope: Scope): Value {
    const value = this.evaluateMaybe(expression, scope);
    if (value instanceof Undefined) throw value.error().locate(undefined, undefined, expression);
    return value;
  }

  /** Like `evaluate`, but undefined where the expression's value is. */
  evaluateIfDefined(expression: string, scope: Scope): Value | undefined {
    const value = this.evaluateMaybe(expression, scope);
    return value instanceof Undefined ? undefined : value;
  }

  private evaluateMaybe(expression: string, scope: Scope): Value {
    const compiled = this.expression(expression, false);
    return this.settled(expression, () => {
      const run = new Evaluation(this, scope, { copiesOnRead: compiled.mutates });
      const value = unmarked(compiled.evaluate(new Frame(run)));
      if (!(value instanceof Undefined)) refuseUndefined(value);
      return plainSequence(value);
    });
  }

  /**
   * One condition of `when`, `failed_when`, `that` and the like. Nothing or an empty text holds. A text with `{{ }}` in it
   * is rendered first, and what comes out is the condition.
   */
  condition(condition: Value, scope: Scope): boolean | Unknown {
    if (condition === null || condition === '') return true;
    if (typeof condition === 'boolean') return condition;
    if (condition instanceof Unknown) return condition;
    let text: Value = condition instanceof Unsafe ? condition.text : condition;
    if (typeof text === 'string' && this.isTemplate(text)) {
      const { value, untrusted } = this.renderTracked(text, scope);
      if (typeof value === 'boolean' || value instanceof Unknown) return value;
      if (value === '') return false;
      if (untrusted)
        throw new TemplateError(
          'template-value',
          'what this condition is rendered to came from outside, and is not taken for a condition',
          { hint: 'leave out the {{ }}: a condition is an expression already' },
        ).locate(undefined, undefined, text);
      text = value;
    }
    const source = str(text);
    const compiled = this.expression(source, false);
    const answer = this.settled(source, () => {
      const run = new Evaluation(this, scope, { copiesOnRead: compiled.mutates });
      return compiled.truth(new Frame(run));
    });
    return answer instanceof Unknown ? answer : answer === true;
  }

  /** Several conditions that must all hold; one that is false decides, whatever the unknown ones are. */
  conditions(conditions: Value, scope: Scope): boolean | Unknown {
    if (!Array.isArray(conditions)) return this.condition(conditions, scope);
    const unknowns: Unknown[] = [];
    for (const condition of conditions) {
      try {
        const answer = this.condition(condition, scope);
        if (answer === false) return false;
        if (answer instanceof Unknown) unknowns.push(answer);
      } catch (thrown) {
        // A condition after an unknown one may never be asked.
        if (unknowns.length === 0 || !isTemplateError(thrown)) throw thrown;
      }
    }
    return unknowns.length > 0 ? Unknown.join(unknowns) : true;
  }

  /** A string with `{{ }}` in it, as the value it stands for: lists, dicts and booleans are not left as text. */
  render(text: string, scope: Scope): Value {
    return plainSequence(unmarked(this.renderTracked(text, scope).value));
  }

  /**
   * Data with templates in it, through and through. What needs no templating is given back as it is.
   * Keys stay as they are written unless `keys` says otherwise.
   */
  renderData(value: Value, scope: Scope, options: { readonly keys?: boolean } = {}): Value {
    return this.renderNested(value, scope, options.keys === true, { presumed: false });
  }

  /** For `Variables`. */
  renderValue(value: Value, scope: Scope): { value: Value; presumed: boolean } {
    const trace = { presumed: false };
    return { value: this.renderNested(value, scope, false, trace, true), presumed: trace.presumed };
  }

  /** The text of a template file; rendered once for all whose variables make it the same. */
  renderFile(text: string, scope: Scope, options: FileOptions = {}): string | Unknown {
    const { source } = options;
    const syntax = withOptions(DEFAULT_SYNTAX, options.syntax ?? []);
    const render = () => {
      const { value } = this.renderText(text, scope, { syntax, convert: false, source });
      return value instanceof Unknown ? value : str(value);
    };
    if (!(scope instanceof Variables)) return render();
    return this.common.get(`${syntaxKey(syntax)}\0${source ?? ''}\0${text}`, scope, render);
  }

  renderFileText(
    text: string,
    scope: Scope,
    source: string | undefined,
    options: ReadonlyMap<string, Value>,
    convert: boolean,
  ): Value {
    return this.renderText(text, scope, { syntax: withOptions(DEFAULT_SYNTAX, options), convert, source })
      .value;
  }

  /** The items of a lookup, as `with_<name>: terms` and `query('<name>', …)` see them. */
  lookup(
    name: string,
    terms: readonly Value[],
    scope: Scope,
    options: ReadonlyMap<string, Value> = new Map(),
  ): Value[] | Unknown {
    const lookup = this.findLookup(name);
    if (!lookup) throw new TemplateError('unknown-lookup', `there is no lookup '${name}'`);
    const unknown = lookup.takesUnknown ? undefined : unknownIn(...terms, ...options.values());
    if (unknown) return unknown;
    try {
      return lookup.run(terms, options, new Evaluation(this, scope));
    } catch (thrown) {
      if (thrown instanceof NotKnown) return thrown.unknown;
      throw thrown;
    }
  }

  /** Applies a filter to a value, for whoever needs one outside of a template. */
  applyFilter(name: string, value: Value, scope: Scope, ...args: readonly Value[]): Value {
    const filter = this.filter(name);
    if (!filter) throw new TemplateError('unknown-filter', `there is no filter '${name}'`);
    return unmarked(filter.run(new Arguments([value, ...args]), new Evaluation(this, scope)));
  }

  /** Whether a value has a template in it anywhere. */
  isTemplate(value: Value): boolean {
    if (typeof value === 'string') return this.isTemplateText(value);
    if (Array.isArray(value)) return value.some((item) => this.isTemplate(item));
    if (isDict(value)) return [...value].some(([k, v]) => this.isTemplate(k) || this.isTemplate(v));
    return false;
  }

  private isTemplateText(text: string): boolean {
    if (!mayBeTemplate(text, DEFAULT_SYNTAX)) return false;
    try {
      return (
        tokenize(text, DEFAULT_SYNTAX).some(
          (token) => token.kind === 'variable_begin' || token.kind === 'block_begin',
        ) || text.includes(DEFAULT_SYNTAX.commentStart)
      );
    } catch {
      return false;
    }
  }

  /** The mistakes in a string of a playbook that can be told without its variables. */
  checkText(text: string, place?: Place): Diagnostic[] {
    if (!mayBeTemplate(text, DEFAULT_SYNTAX)) return [];
    return this.check(text, () => parseTemplate(text, STRING_SYNTAX), undefined, place);
  }

  /** The mistakes in all strings of some data. */
  checkData(value: Value, place?: Place): Diagnostic[] {
    if (typeof value === 'string') return this.checkText(value, place);
    if (Array.isArray(value))
      return value.flatMap((item, i) => this.checkData(item, placeOf(value, i) ?? place));
    if (isDict(value)) return [...value].flatMap(([k, v]) => this.checkData(v, placeOf(value, k) ?? place));
    return [];
  }

  /** The mistakes in a bare expression: of `when` and the like. */
  checkCondition(condition: Value, place?: Place): Diagnostic[] {
    if (Array.isArray(condition))
      return condition.flatMap((one, i) => this.checkCondition(one, placeOf(condition, i) ?? place));
    if (typeof condition !== 'string' || condition === '') return [];
    if (this.isTemplate(condition)) return this.checkText(condition, place);
    return this.check(condition, () => parseExpression(condition, DEFAULT_SYNTAX), undefined, place);
  }

  /** The mistakes in a template file. */
  checkFile(text: string, options: FileOptions = {}): Diagnostic[] {
    try {
      const header = readHeader(text, withOptions(DEFAULT_SYNTAX, options.syntax ?? []), this.warn);
      return this.check(
        header.text,
        () => parseTemplate(header.text, header.options),
        options.source,
        undefined,
        header.lines,
      );
    } catch (thrown) {
      if (!isTemplateError(thrown)) throw thrown;
      return [thrown.locate(undefined, options.source, text).toDiagnostic()];
    }
  }

  private check(
    text: string,
    parse: () => Parameters<typeof unknownNames>[0],
    source: string | undefined,
    place: Place | undefined,
    linesAbove = 0,
  ): Diagnostic[] {
    let mistakes: TemplateError[];
    try {
      mistakes = unknownNames(parse(), this.registry);
    } catch (thrown) {
      if (!isTemplateError(thrown)) throw thrown;
      mistakes = [thrown];
    }
    return mistakes.map((mistake) => {
      if (linesAbove > 0 && mistake.position)
        mistake.position = { line: mistake.position.line + linesAbove, column: mistake.position.column };
      return mistake.locate(undefined, source, linesAbove > 0 ? `\n${text}` : text).toDiagnostic(place);
    });
  }

  filter(name: string): Filter | undefined {
    return this.registry.filter(name);
  }

  test(name: string): Test | undefined {
    return this.registry.test(name);
  }

  findLookup(name: string): Lookup | undefined {
    return this.registry.lookup(name);
  }

  decrypt(ciphertext: string): string {
    if (!this.open)
      throw new TemplateError(
        'template-value',
        'an encrypted value is needed, but no vault password was given',
      );
    return this.open(ciphertext);
  }

  load(name: string, run: Evaluation): CompiledTemplate | undefined {
    const file = findTemplate(name, run);
    if (!file) return undefined;
    return this.template(file.text, DEFAULT_SYNTAX, file.path);
  }

  private expression(text: string, rawStrings: boolean): CompiledExpression {
    return this.expressions.get(`${rawStrings ? 'r' : 'e'}${text}`, () =>
      compileExpression(text, { ...DEFAULT_SYNTAX, rawStrings }),
    );
  }

  private template(text: string, syntax: SyntaxOptions, source: string | undefined): CompiledTemplate {
    const key = `${syntaxKey(syntax)}\0${source ?? ''}\0${text}`;
    return this.templates.get(key, () => compileTemplate(text, syntax, source));
  }

  private renderNested(
    value: Value,
    scope: Scope,
    keys: boolean,
    trace: { presumed: boolean },
    keepsMarks = false,
  ): Value {
    if (typeof value === 'string') {
      if (!mayBeTemplate(value, DEFAULT_SYNTAX)) return value;
      const rendered = this.renderTracked(value, scope);
      if (rendered.presumed) trace.presumed = true;
      return keepsMarks ? rendered.value : plainSequence(unmarked(rendered.value));
    }
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return this.renderItems(value, scope, keys, trace);
    if (isDict(value)) return this.renderDict(value, scope, keys, trace);
    if (value instanceof VaultText) return this.decrypt(value.ciphertext);
    if (value instanceof Unsafe) return keepsMarks ? value : value.text;
    return value;
  }

  private renderItems(value: Value[], scope: Scope, keys: boolean, trace: { presumed: boolean }): Value[] {
    let changed = value instanceof Tuple || value instanceof SequenceView;
    const items = value.map((item, i) => {
      const rendered = this.placed(value, i, () => this.renderNested(item, scope, keys, trace));
      if (rendered !== item) changed = true;
      return rendered;
    });
    return changed ? items : value;
  }

  private renderDict(
    value: Map<Value, Value>,
    scope: Scope,
    keys: boolean,
    trace: { presumed: boolean },
  ): Value {
    let changed = false;
    const result = new Map<Value, Value>();
    for (const [key, item] of value) {
      const rendered = this.placed(value, key, () => this.renderNested(item, scope, keys, trace));
      const name = keys ? this.placed(value, key, () => this.renderNested(key, scope, false, trace)) : key;
      if (name instanceof Unknown) return name;
      if (rendered !== item || name !== key) changed = true;
      result.set(name, rendered);
    }
    return changed ? result : value;
  }

  /** Tells an error where in the data its string stands. */
  private placed<T>(container: object, key: unknown, what: () => T): T {
    try {
      return what();
    } catch (thrown) {
      if (thrown instanceof TemplateError) thrown.place ??= placeOf(container, key);
      throw thrown;
    }
  }

  private renderTracked(text: string, scope: Scope): { value: Value; presumed: boolean; untrusted: boolean } {
    if (!mayBeTemplate(text, DEFAULT_SYNTAX) && !text.startsWith('#jinja2:'))
      return { value: text, presumed: false, untrusted: false };
    const single = this.singleVariable(text, scope);
    if (single !== NOT_TEMPLATED) return { value: single, presumed: false, untrusted: false };
    return this.renderText(text, scope, {
      syntax: STRING_SYNTAX,
      convert: true,
      source: undefined,
    });
  }

  /** `{{ name }}` of a number, a boolean or None is that value itself, not its text. */
  private singleVariable(text: string, scope: Scope): Value {
    const name = SINGLE_VARIABLE.exec(text)?.[1];
    if (name === undefined || !scope.has(name)) return NOT_TEMPLATED;
    const raw = scope.raw(name);
    const isScalar =
      typeof raw === 'number' ||
      typeof raw === 'boolean' ||
      typeof raw === 'bigint' ||
      raw instanceof Float ||
      raw === null;
    return isScalar ? raw : NOT_TEMPLATED;
  }

  private renderText(
    text: string,
    scope: Scope,
    how: { syntax: SyntaxOptions; convert: boolean; source: string | undefined },
  ): { value: Value; presumed: boolean; untrusted: boolean } {
    const header = readHeader(text, how.syntax, this.warn);
    let run: Evaluation | undefined;
    const value = this.settled(
      text,
      () => {
        const template = this.template(header.text, header.options, how.source);
        run = new Evaluation(this, scope, {
          convert: how.convert,
          source: how.source,
          copiesOnRead: template.mutates,
        });
        const frame = new Frame(run);
        runTemplate(template, frame);
        return withNewlines(frame.out.value(how.convert), text, header.options.newlineSequence);
      },
      how.source,
      header.lines,
    );
    return { value, presumed: run?.presumed ?? false, untrusted: run?.untrusted ?? false };
  }

  /** What can't be known becomes `Unknown`; an error learns which text it is about. */
  private settled<T extends Value>(
    text: string,
    what: () => T,
    source?: string | undefined,
    linesAbove = 0,
  ): T | Unknown {
    try {
      return what();
    } catch (thrown) {
      if (thrown instanceof NotKnown) return thrown.unknown;
      if (thrown instanceof TemplateError) {
        if (linesAbove > 0 && thrown.position && (thrown.source === undefined || thrown.source === source)) {
          thrown.position = { line: thrown.position.line + linesAbove, column: thrown.position.column };
          thrown.text = text;
        }
        thrown.locate(undefined, source, text);
      }
      throw thrown;
    }
  }
}

function mayBeTemplate(text: string, syntax: SyntaxOptions): boolean {
  return (
    text.includes(syntax.variableStart) ||
    text.includes(syntax.blockStart) ||
    text.includes(syntax.commentStart)
  );
}

/** Templates are kept by their text and by how they are written. */
function syntaxKey(syntax: SyntaxOptions): string {
  let key = syntaxKeys.get(syntax);
  if (key === undefined) {
    key = Object.values(syntax).join('\x01');
    syntaxKeys.set(syntax, key);
  }
  return key;
}

/** A rendered text ends in at least as many line ends as the template did; Jinja itself drops one. */
function withNewlines(value: Value, template: string, newline: string): Value {
  const text = value instanceof MarkedText ? value.text : value;
  if (typeof text !== 'string') return value;
  const missing = trailingNewlines(template) - trailingNewlines(text);
  return missing > 0 ? text + newline.repeat(missing) : value;
}

function trailingNewlines(text: string): number {
  let count = 0;
  while (count < text.length && text[text.length - 1 - count] === '\n') count++;
  return count;
}

/** Outside of expressions there are only lists. */
function plainSequence(value: Value): Value {
  if (value instanceof SequenceView) return [...value];
  return value;
}
