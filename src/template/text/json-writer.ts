import { Float, isDict, type Value } from '../../core/value.ts';
import { compareText } from '../python/characters.ts';
import { floatText } from '../python/float-text.ts';
import { LazyDict } from '../python/lazy-dict.ts';
import { textOf } from '../python/marked-text.ts';
import { order } from '../python/ordering.ts';
import { SequenceView } from '../python/sequence-view.ts';
import { DateTime } from '../python/time.ts';
import { typeName } from '../python/type-name.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';

export interface JsonStyle {
  /** The text of one level of indentation; undefined for one line. */
  readonly indent?: string | undefined;
  readonly sortKeys?: boolean;
  readonly itemSeparator?: string | undefined;
  readonly keySeparator?: string | undefined;
  readonly asciiOnly?: boolean;
  readonly skipKeys?: boolean;
}

/** JSON as Python's `json.dumps` writes it. */
export function writeJson(value: Value, style: JsonStyle = {}): string {
  return new JsonWriter(style).write(value, 0);
}

export function jsonString(text: string, asciiOnly = true): string {
  const quoted = JSON.stringify(text);
  if (!asciiOnly) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

class JsonWriter {
  private readonly style: JsonStyle;
  private readonly comma: string;
  private readonly colon: string;

  constructor(style: JsonStyle) {
    this.style = style;
    this.comma = style.itemSeparator ?? (style.indent === undefined ? ', ' : ',');
    this.colon = style.keySeparator ?? ': ';
  }

  write(value: Value, depth: number): string {
    const text = textOf(value);
    if (text !== undefined) return this.string(text);
    if (value === null) return 'null';
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number') return Number.isInteger(value) ? String(value) : number(value);
    if (value instanceof Float) return number(value.value);
    if (Array.isArray(value) && !(value instanceof SequenceView && !value.indexable)) {
      return this.block(
        '[',
        ']',
        Array.from(value, (item) => this.write(item, depth + 1)),
        depth,
      );
    }
    if (value instanceof LazyDict) return this.write(value.toDict(), depth);
    if (isDict(value)) return this.dict(value, depth);
    if (value instanceof DateTime) return this.string(value.isoText('T'));
    if (value instanceof Undefined) throw value.error();
    throw valueError(`Object of type ${typeName(value)} is not JSON serializable`);
  }

  private string(text: string): string {
    return jsonString(text, this.style.asciiOnly ?? true);
  }

  private dict(dict: Map<Value, Value>, depth: number): string {
    let entries = [...dict];
    if (this.style.sortKeys)
      entries = entries.sort(([a], [b]) =>
        typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : order(a, b),
      );
    const lines: string[] = [];
    for (const [key, item] of entries) {
      const name = keyText(key);
      if (name === undefined) {
        if (this.style.skipKeys) continue;
        throw valueError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
      }
      lines.push(`${this.string(name)}${this.colon}${this.write(item, depth + 1)}`);
    }
    return this.block('{', '}', lines, depth);
  }

  private block(open: string, close: string, items: readonly string[], depth: number): string {
    if (items.length === 0) return open + close;
    const { indent } = this.style;
    if (indent === undefined) return open + items.join(this.comma) + close;
    const inner = `\n${indent.repeat(depth + 1)}`;
    return `${open}${inner}${items.join(this.comma + inner)}\n${indent.repeat(depth)}${close}`;
  }
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  return floatText(value);
}

function keyText(key: Value): string | undefined {
  const text = textOf(key);
  if (text !== undefined) return text;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  if (typeof key === 'bigint') return key.toString();
  if (typeof key === 'number') return Number.isInteger(key) ? String(key) : number(key);
  return key instanceof Float ? number(key.value) : undefined;
}
