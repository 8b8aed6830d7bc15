import { Unknown } from '../../core/unknown.ts';
import { Float, isDict, OMIT, Tuple, type Value } from '../../core/value.ts';
import { parseLiteral } from '../python/literal.ts';
import { NativeText } from '../python/marked-text.ts';
import { SequenceView } from '../python/sequence-view.ts';
import { str } from '../python/text.ts';

/** What a template, a macro or a captured block has printed so far. */
export class Output {
  readonly parts: Value[] = [];
  readonly unknowns: Unknown[] = [];

  write(value: Value): void {
    this.parts.push(value);
  }

  /** From here on the text is not known. */
  poison(unknown: Unknown): void {
    this.unknowns.push(unknown);
  }

  /** A container with unknowns in it: as the only thing printed it stays a container, as text it is unknown. */
  holdsUnknown(value: Value, unknown: Unknown): void {
    this.parts.push(value);
    this.unknowns.push(unknown);
  }

  append(other: Output): void {
    this.parts.push(...other.parts);
    this.unknowns.push(...other.unknowns);
  }

  /** The printed text, or unknown where a part of it is. */
  text(): string | Unknown {
    if (this.unknowns.length > 0) return Unknown.join(this.unknowns);
    let text = '';
    for (const part of this.parts) text += typeof part === 'string' ? part : str(part);
    return text;
  }

  /**
   * The printed value: where the text looks like a list, a dict or a boolean it becomes one,
   * unless it came from a filter that makes text on purpose.
   */
  value(convert: boolean): Value {
    if (!convert) return this.text();
    const [only] = this.parts;
    if (this.parts.length === 1 && this.unknowns.length <= 1 && only !== undefined && staysItself(only))
      return only;
    if (this.unknowns.length > 0) return Unknown.join(this.unknowns);
    if (this.parts.length === 1 && only instanceof NativeText) return only;
    const text = this.text();
    return text instanceof Unknown ? text : literalOrText(text);
  }
}

/** Whether writing the value as text and reading that text again gives the same value: then both can be spared. */
function staysItself(value: Value, nested = false): boolean {
  if (value === OMIT) return true;
  if (Array.isArray(value)) {
    if (value instanceof SequenceView) return false;
    if (value instanceof Tuple && !nested) return false;
    return value.every((item) => staysItself(item, true));
  }
  if (isDict(value)) {
    for (const [key, item] of value) if (!staysItself(key, true) || !staysItself(item, true)) return false;
    return true;
  }
  if (!nested) return typeof value === 'boolean';
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value !== 'object' || value instanceof Float || value instanceof Unknown;
}

/** What Ansible makes of a rendered text: data where it is the literal of a list, a dict or a boolean. */
export function literalOrText(text: string): Value {
  if (text === 'True') return true;
  if (text === 'False') return false;
  if (!text.startsWith('[') && !text.startsWith('{')) return text;
  return parseLiteral(text) ?? text;
}
