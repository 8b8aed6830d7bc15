import type { Diagnostic } from '../core/diagnostic.ts';
import { formatPlace, type Place } from '../core/place.ts';
import { visibleText } from './clean-text.ts';
import { type Paint, unpainted } from './paint.ts';
import { textWidth } from './text-width.ts';

const WIDEST_LINE = 160;

/** `file:line:column: error: summary`, the line with a caret below the place, the hint, the other places. */
export function diagnosticLines(diagnostic: Diagnostic, paint: Paint = unpainted): string[] {
  const { place, severity, line, hint, related } = diagnostic;
  const word = paint(severity === 'error' ? 'failed' : 'warning', `${severity}:`);
  const [summary = '', ...more] = visible(diagnostic.summary).split('\n');
  const lines = [`${place ? `${formatPlace(place)}: ` : ''}${word} ${paint('heading', summary)}`];
  for (const rest of more) lines.push(`  ${rest}`);
  if (line !== undefined && place) lines.push(...excerpt(line, place, paint));
  if (hint !== undefined) {
    const [first = '', ...others] = visible(hint).split('\n');
    lines.push(`  ${paint('ok', 'hint:')} ${first}`, ...others.map((other) => `        ${other}`));
  }
  for (const other of related ?? []) {
    lines.push(`  ${paint('quiet', `${formatPlace(other.place)}:`)} ${visible(other.note)}`);
  }
  return lines;
}

/** Where a failure comes from whose message was told already: the place, and the line with its caret. */
export function originLines({ place, line }: Diagnostic, paint: Paint): string[] {
  if (!place) return [];
  const excerptOf = line === undefined ? [] : excerpt(line, place, paint);
  return [`${paint('quiet', 'at')} ${formatPlace(place)}`, ...excerptOf];
}

/** Many at once, by file and place, with their number at the end. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint = unpainted): string {
  const blocks = sorted(diagnostics).map((d) => diagnosticLines(d, paint).join('\n'));
  const errors = diagnostics.filter((d) => d.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const counts = [count(errors, 'error'), count(warnings, 'warning')].filter((c) => c !== '');
  if (diagnostics.length > 1) blocks.push(paint(errors > 0 ? 'failed' : 'warning', counts.join(', ')));
  return `${blocks.join('\n\n')}\n`;
}

/** Without a place first: they are about the command line and the run as a whole. Files keep their order. */
export function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map((d) => d.place?.file))];
  const rank = (d: Diagnostic) => (d.place ? files.indexOf(d.place.file) : -1);
  return [...diagnostics].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}

function count(number: number, noun: string): string {
  if (number === 0) return '';
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function excerpt(line: string, place: Place, paint: Paint): string[] {
  // Long lines (JSON on one line, certificates) are shown around the place.
  const from = place.column > WIDEST_LINE - 40 ? place.column - 60 : 0;
  const cut = line.slice(from, from + WIDEST_LINE);
  const before = cut.slice(0, place.column - 1 - from);
  const number = String(place.line);
  const gutter = ' '.repeat(number.length);
  // A tab must stay a tab below itself, or the caret stands elsewhere than it seems.
  const indent = [...before].map((c) => (c === '\t' ? '\t' : ' '.repeat(textWidth(c)))).join('');
  const length = Math.max(1, Math.min(place.length ?? 1, cut.length - before.length));
  const shown = `${from > 0 ? '…' : ''}${visible(cut)}${from + WIDEST_LINE < line.length ? '…' : ''}`;
  return [
    `  ${paint('quiet', `${number} |`)} ${shown}`,
    `  ${paint('quiet', `${gutter} |`)} ${from > 0 ? ' ' : ''}${indent}${paint('failed', '^'.repeat(length))}`,
  ];
}

function visible(text: string): string {
  return visibleText(text.replaceAll('\r\n', '\n'));
}
