import type { Failure, Outcome } from '../core/event.ts';
import type { Assumption } from '../core/observation.ts';
import type { Difference } from '../core/plan.ts';
import type { Entry } from '../core/play.ts';
import type { Unknown, WaitsFor } from '../core/unknown.ts';
import { type Dict, OpenDict, type Value } from '../core/value.ts';
import { toFields, unknownResult } from './result.ts';

/** How one task, or one item of its loop, went: what `register` gets, and what is reported. */
export interface Ending {
  readonly status: Outcome['status'];
  /** As `register` gets it. */
  readonly result: Dict;
  readonly presumed: readonly Assumption[];
  readonly waitsFor: readonly WaitsFor[];
  readonly changes: readonly string[];
  readonly differences: readonly Difference[];
  readonly failure: Failure | undefined;
  readonly notConverged: readonly string[];
  readonly warnings: readonly string[];
  readonly skipReason: string | undefined;
  /** Tasks that an include brings; they are walked once the include itself was reported. */
  readonly brings?: readonly Entry[];
  /** How many tasks it counts for: an include with a loop counts each time it brings something. */
  readonly counts?: number;
  /** It was not carried out: what the result doesn't name is not known yet, rather than missing. */
  readonly open?: Unknown;
  /** It only steers the run: nothing is reported. */
  readonly isSilent?: true;
  readonly isUnreachable?: true;
}

const NOTHING = {
  presumed: [],
  waitsFor: [],
  changes: [],
  differences: [],
  failure: undefined,
  notConverged: [],
  warnings: [],
  skipReason: undefined,
} as const;

export function ending(status: Ending['status'], result: Dict, more: Partial<Ending> = {}): Ending {
  return { ...NOTHING, ...more, status, result };
}

export function failed(failure: Failure, result: Dict = new Map(), more: Partial<Ending> = {}): Ending {
  const full: Dict = new Map<Value, Value>([
    ['changed', false],
    ...result,
    ['failed', true],
    ['msg', result.get('msg') ?? failure.message],
  ]);
  return { ...NOTHING, ...more, status: 'failed', result: full, failure };
}

export function skipped(condition: Value | undefined): Ending {
  const result: Dict = new Map<Value, Value>([
    ['changed', false],
    ['skipped', true],
    ['skip_reason', 'Conditional result was False'],
  ]);
  if (condition !== undefined) result.set('false_condition', condition);
  const reason = condition === undefined ? undefined : conditionText(condition);
  return { ...NOTHING, status: 'skipped', result, skipReason: reason };
}

function conditionText(condition: Value): string {
  if (typeof condition === 'boolean') return condition ? 'true' : 'false';
  return String(condition);
}

/** Nobody can say how it ends. */
export function unknownEnding(unknown: Unknown): Ending {
  return { ...NOTHING, status: 'unknown', result: unknownResult(unknown), waitsFor: unknown.waitsFor };
}

/** A host that can't be reached, where `ignore_unreachable` says that this may be. */
export function unreachableEnding(message: string): Ending {
  const result: Dict = new Map<Value, Value>([
    ['changed', false],
    ['unreachable', true],
    ['msg', message],
  ]);
  return { ...NOTHING, status: 'failed', result, failure: { message }, isUnreachable: true };
}

/** Nothing to report. */
export const SILENT: Ending = { ...NOTHING, status: 'ok', result: new Map(), isSilent: true };

/** What only the engine says of a result: where it doesn't, nobody will. */
const OF_THE_ENGINE = new Set<Value>(
  'skipped skip_reason false_condition unreachable results attempts item ansible_loop_var censored exception'.split(
    ' ',
  ),
);

/** The result as `register` gets it. */
export function registered({ result, open }: Ending): Dict {
  return open ? new OpenDict(result, open, (key) => OF_THE_ENGINE.has(key)) : result;
}

export function asOutcome(end: Ending, noLog: boolean, ignored: Outcome['ignored']): Outcome {
  return {
    status: end.status,
    presumed: end.presumed,
    waitsFor: end.waitsFor,
    changes: noLog ? [] : end.changes,
    differences: noLog ? [] : end.differences,
    result: noLog ? { censored: 'hidden by no_log' } : toFields(end.result),
    failure: noLog && end.failure ? { message: 'hidden by no_log' } : end.failure,
    ignored,
    notConverged: noLog ? end.notConverged.map(() => 'hidden by no_log') : end.notConverged,
    warnings: end.warnings,
    noLog,
    skipReason: end.skipReason,
  };
}

/** A loop's items as one: changed where any is, failed where any is, skipped where all are. */
export function ofLoop(items: readonly Ending[]): Ending {
  const any = (status: Ending['status']) => items.some((item) => item.status === status);
  const status = any('failed')
    ? 'failed'
    : any('changed')
      ? 'changed'
      : any('unknown')
        ? 'unknown'
        : items.every((item) => item.status === 'skipped')
          ? 'skipped'
          : 'ok';
  const results: Value[] = items.map(registered);
  const unknownChanged = items
    .map((item) => item.result.get('changed'))
    .find((changed) => typeof changed === 'object');
  const result: Dict = new Map<Value, Value>([
    ['results', results],
    ['changed', any('changed') ? true : (unknownChanged ?? false)],
    ['msg', any('failed') ? 'One or more items failed' : 'All items completed'],
  ]);
  if (any('failed')) result.set('failed', true);
  if (status === 'skipped') {
    result.set('skipped', true);
    if (items.length > 0) result.set('msg', 'All items skipped');
    else for (const [name, value] of NO_ITEMS) result.set(name, value);
  }
  const failure = items.find((item) => item.failure)?.failure;
  return {
    status: items.length === 0 ? 'skipped' : status,
    result,
    presumed: distinct(items.flatMap((item) => item.presumed)),
    waitsFor: items.flatMap((item) => item.waitsFor),
    changes: [],
    differences: [],
    failure,
    notConverged: items.flatMap((item) => item.notConverged),
    warnings: [],
    skipReason: items.length === 0 ? 'no items in the list' : items[0]?.skipReason,
    ...broughtBy(items),
  };
}

/** Each assumption once, however many items rest on it. */
function distinct(assumptions: readonly Assumption[]): readonly Assumption[] {
  return [...new Map(assumptions.map((assumption) => [assumption.text, assumption])).values()];
}

const NO_ITEMS: Dict = new Map<Value, Value>([['skipped_reason', 'No items in the list']]);

function broughtBy(items: readonly Ending[]): Pick<Ending, 'brings' | 'counts'> {
  const bringing = items.filter((item) => item.brings);
  if (bringing.length === 0) return {};
  return { brings: bringing.flatMap((item) => item.brings ?? []), counts: bringing.length };
}
