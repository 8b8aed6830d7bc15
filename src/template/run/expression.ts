import { NotKnown, Unknown } from '../../core/unknown.ts';
import { type Dict, Tuple, type Value } from '../../core/value.ts';
import { binary, negate, positive } from '../python/arithmetic.ts';
import { getAttribute, getItem } from '../python/attribute.ts';
import { MUTATORS } from '../python/container-methods.ts';
import { dictSet, hashKey } from '../python/dict-key.ts';
import { equals, isMember } from '../python/equality.ts';
import { iterate } from '../python/iteration.ts';
import { dictOf, LazyDict } from '../python/lazy-dict.ts';
import { compare } from '../python/ordering.ts';
import { slice } from '../python/subscript.ts';
import { str } from '../python/text.ts';
import { truth } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import type { CallArguments, CompareOperator, Expression, ExpressionOf } from '../syntax/ast.ts';
import { valueError } from '../template-error.ts';
import { defined, LenientUndefined, MaybeUndefined, Undefined } from '../undefined.ts';
import { Arguments } from './arguments.ts';
import type { Evaluate, EvaluateTruth } from './compiled.ts';
import { EffectNotKnown } from './effect.ts';
import type { Frame } from './frame.ts';
import { guarded, settle } from './guard.ts';
import { applyFilter, applyTest, callValue, needFilter, needTest } from './invoke.ts';
import { resolve } from './resolve.ts';
import { identical, speculate } from './speculation.ts';
import { unknownIn } from './unknown-inside.ts';

/** What is noticed about a template while its expressions are compiled. */
export interface Notes {
  mutates: boolean;
}

/** Turns expressions into functions of the frame they are evaluated in. */
export class ExpressionCompiler {
  private readonly notes: Notes;

  constructor(notes: Notes) {
    this.notes = notes;
  }

  compile(node: Expression): Evaluate {
    switch (node.kind) {
      case 'constant': {
        const { value } = node;
        return () => value;
      }
      case 'name': {
        const { name, at } = node;
        return guarded(at, (frame) => resolve(frame, name, at));
      }
      case 'list': {
        const items = node.items.map((item) => this.compile(item));
        return (frame) => items.map((item) => item(frame));
      }
      case 'tuple': {
        const items = node.items.map((item) => this.compile(item));
        return (frame) => Tuple.fromItems(items.map((item) => item(frame)));
      }
      case 'dict':
        return this.dict(node);
      case 'condition':
        return this.condition(node);
      case 'and':
      case 'or':
        return this.logic(node);
      case 'not':
      case 'compare':
      case 'test': {
        const answer = this.truth(node);
        return answer;
      }
      case 'binary': {
        const left = this.compile(node.left);
        const right = this.compile(node.right);
        const { operator } = node;
        return guarded(node.at, (frame) => {
          const a = left(frame);
          const b = right(frame);
          if (a instanceof Unknown || b instanceof Unknown) throw new NotKnown(joined(a, b));
          // A format looks into what it is given.
          const inside = operator === '%' && frame.run.metUnknown ? unknownIn(b) : undefined;
          if (inside) throw new NotKnown(inside);
          return binary(operator, a, b);
        });
      }
      case 'unary': {
        const operand = this.compile(node.operand);
        const operate = node.operator === '-' ? negate : positive;
        return guarded(node.at, (frame) => {
          const value = operand(frame);
          if (value instanceof Unknown) throw new NotKnown(value);
          return operate(value);
        });
      }
      case 'concat': {
        const items = node.items.map((item) => this.compile(item));
        return guarded(node.at, (frame) => joinTexts(items.map((item) => item(frame))));
      }
      case 'attribute': {
        const object = this.compile(node.object);
        const { name, at } = node;
        if (MUTATORS.has(name)) this.notes.mutates = true;
        return guarded(at, (frame) => attribute(frame, object(frame), name, at));
      }
      case 'item': {
        const object = this.compile(node.object);
        const index = this.compile(node.index);
        const { at } = node;
        if (
          node.index.kind === 'constant' &&
          typeof node.index.value === 'string' &&
          MUTATORS.has(node.index.value)
        )
          this.notes.mutates = true;
        return guarded(at, (frame) => {
          const of = object(frame);
          const by = index(frame);
          return noticed(frame, of, getItem(of, by, at));
        });
      }
      case 'slice':
        return this.slice(node);
      case 'call': {
        const callee = this.compile(node.callee);
        const args = this.arguments(node.args);
        return guarded(node.at, (frame) => callValue(callee(frame), args(frame), frame.run));
      }
      case 'filter':
        return this.filter(node);
    }
  }

