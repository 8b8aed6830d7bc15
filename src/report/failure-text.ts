import type { Failure } from '../core/event.ts';
import { formatPlace } from '../core/place.ts';
import { cleanText, linesOf } from './clean-text.ts';
import { cutMiddle } from './cut-output.ts';
import { diagnosticLines } from './diagnostic-text.ts';
import type { Paint } from './paint.ts';

/** The first line of what went wrong; stands right behind the hosts. */
export function failureSummary(failure: Failure): string {
  return linesOf(cleanText(failure.message))[0] ?? 'failed without a word';
}

/** Everything else about a failure: as text, each part under its name; of an output `limit` lines. */
export function failureDetails(failure: Failure, limit: number, paint: Paint): string[] {
  const lines = linesOf(cleanText(failure.message)).slice(1);
  if (failure.place) lines.push(`at ${formatPlace(failure.place)}`);
  if (failure.command !== undefined) lines.push(...named('command', failure.command, limit, paint));
  if (failure.status !== undefined) lines.push(`${paint('quiet', 'exit status:')} ${failure.status}`);
  if (failure.stdout !== undefined) lines.push(...named('stdout', failure.stdout, limit, paint));
  if (failure.stderr !== undefined) lines.push(...named('stderr', failure.stderr, limit, paint));
  if (failure.diagnostic) lines.push(...diagnosticLines(failure.diagnostic, paint));
  if (failure.hint !== undefined) {
    const [first = '', ...others] = linesOf(failure.hint);
    lines.push(`${paint('ok', 'hint:')} ${first}`, ...others.map((other) => `      ${other}`));
  }
  if (failure.stack !== undefined) {
    lines.push('This is a defect of jrun itself. Please report it with the playbook and these lines:');
    lines.push(...failure.stack.split('\n').map((line) => `  ${line.trim()}`));
  }
  return lines;
}

/** `stdout: one line`, or the lines below it behind a bar. */
export function named(name: string, text: string, limit: number, paint: Paint): string[] {
  const lines = cutMiddle(linesOf(cleanText(text)), limit);
  if (lines.length === 0) return [];
  const title = paint('quiet', `${name}:`);
  const bar = paint('quiet', '|');
  if (lines.length === 1) return [`${title} ${lines[0]}`];
  return [title, ...lines.map((line) => `  ${bar} ${line}`)];
}
