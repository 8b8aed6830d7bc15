import { type Dict, Float, isDict, type Value } from '../../core/value.ts';
import { characters } from '../python/characters.ts';
import { floatText } from '../python/float-text.ts';
import { LazyDict } from '../python/lazy-dict.ts';
import { textOf } from '../python/marked-text.ts';
import { order } from '../python/ordering.ts';
import { DateTime } from '../python/time.ts';
import { typeName } from '../python/type-name.ts';
import { valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';
import { YamlPen } from './yaml-pen.ts';
import { scalarKind } from './yaml-scalar.ts';

export interface YamlStyle {
  readonly indent: number;
  readonly width: number;
  readonly sortKeys: boolean;
  /** True: everything in one line; false: everything in blocks; undefined: only lists and dicts of scalars in one line. */
  readonly flow: boolean | undefined;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
}

/** Text that is written as a scalar, and whether it may stand without quotes. */
interface Scalar {
  readonly text: string;
  readonly plain: boolean;
}

/** YAML as PyYAML's dumper on top of libyaml writes it. */
export function writeYaml(value: Value, style: YamlStyle): string {
  return new YamlWriter(style).document(value);
}

/** A scalar's text; undefined for lists and dicts. */
function scalarOf(value: Value): Scalar | undefined {
  const text = textOf(value);
  if (text !== undefined) return { text, plain: scalarKind(text) === 'str' };
  if (value === null) return { text: 'null', plain: true };
  if (typeof value === 'boolean') return { text: value ? 'true' : 'false', plain: true };
  if (typeof value === 'bigint') return { text: value.toString(), plain: true };
  if (typeof value === 'number')
    return { text: Number.isInteger(value) ? String(value) : float(value), plain: true };
  if (value instanceof Float) return { text: float(value.value), plain: true };
  if (value instanceof DateTime) return { text: value.isoText(' '), plain: true };
  return undefined;
}

function float(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf';
  const text = floatText(value);
  // Without a point, YAML 1.1 would not read it as a float.
  return text.includes('.') ? text : text.replace('e', '.0e');
}

class YamlWriter {
  private readonly style: YamlStyle;
  private readonly pen: YamlPen;

  constructor(style: YamlStyle) {
    this.style = style;
    this.pen = new YamlPen(style.indent, style.width);
  }

  document(value: Value): string {
    const { pen, style } = this;
    if (style.explicitStart) {
      pen.indicator('---', true);
      // A block begins on its own line, a scalar or a flow collection behind the dashes.
      if (scalarOf(value) === undefined && !this.isFlow(value)) pen.writeIndent();
    }
    this.node(value, { mapping: false, key: false });
    pen.writeIndent();
    if (style.explicitEnd) {
      pen.indicator('...', true);
      pen.writeIndent();
    }
    return pen.text;
  }

  private node(value: Value, at: { mapping: boolean; key: boolean }): void {
    const scalar = scalarOf(value);
    if (scalar) {
      this.scalar(scalar, at.key);
      return;
    }
    if (Array.isArray(value)) {
      this.sequence(value, at.mapping);
      return;
    }
    if (value instanceof LazyDict) {
      this.mapping(value.toDict());
      return;
    }
    if (isDict(value)) {
      this.mapping(value);
      return;
    }
    if (value instanceof Undefined) throw value.error();
    throw valueError(`can't write ${typeName(value)} as YAML`);
  }

  private isFlow(value: Value): boolean {
    const items = isDict(value) ? [...value].flat() : Array.isArray(value) ? value : [];
    if (this.pen.flowLevel > 0 || items.length === 0) return true;
    return this.style.flow ?? items.every((item) => scalarOf(item) !== undefined);
  }

  private entries(dict: Dict): [Value, Value][] {
    const entries = [...dict];
    if (!this.style.sortKeys) return entries;
    try {
      return entries.sort(([a], [b]) => order(a, b));
    } catch {
      // Keys of different types have no order: they stay as they are.
      return [...dict];
    }
  }

  private sequence(items: readonly Value[], inMapping: boolean): void {
    const { pen } = this;
    if (this.isFlow(items as Value[])) {
      pen.flow('[', ']', items, (item) => this.node(item, { mapping: false, key: false }));
      return;
    }
    pen.increaseIndent(false, inMapping && !pen.indention);
    for (const item of items) {
      pen.writeIndent();
      pen.indicator('-', true, false, true);
      this.node(item, { mapping: false, key: false });
    }
    pen.decreaseIndent();
  }

  private mapping(dict: Dict): void {
    const { pen } = this;
    const entries = this.entries(dict);
    if (this.isFlow(dict)) {
      pen.flow('{', '}', entries, ([key, value]) => {
        if (isSimpleKey(key)) {
          this.node(key, { mapping: true, key: true });
          pen.indicator(':', false);
        } else {
          pen.indicator('?', true);
          this.node(key, { mapping: true, key: false });
          pen.breakIfWide();
          pen.indicator(':', true);
        }
        this.node(value, { mapping: true, key: false });
      });
      return;
    }
    pen.increaseIndent(false, false);
    for (const [key, value] of entries) {
      pen.writeIndent();
      if (isSimpleKey(key)) {
        this.node(key, { mapping: true, key: true });
        pen.indicator(':', false);
      } else {
        pen.indicator('?', true, false, true);
        this.node(key, { mapping: true, key: false });
        pen.writeIndent();
        pen.indicator(':', true, false, true);
      }
      this.node(value, { mapping: true, key: false });
    }
    pen.decreaseIndent();
  }

  private scalar(scalar: Scalar, key: boolean): void {
    const { pen } = this;
    pen.increaseIndent(true, false);
    const traits = examine(scalar.text);
    const mayBePlain = scalar.plain && !(key && (traits.empty || traits.multiline));
    if (mayBePlain && (pen.flowLevel > 0 ? traits.flowPlain : traits.blockPlain))
      pen.plain(scalar.text, !key);
    else if (traits.singleQuoted && !(key && traits.multiline)) pen.singleQuoted(scalar.text, !key);
    else pen.doubleQuoted(scalar.text, !key);
    pen.decreaseIndent();
  }
}

function isSimpleKey(key: Value): boolean {
  const scalar = scalarOf(key);
  if (!scalar) return (Array.isArray(key) && key.length === 0) || (isDict(key) && key.size === 0);
  return Buffer.byteLength(scalar.text) <= 128 && !BREAKS.test(scalar.text);
}

const BREAKS = /[\r\n\x85\u2028\u2029]/;
const SPACE_AFTER = new Set([undefined, '\0', ' ', '\t', '\r', '\n', '\x85', '\u2028', '\u2029']);

interface Traits {
  readonly empty: boolean;
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly singleQuoted: boolean;
}

/** How a text can be written: what its first character, its indicators and its white space forbid. */
function examine(text: string): Traits {
  if (text === '')
    return { empty: true, multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true };
  let block = /^(?:---|\.\.\.)/.test(text);
  let flow = block;
  const all = characters(text);
  let special = false;
  all.forEach((c, i) => {
    const spaceAfter = SPACE_AFTER.has(all[i + 1]);
    const spaceBefore = i === 0 || SPACE_AFTER.has(all[i - 1]);
    if (i === 0) {
      if ('#,[]{}&*!|>\'"%@`'.includes(c) || (c === '-' && spaceAfter)) flow = block = true;
      if (c === '?' || c === ':') {
        flow = true;
        if (spaceAfter) block = true;
      }
    } else {
      if (',?[]{}:'.includes(c)) flow = true;
      if (c === ':' && spaceAfter) block = true;
      if (c === '#' && spaceBefore) flow = block = true;
    }
    if (!isPrintable(c)) special = true;
  });
  const multiline = BREAKS.test(text);
  const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text);
  const breakSpace = /[\n\x85\u2028\u2029] /.test(text);
  const spaceBreak = / [\n\x85\u2028\u2029]/.test(text);
  const plain = !edges && !breakSpace && !spaceBreak && !special && !multiline;
  return {
    empty: false,
    multiline,
    flowPlain: plain && !flow,
    blockPlain: plain && !block,
    singleQuoted: !breakSpace && !spaceBreak && !special,
  };
}

function isPrintable(c: string): boolean {
  const code = c.codePointAt(0) ?? 0;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  if (code === 0xfeff) return false;
  return (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
}
