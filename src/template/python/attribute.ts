import { didYouMean } from '../../core/spelling.ts';
import { NotKnown, Unknown } from '../../core/unknown.ts';
import { Float, isDict, Opaque, OpenDict, Tuple, Unsafe, type Value } from '../../core/value.ts';
import { Arguments } from '../run/arguments.ts';
import { Callable, NativeFunction } from '../run/callable.ts';
import { EffectNotKnown } from '../run/effect.ts';
import { unknownIn } from '../run/unknown-inside.ts';
import { type Position, valueError } from '../template-error.ts';
import { LenientUndefined, MaybeUndefined, Undefined } from '../undefined.ts';
import { orElse } from './absent.ts';
import { braceFormat } from './brace-format.ts';
import { DICT_METHODS, LIST_METHODS, MUTATORS, TUPLE_METHODS } from './container-methods.ts';
import { dictGet, isHashable } from './dict-key.ts';
import { GroupTuple } from './group-tuple.ts';
import { escapeHtml } from './html.ts';
import { dictOf, LazyDict } from './lazy-dict.ts';
import { Markup, textOf } from './marked-text.ts';
import { isInt } from './numbers.ts';
import { SequenceView } from './sequence-view.ts';
import { STRING_METHODS } from './string-methods.ts';
import { itemAt } from './subscript.ts';
import { repr } from './text.ts';
import { typeName } from './type-name.ts';

/** An opaque value with attributes of its own (a loop, a module of macros, a time). */
interface WithAttributes {
  attribute(name: string): Value | undefined;
}
interface WithMethods {
  method(name: string): ((args: readonly Value[]) => Value) | undefined;
}

function hasAttributes(value: object): value is WithAttributes {
  return 'attribute' in value && typeof value.attribute === 'function';
}

function hasMethods(value: object): value is WithMethods {
  return 'method' in value && typeof value.method === 'function';
}

/** `value.name`: an attribute or method first, then the key of that name. */
export function getAttribute(value: Value, name: string, position?: Position): Value {
  const early = lenient(value, name, position);
  if (early !== undefined) return early;
  const found = orElse(ownAttribute(value, name), () => key(value, name));
  return orElse(found, () => missing(value, name, position));
}

/** `value[index]`: the key or index first, then the attribute of that name. */
export function getItem(value: Value, index: Value, position?: Position): Value {
  const text = textOf(index);
  const early = lenient(value, text ?? 'item', position);
  if (early !== undefined) return early;
  if (index instanceof Unknown) return new MaybeUndefined(index.waitsFor);
  if (index instanceof Undefined && !isDict(value)) return index;
  const found = orElse(key(value, index), () => (text === undefined ? undefined : ownAttribute(value, text)));
  return orElse(found, () => missing(value, text ?? index, position));
}

function lenient(value: Value, name: string, position: Position | undefined): Value | undefined {
  if (value instanceof Unknown) return new MaybeUndefined(value.waitsFor);
  if (value instanceof LenientUndefined) {
    if (name === '__class__') return undefined;
    throw new Undefined(value.message, value.variable, position).error();
  }
  return value instanceof Undefined ? value : undefined;
}

function key(value: Value, index: Value): Value | undefined {
  if (isDict(value)) {
    const found = isHashable(index) ? dictGet(value, index) : undefined;
    // Of a result that is not there yet nobody knows whether it will have this at all.
    return value instanceof OpenDict && found instanceof Unknown && !value.has(index)
      ? new MaybeUndefined(found.waitsFor)
      : found;
  }
  if (value instanceof LazyDict) return value.get(index);
  return itemAt(value, index);
}

/** How Jinja names the kind of a value in its messages. */
function describe(value: Value): string {
  if (value === null) return 'None';
  return `${typeName(value)} object`;
}

function missing(value: Value, name: Value, position: Position | undefined): Undefined {
  const text = textOf(name);
  if (text !== undefined)
    return new Undefined(`'${describe(value)}' has no attribute '${text}'`, text, position, () =>
      nearKey(value, text),
    );
  return new Undefined(`${describe(value)} has no element ${repr(name)}`, undefined, position);
}

function nearKey(value: Value, name: string): string | undefined {
  if (!isDict(value)) return undefined;
  const keys = [...value.keys()].filter((one) => typeof one === 'string');
  return didYouMean(name, keys);
}

function ownAttribute(value: Value, name: string): Value | undefined {
  if (name === '__class__') return new PythonClass(typeName(value));
  const text = textOf(value);
  if (text !== undefined) return stringAttribute(value, text, name);
  if (Array.isArray(value)) return sequenceAttribute(value, name);
  if (isDict(value) || value instanceof LazyDict) return dictAttribute(value, name);
  if (value instanceof Opaque) {
    if (hasMethods(value)) {
      const method = value.method(name);
      if (method) return new NativeFunction(name, (args) => method(args.positional));
    }
    return hasAttributes(value) ? value.attribute(name) : undefined;
  }
  return numberAttribute(value, name);
}

function numberAttribute(value: Value, name: string): Value | undefined {
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof Float;
  if (!isNumber && typeof value !== 'boolean') return undefined;
  const plain = typeof value === 'boolean' ? Number(value) : value;
  switch (name) {
    case 'real':
      return plain;
    case 'imag':
      return isInt(plain) ? 0 : new Float(0);
    case 'numerator':
      return isInt(plain) ? plain : undefined;
    case 'denominator':
      return isInt(plain) ? 1 : undefined;
    case 'conjugate':
      return new NativeFunction(name, () => plain);
    case 'is_integer':
      return isInt(plain) ? undefined : new NativeFunction(name, () => plain instanceof Float);
    case 'bit_length':
      return isInt(plain)
        ? new NativeFunction(name, () => {
            const n = BigInt(plain);
            return n === 0n ? 0 : (n < 0n ? -n : n).toString(2).length;
          })
        : undefined;
    default:
      return undefined;
  }
}

