import type { ItemReference, Outcome } from '../core/event.ts';
import type { WaitsFor } from '../core/unknown.ts';
import { cleanText } from './clean-text.ts';
import { outputLimit } from './cut-output.ts';
import { differenceLines } from './difference-text.ts';
import { failureDetails, failureSummary, named } from './failure-text.ts';
import type { Paint, Style } from './paint.ts';
import { resultLines } from './result-text.ts';

/** What is to be said about a task (or an item of its loop) on a host. Hosts with the same to say share it. */
export interface Saying {
  readonly style: Style;
  /** `changed`, `would change`, `failed` … */
  readonly word: string;
  readonly item: string | undefined;
  /** The rest of the line. */
  readonly text: string;
  /** Lines below it, already painted. */
  readonly details: readonly string[];
}

/** How much is said, and in which mood. */
export interface Manner {
  readonly check: boolean;
  readonly diff: boolean;
  /** The number of -v. */
  readonly verbosity: number;
  readonly paint: Paint;
}

const WIDEST_CHANGES = 100;
/** Lines of output of a failure that doesn't count: enough to see what it is. */
const IGNORED_LIMIT = 6;

/** Undefined where there's nothing to say: what stayed as it was is told only with -v. */
export function sayOutcome(
  outcome: Outcome,
  item: ItemReference | undefined,
  manner: Manner,
): Saying | undefined {
  const { style, word } = wordFor(outcome, manner.check);
  const said = outcome.notConverged.length > 0 || outcome.warnings.length > 0;
  if ((outcome.status === 'ok' || outcome.status === 'skipped') && !said && manner.verbosity === 0) {
    return undefined;
  }
  const label = item === undefined ? undefined : outcome.noLog ? `#${item.index + 1}` : cleanText(item.label);
  return { style, word, item: label, ...wordsFor(outcome, manner) };
}

function wordFor(outcome: Outcome, check: boolean): { style: Style; word: string } {
  switch (outcome.status) {
    case 'ok':
      return { style: 'ok', word: 'ok' };
    case 'changed':
      return { style: 'changed', word: check ? 'would change' : 'changed' };
    case 'skipped':
      return { style: 'skipped', word: check ? 'would be skipped' : 'skipped' };
    case 'unknown':
      return { style: 'unknown', word: 'unknown' };
    case 'failed':
      if (outcome.ignored === 'rescued') return { style: 'skipped', word: 'rescued' };
      if (outcome.ignored === 'ignore_errors') return { style: 'skipped', word: 'ignored' };
      return { style: 'failed', word: 'failed' };
  }
}

function wordsFor(outcome: Outcome, manner: Manner): { text: string; details: string[] } {
  const { paint, verbosity } = manner;
  const details: string[] = [];
  let text = '';
  if (outcome.noLog) {
    text = '(hidden by no_log)';
  } else if (outcome.status === 'failed' && outcome.failure) {
    text = failureSummary(outcome.failure);
    const brief = outcome.ignored !== undefined && verbosity === 0;
    details.push(...failureDetails(outcome.failure, brief ? IGNORED_LIMIT : outputLimit(verbosity), paint));
  } else if (outcome.status === 'unknown') {
    text = waitsForText(outcome.waitsFor);
  } else if (outcome.status === 'skipped') {
    text = outcome.skipReason === undefined ? '' : `when: ${outcome.skipReason}`;
  } else {
    const changes = outcome.changes.map(cleanText);
    const joined = changes.join(', ');
    if (joined.length <= WIDEST_CHANGES) text = joined;
    else details.push(...changes.map((change) => `- ${change}`));
  }
  for (const { text: assumption } of outcome.presumed) {
    details.push(`${paint('unknown', 'presumed:')} ${assumption}`);
  }
  for (const left of outcome.notConverged) details.push(`${paint('failed', 'not converged:')} ${left}`);
  for (const warning of outcome.warnings) details.push(`${paint('warning', 'warning:')} ${warning}`);
  if (!outcome.noLog) details.push(...more(outcome, manner));
  return { text, details };
}

/** What is asked for: differences with --diff, a command's output with -v, the whole result with -vv. */
function more(outcome: Outcome, { diff, verbosity, paint }: Manner): string[] {
  const lines: string[] = [];
  if (diff) lines.push(...outcome.differences.flatMap((d) => differenceLines(d, paint)));
  if (verbosity >= 2) return [...lines, ...resultLines(outcome.result)];
  if (verbosity === 1 && outcome.status !== 'failed') {
    for (const name of ['stdout', 'stderr'] as const) {
      const output = outcome.result[name];
      if (typeof output === 'string') lines.push(...named(name, output, outputLimit(verbosity), paint));
    }
  }
  return lines;
}

/** `waits for the result of «x» (site.yml:3)` */
export function waitsForText(waitsFor: readonly WaitsFor[]): string {
  if (waitsFor.length === 0) return '';
  return `waits for ${waitsFor.map(waitText).join(', ')}`;
}

export function waitText({ what, place }: WaitsFor): string {
  return place ? `${what} (${place.file}:${place.line})` : what;
}
