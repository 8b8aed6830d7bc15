import type { RunEvent } from '../../../src/core/event.ts';
import { agreement, verdictsOf } from '../../support/verdicts.ts';

/** What check mode said of a playbook, held against what the run then did. */
export interface Measured {
  readonly name: string;
  /** Tasks, loop items and handlers of the run. */
  readonly all: number;
  readonly changed: number;
  /** Of those that changed something. */
  readonly foretold: number;
  readonly definite: number;
  readonly definiteRight: number;
  readonly presumed: number;
  readonly presumedRight: number;
  /** Unknown, or not mentioned at all. */
  readonly open: number;
  /** A line for each verdict that was wrong, or not there. */
  readonly mistakes: readonly string[];
}

export function measure(name: string, check: readonly RunEvent[], run: readonly RunEvent[]): Measured {
  const compared = agreement(check, run);
  const said = new Map(verdictsOf(check).map(({ key, outcome }) => [key, outcome.status]));
  const did = verdictsOf(run);
  const changed = did.filter(({ outcome }) => outcome.status === 'changed');
  return {
    name,
    all: did.length,
    changed: changed.length,
    foretold: changed.filter(({ key }) => said.get(key) === 'changed').length,
    definite: compared.definite,
    definiteRight: compared.definite - compared.wrong.length,
    presumed: compared.presumed,
    presumedRight: compared.presumed - compared.presumedWrong.length,
    open: did.length - compared.definite - compared.presumed,
    mistakes: [...compared.wrong, ...compared.presumedWrong, ...compared.unforetold],
  };
}

export function total(rows: readonly Measured[]): Measured {
  const sum = (of: (row: Measured) => number) => rows.reduce((all, row) => all + of(row), 0);
  return {
    name: 'all',
    all: sum((row) => row.all),
    changed: sum((row) => row.changed),
    foretold: sum((row) => row.foretold),
    definite: sum((row) => row.definite),
    definiteRight: sum((row) => row.definiteRight),
    presumed: sum((row) => row.presumed),
    presumedRight: sum((row) => row.presumedRight),
    open: sum((row) => row.open),
    mistakes: rows.flatMap((row) => row.mistakes),
  };
}
