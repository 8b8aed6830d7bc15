import { NotKnown, Unknown } from '../../core/unknown.ts';
import { Float, isDict, OMIT, Opaque, Tuple, Unsafe, type Value } from '../../core/value.ts';
import { LenientUndefined, Undefined } from '../undefined.ts';
import { floatText } from './float-text.ts';
import { LazyDict } from './lazy-dict.ts';
import { MarkedText, Markup } from './marked-text.ts';
import { SequenceView } from './sequence-view.ts';

/** What `omit` looks like when it is printed into a text, which is always a mistake. */
export const OMIT_TEXT = '__omit_place_holder__';

/** An opaque value that prints itself. */
export interface Printable {
  toText(): string;
  toRepr?(): string;
}

function isPrintable(value: object): value is Printable {
  return 'toText' in value;
}

/** Python's `str()`. An undefined is an error; an unknown is thrown as `NotKnown`. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof MarkedText || value instanceof Unsafe) return value.text;
  if (value instanceof Undefined) {
    if (value instanceof LenientUndefined) return '';
    throw value.error();
  }
  if (value instanceof Opaque && isPrintable(value)) return value.toText();
  return repr(value);
}

/** Python's `repr()`. */
export function repr(value: Value): string {
  return write(value, []);
}

function write(value: Value, within: readonly object[]): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isInteger(value) ? value.toString() : floatText(value);
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Unknown) throw new NotKnown(value);
  if (Array.isArray(value)) return writeSequence(value, within);
  if (isDict(value)) {
    if (within.includes(value)) return '{...}';
    const inner = [...within, value];
    return `{${[...value].map(([k, v]) => `${write(k, inner)}: ${write(v, inner)}`).join(', ')}}`;
  }
  if (value instanceof LazyDict) return write(value.toDict(), within);
  if (value instanceof Markup) return `Markup(${quoted(value.text)})`;
  if (value instanceof MarkedText || value instanceof Unsafe) return quoted(value.text);
  if (value instanceof Undefined) {
    if (value instanceof LenientUndefined) return 'Undefined';
    throw value.error();
  }
  if (value === OMIT) return `'${OMIT_TEXT}'`;
  if (isPrintable(value)) return value.toRepr ? value.toRepr() : value.toText();
  return `<${value.typeName}>`;
}

function writeSequence(value: Value[], within: readonly object[]): string {
  if (within.includes(value)) return value instanceof Tuple ? '(...)' : '[...]';
  if (value instanceof SequenceView && value.kind === 'range') {
    const [start, stop, step] = value.bounds;
    return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
  }
  const inner = [...within, value];
  const items = Array.from(value, (item) => write(item, inner)).join(', ');
  if (value instanceof Tuple) return value.length === 1 ? `(${items},)` : `(${items})`;
  if (value instanceof SequenceView) return `${value.kind}([${items}])`;
  return `[${items}]`;
}

const NEEDS_ESCAPE = /[\\'"\p{C}\p{Z}]/u;
const UNPRINTABLE = /[\p{C}\p{Z}]/u;

/** A string as Python's `repr` writes it: single quotes unless only double quotes spare an escape. */
export function quoted(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const character of text) {
    if (character === quote || character === '\\') out += `\\${character}`;
    else if (character === '\n') out += '\\n';
    else if (character === '\r') out += '\\r';
    else if (character === '\t') out += '\\t';
    else if (character !== ' ' && UNPRINTABLE.test(character)) out += codeEscape(character);
    else out += character;
  }
  return out + quote;
}

function codeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
