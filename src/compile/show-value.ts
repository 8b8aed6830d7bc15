import { Float, isDict, Opaque, Unsafe, type Value } from '../core/value.ts';

/** A value in a diagnostic: short, on one line. */
export function showValue(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${shorten(value)}'`;
  if (value instanceof Unsafe) return `'${shorten(value.text)}'`;
  if (value instanceof Float) return value.value.toFixed(1);
  if (Array.isArray(value)) return 'a list';
  if (isDict(value)) return 'a mapping';
  if (value instanceof Opaque) return value.typeName;
  return String(value);
}

/** What kind of thing it is: "a list", "text". */
export function kindOfValue(value: Value): string {
  if (value === null) return 'nothing';
  if (typeof value === 'string' || value instanceof Unsafe) return 'text';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) return 'a number';
  if (Array.isArray(value)) return 'a list';
  if (isDict(value)) return 'a mapping';
  return 'something else';
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** The text of a string, marked unsafe or not; undefined for all else. */
export function plainText(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Unsafe ? value.text : undefined;
}

/** Text that is to be rendered. A type of its own, so that what is none may still be text. */
export type TemplateText = string & { readonly [templated]: true };
declare const templated: unique symbol;

export function isTemplated(value: unknown): value is TemplateText {
  return typeof value === 'string' && /\{\{|\{%|\{#/.test(value);
}

/** A text that is final: no template. */
export function literalText(value: Value | undefined): string | undefined {
  if (value instanceof Unsafe) return value.text;
  return typeof value === 'string' && !isTemplated(value) ? value : undefined;
}
