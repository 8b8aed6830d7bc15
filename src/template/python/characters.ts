/** Python counts code points where JavaScript counts UTF-16 units; only text with surrogates has to pay for that. */
const SURROGATE = /[\ud800-\udfff]/;

export function hasSurrogates(text: string): boolean {
  return SURROGATE.test(text);
}

export function characters(text: string): string[] {
  return hasSurrogates(text) ? Array.from(text) : text.split('');
}

export function textLength(text: string): number {
  return hasSurrogates(text) ? Array.from(text).length : text.length;
}

/** The code points of [start, end). */
export function textSlice(text: string, start: number, end?: number): string {
  if (!hasSurrogates(text)) return text.slice(start, end);
  return Array.from(text).slice(start, end).join('');
}

/** Order by code points, as Python sorts strings. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (!hasSurrogates(a) && !hasSurrogates(b)) return a < b ? -1 : 1;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}

/** What Python's `str.isspace` and `str.split()` take for white space. */
export const WHITESPACE =
  '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