  private dict(node: ExpressionOf<'dict'>): Evaluate {
    const entries = node.entries.map(([key, value]) => [this.compile(key), this.compile(value)] as const);
    return guarded(node.at, (frame) => {
      const dict: Dict = new Map();
      const unknownKeys: Unknown[] = [];
      for (const [key, value] of entries) {
        const k = key(frame);
        const v = value(frame);
        if (k instanceof Unknown) unknownKeys.push(k);
        else dictSet(dict, checkedKey(k), v);
      }
      if (unknownKeys.length > 0) throw new NotKnown(Unknown.join(unknownKeys));
      return dict;
    });
  }

  private condition(node: ExpressionOf<'condition'>): Evaluate {
    const test = this.truth(node.test);
    const then = this.compile(node.then);
    const otherwise: Evaluate = node.otherwise
      ? this.compile(node.otherwise)
      : () =>
          new LenientUndefined("the inline 'if' is false here and has no 'else'", undefined, {
            line: node.at.line,
            column: node.at.column,
          });
    return (frame) => {
      const answer = test(frame);
      if (answer === true) return then(frame);
      if (answer === false) return otherwise(frame);
      return either(frame, answer, then, otherwise);
    };
  }

  /** `and` and `or` as values: the operand that decides. */
  private logic(node: ExpressionOf<'and' | 'or'>): Evaluate {
    if (isBoolean(node)) return this.truth(node);
    const left = this.compile(node.left);
    const right = this.compile(node.right);
    const stopsAt = node.kind === 'or';
    const { at } = node;
    return guarded(at, (frame) => {
      const value = left(frame);
      const answer = truth(value);
      if (answer === stopsAt) return value;
      if (!(answer instanceof Unknown)) return right(frame);
      return either(frame, answer, stopsAt ? () => value : right, stopsAt ? right : () => value);
    });
  }

  /** The expression where only its truth matters. */
  truth(node: Expression): EvaluateTruth {
    switch (node.kind) {
      case 'and':
      case 'or':
        return this.logicTruth(node);
      case 'not': {
        const operand = this.truth(node.operand);
        return (frame) => {
          const answer = operand(frame);
          return typeof answer === 'boolean' ? !answer : answer;
        };
      }
      case 'compare':
        return this.compareTruth(node);
      case 'test':
        return this.test(node);
      default: {
        const value = this.compile(node);
        const { at } = node;
        return (frame) => {
          try {
            const answer = truth(value(frame));
            // Something that may be undefined has no truth then.
            if (answer instanceof Unknown) frame.run.presumed = true;
            return answer;
          } catch (thrown) {
            return unknownTruth(settle(thrown, frame, at));
          }
        };
      }
    }
  }

  /** Three-valued: `false and unknown` is false, whichever side is which. */
  private logicTruth(node: ExpressionOf<'and' | 'or'>): EvaluateTruth {
    const left = this.truth(node.left);
    const right = this.truth(node.right);
    const decisive = node.kind === 'or';
    return (frame) => {
      const first = left(frame);
      if (first === decisive) return decisive;
      if (!(first instanceof Unknown)) return right(frame);
      const second = speculate(frame.run, first, () => right(frame));
      if (second === decisive) return decisive;
      return second instanceof Unknown ? Unknown.join([first, second]) : new Unknown(first.waitsFor);
    };
  }

