import type { Value } from '../../core/value.ts';
import { lookupError } from './find-file.ts';

/** Options that a lookup doesn't know are mistakes. */
export function onlyOptions(
  lookup: string,
  options: ReadonlyMap<string, Value>,
  ...known: readonly string[]
): void {
  for (const name of options.keys())
    if (!known.includes(name)) throw lookupError(`the lookup '${lookup}' has no option '${name}'`);
}

/** `a=1 b="two words" rest`: the pairs, and what is no pair. */
export function keyValues(text: string): { pairs: Map<string, string>; rest: string[] } {
  const pairs = new Map<string, string>();
  const rest: string[] = [];
  for (const word of text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []) {
    const equals = word.indexOf('=');
    if (equals > 0) pairs.set(word.slice(0, equals), unquoted(word.slice(equals + 1)));
    else rest.push(unquoted(word));
  }
  return { pairs, rest };
}

function unquoted(text: string): string {
  const match = /^(["'])(.*)\1$/s.exec(text);
  return match?.[2] ?? text;
}
