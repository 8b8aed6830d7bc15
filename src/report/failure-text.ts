import type { Failure } from '../core/event.ts';
import { formatPlace } from '../core/place.ts';
import { cleanText, linesOf } from './clean-text.ts';
import { cutMiddle } from './cut-output.ts';
import { diagnosticLines, originLines } from './diagnostic-text.ts';
import type { Paint } from './paint.ts';

/** Ansible's words for a command that failed: true, and no help. */
const ONLY_STATUS = 'non-zero return code';
const WIDEST_REASON = 120;

/** The first line of what went wrong; stands right behind the hosts. */
export function failureSummary(failure: Failure): string {
  const first = linesOf(cleanText(failure.message))[0] ?? 'failed without a word';
  if (first !== ONLY_STATUS || failure.status === undefined) return first;
  // What a program says last is mostly why it gave up.
  const reason =
    linesOf(cleanText(failure.stderr ?? ''))
      .at(-1)
      ?.trim() ?? '';
  const words = `ended with status ${failure.status}`;
  return reason === '' || reason.length > WIDEST_REASON ? words : `${words}: ${reason}`;
}

/** Everything else about a failure: as text, each part under its name; of an output `limit` lines. */
export function failureDetails(failure: Failure, limit: number, paint: Paint): string[] {
  const lines = linesOf(cleanText(failure.message)).slice(1);
  if (failure.place) lines.push(`at ${formatPlace(failure.place)}`);
  if (failure.command !== undefined) lines.push(...named('command', failure.command, limit, paint));
  if (failure.status !== undefined && !failureSummary(failure).includes(`status ${failure.status}`)) {
    lines.push(`${paint('quiet', 'exit status:')} ${failure.status}`);
  }
  if (failure.stdout !== undefined) lines.push(...named('stdout', failure.stdout, limit, paint));
  if (failure.stderr !== undefined) lines.push(...named('stderr', failure.stderr, limit, paint));
  const { diagnostic } = failure;
  const isTold = diagnostic?.summary === failure.message;
  if (diagnostic)
    lines.push(...(isTold ? originLines(diagnostic, paint) : diagnosticLines(diagnostic, paint)));
  if (failure.hint !== undefined && (isTold || failure.hint !== diagnostic?.hint)) {
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