  private compareTruth(node: ExpressionOf<'compare'>): EvaluateTruth {
    const first = this.compile(node.first);
    const rest = node.rest.map(({ operator, operand }) => ({ operator, operand: this.compile(operand) }));
    const { at } = node;
    return (frame) => {
      try {
        let left = first(frame);
        const unknowns: Unknown[] = [];
        for (const { operator, operand } of rest) {
          const [pending] = unknowns;
          const right = pending ? speculate(frame.run, pending, () => operand(frame)) : operand(frame);
          if (right === undefined) break;
          const answer = pending
            ? speculate(frame.run, pending, () => compareOnce(operator, left, right))
            : compareOnce(operator, left, right);
          if (answer === false) return false;
          if (answer === undefined) break;
          if (answer instanceof Unknown) {
            frame.run.metUnknown = true;
            frame.run.presumed = true;
            unknowns.push(answer);
          }
          left = right;
        }
        return unknowns.length > 0 ? Unknown.join(unknowns) : true;
      } catch (thrown) {
        return unknownTruth(settle(thrown, frame, at));
      }
    };
  }

  private test(node: ExpressionOf<'test'>): EvaluateTruth {
    const operand = this.compile(node.operand);
    const args = this.arguments(node.args);
    const { name, at } = node;
    return (frame) => {
      try {
        const test = needTest(name, frame.run);
        const value = operand(frame);
        const passed = args(frame);
        return applyTest(test, passed.with([value, ...passed.positional]), frame.run);
      } catch (thrown) {
        return unknownTruth(settle(thrown, frame, at));
      }
    };
  }

  private slice(node: ExpressionOf<'slice'>): Evaluate {
    const object = this.compile(node.object);
    const none: Evaluate = () => null;
    const start = node.start ? this.compile(node.start) : none;
    const stop = node.stop ? this.compile(node.stop) : none;
    const step = node.step ? this.compile(node.step) : none;
    const { at } = node;
    return guarded(at, (frame) => {
      const value = object(frame);
      const by = { start: start(frame), stop: stop(frame), step: step(frame) };
      if (value instanceof Unknown) throw new NotKnown(value);
      if (value instanceof LenientUndefined) throw value.error();
      if (value instanceof Undefined) return value;
      for (const bound of [by.start, by.stop, by.step]) defined(bound);
      const part = slice(value, by);
      if (part === undefined) throw valueError(`'${typeName(value)}' object can't be sliced`);
      return part;
    });
  }

  /** A filter; without an operand it filters what a block has captured, which is passed in. */
  filter(node: ExpressionOf<'filter'>, captured?: Evaluate): Evaluate {
    const inner = node.operand;
    const operand =
      inner === undefined
        ? (captured ?? (() => null))
        : inner.kind === 'filter' && captured
          ? this.filter(inner, captured)
          : this.compile(inner);
    const args = this.arguments(node.args);
    const { name, at } = node;
    return guarded(at, (frame) => {
      const filter = needFilter(name, frame.run);
      const value = operand(frame);
      const passed = args(frame);
      return applyFilter(filter, passed.with([value, ...passed.positional]), frame.run);
    });
  }

