/** What a piece of text is, for those who show it in colour. */
export type Style =
  | 'ok'
  | 'changed'
  | 'skipped'
  | 'failed'
  | 'unknown'
  | 'warning'
  | 'heading'
  | 'quiet'
  | 'added'
  | 'removed'
  | 'hunk';

export type Paint = (style: Style, text: string) => string;

export const unpainted: Paint = (_style, text) => text;

/** Only the sixteen colours that every theme defines, so that a light terminal stays readable. */
const CODES: Readonly<Record<Style, readonly [string, string]>> = {
  ok: ['32', '39'],
  changed: ['33', '39'],
  skipped: ['36', '39'],
  failed: ['31', '39'],
  unknown: ['35', '39'],
  warning: ['35', '39'],
  heading: ['1', '22'],
  quiet: ['2', '22'],
  added: ['32', '39'],
  removed: ['31', '39'],
  hunk: ['36', '39'],
};

/** Each line is painted by itself: a pager or a terminal that cuts lines leaves no colour hanging. */
export const painted: Paint = (style, text) => {
  if (text === '') return text;
  const [on, off] = CODES[style];
  return text
    .split('\n')
    .map((line) => `\x1b[${on}m${line}\x1b[${off}m`)
    .join('\n');
};

/** Colours only on a terminal; FORCE_COLOR and NO_COLOR have the last word, in that order. */
export function colourWanted(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (environment['NO_COLOR']) return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}