/** A class object, of which templates only ever ask the name. */
class PythonClass extends Opaque {
  readonly typeName = 'type';
  readonly named: string;
  constructor(named: string) {
    super();
    this.named = named;
  }
  attribute(name: string): Value | undefined {
    return name === '__name__' || name === '__qualname__' ? this.named : undefined;
  }
  toText(): string {
    return `<class '${this.named}'>`;
  }
}

/** A method of a value, with the unknowns in its arguments taken care of. */
class Method extends Callable {
  override readonly typeName = 'builtin_function_or_method';
  override readonly takesUnknown = true;
  readonly label: string;
  private readonly run: (args: Arguments, evaluation: Parameters<Callable['call']>[1]) => Value;

  constructor(label: string, run: (args: Arguments, evaluation: Parameters<Callable['call']>[1]) => Value) {
    super();
    this.label = label;
    this.run = run;
  }

  call(args: Arguments, evaluation: Parameters<Callable['call']>[1]): Value {
    return this.run(args, evaluation);
  }
}

/** Methods of Markup whose result is Markup again, with the arguments escaped. */
const MARKUP_METHODS = new Set(
  'capitalize title lower upper replace ljust rjust lstrip rstrip center strip swapcase zfill expandtabs join'.split(
    ' ',
  ),
);

function stringAttribute(value: Value, text: string, name: string): Value | undefined {
  if (name === 'format' || name === 'format_map')
    return new Method(name, formatMethod(text, name === 'format_map'));
  if (value instanceof Markup && name === '__html__') return new Method(name, () => value);
  const method = STRING_METHODS.get(name);
  if (!method) return undefined;
  return new Method(name, (args, evaluation) => {
    const unknown = evaluation.metUnknown ? unknownIn(...args.all()) : undefined;
    if (unknown) throw new NotKnown(unknown);
    for (const arg of args.all()) if (arg instanceof Undefined) throw arg.error();
    if (method.length < 2) refuseArguments(name, args);
    if (!(value instanceof Markup) || !MARKUP_METHODS.has(name)) return method(text, args);
    const escaped = new Arguments(
      args.positional.map((arg) =>
        textOf(arg) === undefined || arg instanceof Unsafe ? arg : escapeHtml(arg),
      ),
      args.keywords,
    );
    const result = method(text, escaped);
    return typeof result === 'string' ? new Markup(result) : result;
  });
}

function refuseArguments(name: string, args: Arguments): void {
  if (args.positional.length > 0 || args.keywords.size > 0) throw valueError(`${name}() takes no arguments`);
}

function formatMethod(text: string, fromMap: boolean) {
  return (args: Arguments, evaluation: Parameters<Callable['call']>[1]): Value => {
    const unknown = evaluation.metUnknown ? unknownIn(...args.all()) : undefined;
    if (unknown) throw new NotKnown(unknown);
    const map = fromMap ? dictOf(args.positional[0]) : undefined;
    if (fromMap && !map) throw valueError('format_map() takes a dict');
    return braceFormat(text, {
      positional: fromMap ? [] : args.positional,
      keyword: (name) => (map ? dictGet(map, name) : args.keywords.get(name)),
      attribute: (of, name) => required(getAttribute(of, name)),
      item: (of, index) => required(getItem(of, index)),
    });
  };
}

function required(value: Value): Value {
  if (value instanceof Undefined) throw value.error();
  return value;
}

function guardChange(name: string, evaluation: Parameters<Callable['call']>[1]): void {
  if (MUTATORS.has(name) && evaluation.speculatingOn) throw new EffectNotKnown(evaluation.speculatingOn);
}

function sequenceAttribute(value: Value[], name: string): Value | undefined {
  if (value instanceof GroupTuple) {
    const half = value.attribute(name);
    if (half !== undefined) return half;
  }
  if (value instanceof SequenceView) {
    if (value.kind !== 'range') return undefined;
    const [start, stop, step] = value.bounds;
    if (name === 'start' || name === 'stop' || name === 'step') return { start, stop, step }[name];
  }
  const method = (value instanceof Tuple || value instanceof SequenceView ? TUPLE_METHODS : LIST_METHODS).get(
    name,
  );
  if (!method) return undefined;
  return new Method(name, (args, evaluation) => {
    guardChange(name, evaluation);
    if (method.length < 2) refuseArguments(name, args);
    return method(value, args, (callee, positional) => {
      if (!(callee instanceof Callable)) throw valueError(`'${typeName(callee)}' object is not callable`);
      return callee.call(new Arguments(positional), evaluation);
    });
  });
}

function dictAttribute(value: Value, name: string): Value | undefined {
  const method = DICT_METHODS.get(name);
  if (!method) return undefined;
  return new Method(name, (args, evaluation) => {
    guardChange(name, evaluation);
    if (value instanceof LazyDict && name === 'get') {
      const [wanted, otherwise] = args.bind('get', ['key'], ['default']);
      return orElse(value.get(wanted as Value), () => otherwise ?? null);
    }
    if (value instanceof LazyDict && name === 'keys') return SequenceView.ofKind('dict_keys', value.keys());
    if (method.length < 2) refuseArguments(name, args);
    const dict = dictOf(value);
    if (!dict) throw valueError('not a dict');
    return method(dict, args);
  });
}