  arguments(node: CallArguments): (frame: Frame) => Arguments {
    const positional = node.positional.map((arg) => this.compile(arg));
    const keywords = node.keywords.map(({ name, value }) => [name, this.compile(value)] as const);
    const { restPositional, restKeywords } = node;
    if (!restPositional && !restKeywords && keywords.length === 0) {
      if (positional.length === 0) return () => NOTHING;
      return (frame) => new Arguments(positional.map((arg) => arg(frame)));
    }
    const rest = restPositional && this.compile(restPositional);
    const more = restKeywords && this.compile(restKeywords);
    return (frame) => {
      const values = positional.map((arg) => arg(frame));
      if (rest) values.push(...iterate(rest(frame)));
      const named = new Map(keywords.map(([name, value]) => [name, value(frame)] as const));
      if (more) {
        const value = more(frame);
        if (value instanceof Unknown) throw new NotKnown(value);
        const dict = dictOf(defined(value));
        if (!dict) throw valueError('the argument after ** must be a dict');
        for (const [key, each] of dict) {
          if (named.has(str(key)))
            throw valueError(`got multiple values for the keyword argument '${str(key)}'`);
          named.set(str(key), each);
        }
      }
      return new Arguments(values, named);
    };
  }
}

const NOTHING = new Arguments([]);

function joined(...values: readonly Value[]): Unknown {
  return Unknown.join(values.filter((value) => value instanceof Unknown));
}

function checkedKey(key: Value): Value {
  hashKey(defined(key));
  return key;
}

function attribute(frame: Frame, value: Value, name: string, at: { line: number; column: number }): Value {
  return noticed(frame, value, getAttribute(value, name, at));
}

/** What a lazy dict gives was not looked through when the variable was read. */
function noticed(frame: Frame, from: Value, result: Value): Value {
  if (result instanceof Unknown) frame.run.metUnknown = true;
  else if (from instanceof LazyDict && !frame.run.metUnknown && unknownIn(result))
    frame.run.metUnknown = true;
  return result;
}

/** Whether an expression gives a boolean, whatever its operands are. */
function isBoolean(node: Expression): boolean {
  switch (node.kind) {
    case 'compare':
    case 'not':
    case 'test':
      return true;
    case 'constant':
      return typeof node.value === 'boolean';
    case 'and':
    case 'or':
      return isBoolean(node.left) && isBoolean(node.right);
    default:
      return false;
  }
}

/** One of two values, and it isn't known which: the value where both are the same. */
function either(frame: Frame, on: Unknown, then: Evaluate, otherwise: Evaluate): Value {
  frame.run.metUnknown = true;
  frame.run.presumed = true;
  const a = speculate(frame.run, on, () => then(frame));
  const b = speculate(frame.run, on, () => otherwise(frame));
  if (a !== undefined && b !== undefined && identical(a, b)) return a;
  const reasons = [on, ...[a, b].filter((value) => value instanceof Unknown)];
  const unknown = Unknown.join(reasons);
  const maybe = [a, b].some(
    (value) => value === undefined || value instanceof Undefined || value instanceof MaybeUndefined,
  );
  return maybe ? new MaybeUndefined(unknown.waitsFor) : unknown;
}

function joinTexts(values: readonly Value[]): string {
  const unknowns: Unknown[] = [];
  let text = '';
  for (const value of values) {
    try {
      text += str(value);
    } catch (thrown) {
      if (!(thrown instanceof NotKnown) || thrown instanceof EffectNotKnown) throw thrown;
      unknowns.push(thrown.unknown);
    }
  }
  if (unknowns.length > 0) throw new NotKnown(Unknown.join(unknowns));
  return text;
}

function compareOnce(operator: CompareOperator, left: Value, right: Value): boolean | Unknown {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return inverted(equals(left, right));
    case 'in':
      return isMember(right, left);
    case 'not in':
      return inverted(isMember(right, left));
    default:
      if (left instanceof Unknown || right instanceof Unknown) return joined(left, right);
      try {
        return compare(operator, left, right);
      } catch (thrown) {
        if (thrown instanceof NotKnown) return thrown.unknown;
        throw thrown;
      }
  }
}

function inverted(answer: boolean | Unknown): boolean | Unknown {
  return typeof answer === 'boolean' ? !answer : answer;
}

function unknownTruth(value: Value): boolean | Unknown {
  if (value instanceof Unknown || typeof value === 'boolean') return value;
  return truth(value);
}
