import { Float, type Value } from '../../core/value.ts';
import { valueError } from '../template-error.ts';
import { characters, textLength } from './characters.ts';
import { exponentText, fixedText, floatText, generalText } from './float-text.ts';
import { textOf } from './marked-text.ts';
import { type Int, numeric } from './numbers.ts';
import { quoted, repr, str } from './text.ts';
import { DateTime } from './time.ts';
import { formatTime } from './time-format.ts';
import { typeName } from './type-name.ts';

/** What the format string may refer to. */
export interface FormatValues {
  readonly positional: readonly Value[];
  keyword(name: string): Value | undefined;
  attribute(value: Value, name: string): Value;
  item(value: Value, key: Value): Value;
}

/** Python's `text.format(...)`. */
export function braceFormat(format: string, values: FormatValues): string {
  let automatic = 0;
  let manual = false;
  const field = (name: string): Value => {
    const match = /^([^.[]*)(.*)$/s.exec(name);
    const first = match?.[1] ?? '';
    let value: Value | undefined;
    if (first === '') {
      if (manual)
        throw valueError('cannot switch from manual field specification to automatic field numbering');
      value = values.positional[automatic++];
    } else if (/^\d+$/.test(first)) {
      if (automatic > 0)
        throw valueError('cannot switch from automatic field numbering to manual field specification');
      manual = true;
      value = values.positional[Number(first)];
    } else {
      value = values.keyword(first);
      if (value === undefined) throw valueError(`no value for ${quoted(first)} in the format string`);
    }
    if (value === undefined) throw valueError('Replacement index out of range for positional args tuple');
    for (const part of (match?.[2] ?? '').matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
      if (part[1] !== undefined) value = values.attribute(value, part[1]);
      else value = values.item(value, /^\d+$/.test(part[2] ?? '') ? Number(part[2]) : (part[2] ?? ''));
    }
    return value;
  };
  const render = (text: string, depth: number): string => {
    if (depth > 2) throw valueError('Max string recursion exceeded');
    let out = '';
    for (let i = 0; i < text.length; i++) {
      const c = text[i] ?? '';
      if (c === '{' || c === '}') {
        if (text[i + 1] === c && depth === 1) {
          out += c;
          i++;
          continue;
        }
        if (c === '}') throw valueError("Single '}' encountered in format string");
        const end = closing(text, i);
        out += replacement(text.slice(i + 1, end), field, (spec) => render(spec, depth + 1));
        i = end;
      } else out += c;
    }
    return out;
  };
  return render(format, 1);
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  throw valueError("Single '{' encountered in format string");
}

function replacement(body: string, field: (name: string) => Value, nested: (spec: string) => string): string {
  const match = /^((?:[^![\]:]|\[[^\]]*\])*)(?:!([a-z]))?(?::(.*))?$/s.exec(body);
  if (!match) throw valueError(`bad replacement field ${quoted(body)}`);
  const value = field(match[1] ?? '');
  const spec = match[3] === undefined ? '' : nested(match[3]);
  switch (match[2]) {
    case undefined:
      return formatValue(value, spec);
    case 'r':
    case 'a':
      return formatValue(repr(value), spec);
    case 's':
      return formatValue(str(value), spec);
    default:
      throw valueError(`Unknown conversion specifier ${match[2]}`);
  }
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([_,])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** Python's `format(value, spec)`. */
export function formatValue(value: Value, spec: string): string {
  if (value instanceof DateTime) return spec === '' ? value.toText() : formatTime(spec, value);
  const text = textOf(value);
  const n = typeof value === 'boolean' && spec === '' ? undefined : numeric(value);
  if (text === undefined && n === undefined) {
    if (spec !== '') throw valueError(`unsupported format string passed to ${typeName(value)}.__format__`);
    return str(value);
  }
  if (spec === '') return str(value);
  const match = SPEC.exec(spec);
  if (!match) throw valueError(`Invalid format specifier '${spec}'`);
  const [, fillCharacter, alignment, sign, , alternate, zero, width, grouping, precision, type] = match;
  const wide = width === undefined ? 0 : Number(width);
  let fill = fillCharacter ?? (zero ? '0' : ' ');
  if (fillCharacter === undefined && alignment !== undefined && !zero) fill = ' ';
  if (text !== undefined) {
    if (
      (type !== undefined && type !== 's') ||
      sign !== undefined ||
      grouping !== undefined ||
      alignment === '='
    )
      throw valueError(`Unknown format code '${type ?? sign ?? '='}' for object of type 'str'`);
    const cut = precision === undefined ? text : characters(text).slice(0, Number(precision)).join('');
    return align(cut, fill, alignment ?? '<', wide, '');
  }
  const number = n as Int | Float;
  const exact = precision === undefined ? undefined : Number(precision);
  let { negative, body } = digits(number, type, exact, alternate !== undefined);
  if (grouping !== undefined) body = grouped(body, grouping, 'bxXo'.includes(type ?? 'd') ? 4 : 3);
  let prefix = negative ? '-' : sign === '+' ? '+' : sign === ' ' ? ' ' : '';
  if (alternate !== undefined && type !== undefined && 'xXob'.includes(type)) prefix += `0${type}`;
  if (typeof value === 'boolean' && type === undefined) negative = false;
  const how = alignment ?? (zero ? '=' : '>');
  if (grouping !== undefined && how === '=' && fill === '0')
    body = zeroGrouped(body, wide - prefix.length, grouping);
  return align(body, fill, how, wide, prefix);
}

function zeroGrouped(body: string, width: number, grouping: string): string {
  const [whole = '', rest] = body.split('.');
  const tail = rest === undefined ? '' : `.${rest}`;
  let digitsOnly = whole.replaceAll(grouping, '');
  while (grouped(digitsOnly, grouping, 3).length + tail.length < width) digitsOnly = `0${digitsOnly}`;
  return grouped(digitsOnly, grouping, 3) + tail;
}

function digits(n: Int | Float, type: string | undefined, precision: number | undefined, alternate: boolean) {
  if (!(n instanceof Float) && (type === undefined || 'dnbxXoc'.includes(type))) {
    if (precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
    if (type === 'c') return { negative: false, body: String.fromCodePoint(Number(n)) };
    const magnitude = n < 0 ? -BigInt(n) : BigInt(n);
    const text = magnitude.toString({ b: 2, x: 16, X: 16, o: 8 }[type ?? 'd'] ?? 10);
    return { negative: n < 0, body: type === 'X' ? text.toUpperCase() : text };
  }
  const value = n instanceof Float ? n.value : Number(n);
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  let body: string;
  switch (type) {
    case 'f':
    case 'F':
      body = fixedText(magnitude, precision ?? 6);
      break;
    case 'e':
    case 'E':
      body = exponentText(magnitude, precision ?? 6);
      break;
    case 'g':
    case 'G':
    case 'n':
      body = generalText(magnitude, precision ?? 6, alternate);
      break;
    case '%':
      body = `${fixedText(magnitude * 100, precision ?? 6)}%`;
      break;
    case undefined:
      body = precision === undefined ? floatText(magnitude) : shortest(magnitude, precision);
      break;
    default:
      throw valueError(`Unknown format code '${type}' for object of type 'float'`);
  }
  return { negative, body: type === 'E' || type === 'G' || type === 'F' ? body.toUpperCase() : body };
}

/** A float without a type letter: like `g`, but with at least one digit after the point. */
function shortest(value: number, precision: number): string {
  const text = generalText(value, precision, false);
  return /[.e]/.test(text) || !Number.isFinite(value) ? text : `${text}.0`;
}

function grouped(body: string, separator: string, every: number): string {
  const match = /^([0-9a-fA-F]+)(.*)$/s.exec(body);
  if (!match) return body;
  const whole = match[1] ?? '';
  const parts: string[] = [];
  for (let end = whole.length; end > 0; end -= every)
    parts.unshift(whole.slice(Math.max(end - every, 0), end));
  return parts.join(separator) + (match[2] ?? '');
}

function align(body: string, fill: string, alignment: string, width: number, prefix: string): string {
  const missing = width - textLength(body) - prefix.length;
  if (missing <= 0) return prefix + body;
  switch (alignment) {
    case '<':
      return prefix + body + fill.repeat(missing);
    case '=':
      return prefix + fill.repeat(missing) + body;
    case '^': {
      const before = Math.floor(missing / 2);
      return fill.repeat(before) + prefix + body + fill.repeat(missing - before);
    }
    default:
      return fill.repeat(missing) + prefix + body;
  }
}
