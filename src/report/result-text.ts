import type { ResultFields, ResultValue } from '../core/plan.ts';
import { isUnknown } from '../core/unknown.ts';
import { cleanText, linesOf } from './clean-text.ts';

/** A result's fields as people read them: texts as texts, lists as lists, nothing escaped. */
export function resultLines(result: ResultFields): string[] {
  return Object.entries(result).flatMap(([name, value]) => fieldLines(name, value));
}

function fieldLines(name: string, value: ResultValue): string[] {
  if (value === undefined) return [];
  const inline = scalar(value);
  if (inline !== undefined && !inline.includes('\n')) return [`${name}: ${inline}`];
  if (inline !== undefined) return [`${name}:`, ...linesOf(inline).map((line) => `  | ${line}`)];
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${name}: []`];
    return [`${name}:`, ...value.flatMap((item: ResultValue) => itemLines(item)).map((line) => `  ${line}`)];
  }
  const lines = resultLines(value as ResultFields);
  return lines.length === 0 ? [`${name}: {}`] : [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

function itemLines(item: ResultValue): string[] {
  const inline = scalar(item);
  const lines =
    inline !== undefined
      ? inline.split('\n')
      : Array.isArray(item)
        ? item.flatMap((inner: ResultValue) => itemLines(inner))
        : resultLines(item as ResultFields);
  return lines.map((line, index) => `${index === 0 ? '-' : ' '} ${line}`);
}

function scalar(value: ResultValue): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'string') return cleanText(value);
  if (isUnknown(value)) return `(waits for ${value.waitsFor.map((w) => w.what).join(', ')})`;
  return typeof value === 'object' ? undefined : String(value);
}
