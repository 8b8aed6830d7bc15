import { PYTHON_ESCAPES } from '../../core/python-escapes.ts';

/** The text of a Python string literal's body; undefined where an escape is cut short. Unknown escapes stay as written. */
export function unescapeString(body: string): string | undefined {
  if (!body.includes('\\')) return body;
  let broken = false;
  const text = body.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|N\{([^}]*)\}|([\s\S]))/g,
    (whole, octal?: string, hex?: string, short?: string, long?: string, named?: string, other?: string) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      for (const [digits, wanted] of [
        [hex, 2],
        [short, 4],
        [long, 8],
      ] as const) {
        if (digits === undefined) continue;
        const code = Number.parseInt(digits, 16);
        if (digits.length < wanted || code > 0x10ffff) {
          broken = true;
          return '';
        }
        return String.fromCodePoint(code);
      }
      if (named !== undefined) broken = true;
      return (other === undefined ? undefined : PYTHON_ESCAPES[other]) ?? whole;
    },
  );
  return broken ? undefined : text;
}
