import type { Value } from '../core/value.ts';

/** One clause of a symbolic mode (`u+rwX`, `g=u`); clauses are separated by commas. */
const SYMBOLIC = /^[ugoa]*([-+=]([rwxXst]+|[ugo])?)+$/;

/** Permission bits that people mean, as the decimal numbers that a lost leading zero makes of them: 0644 is 420. */
const COMMON = [
  0o400, 0o440, 0o444, 0o500, 0o550, 0o555, 0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o710, 0o711,
  0o750, 0o751, 0o755, 0o770, 0o775, 0o777, 0o1777, 0o2755, 0o2770, 0o2775, 0o4755,
];

export type ReadMode =
  | { readonly mode: number | string }
  | { readonly mistake: string; readonly hint: string };

/**
 * A file's mode. `spelling` is how an unquoted number was written; without it the number came out of a template, where
 * a written 0644 has become the number 420 on its way.
 */
export function readMode(value: Value, spelling: string | undefined, wasTemplate: boolean): ReadMode {
  if (typeof value === 'number') return numericMode(value, spelling);
  if (typeof value !== 'string') {
    return { mistake: 'takes a mode', hint: 'like "0644" or "u=rw,go=r"' };
  }
  const text = value.trim();
  if (text === 'preserve') return { mode: text };
  if (/^(0o)?[0-7]{1,5}$/.test(text)) {
    if (wasTemplate && !text.startsWith('0') && COMMON.includes(Number(text))) return lostZero(Number(text));
    return { mode: Number.parseInt(text.replace('0o', ''), 8) };
  }
  if (text.split(',').every((clause) => SYMBOLIC.test(clause))) return { mode: text };
  return {
    mistake: `can't be '${text}', which is no mode`,
    hint: 'octal digits, quoted ("0644"), or symbols ("u=rw,g=r,o=")',
  };
}

function numericMode(value: number, spelling: string | undefined): ReadMode {
  const written = spelling ?? String(value);
  const isOctal = /^0[0-7]+$/.test(written.replaceAll('_', '')) || value === 0;
  const fromTemplate = spelling === undefined && !COMMON.includes(Number.parseInt(String(value), 8));
  if (Number.isInteger(value) && value >= 0 && value <= 0o7777 && (isOctal || fromTemplate))
    return { mode: value };
  if (!/^[0-7]{1,4}$/.test(written)) {
    return {
      mistake: `can't be the number ${written}, which is no mode`,
      hint: 'write it quoted, like "0644"',
    };
  }
  return {
    mistake: `can't be the number ${written}: that is the mode ${octal(value)}`,
    hint: `write it quoted: "${written.padStart(4, '0')}"`,
  };
}

function lostZero(value: number): ReadMode {
  return {
    mistake: `came as the number ${value} out of a template, which is the mode ${octal(value)}`,
    hint: `write it quoted where the variable is set: "${octal(value)}"`,
  };
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
