import { FILTERS } from './filters/all.ts';
import type { Filter } from './filters/filter.ts';
import { LOOKUPS } from './lookups/all.ts';
import type { Lookup } from './lookups/lookup.ts';
import { shortName } from './registry-names.ts';
import { TESTS } from './tests/all.ts';
import type { Test } from './tests/test.ts';

/** The filters, tests and lookups that templates can use, with those that a program adds. */
export class Registry {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
  readonly lookups: ReadonlyMap<string, Lookup>;

  constructor(
    extra: {
      readonly filters?: Iterable<readonly [string, Filter]> | undefined;
      readonly tests?: Iterable<readonly [string, Test]> | undefined;
      readonly lookups?: Iterable<readonly [string, Lookup]> | undefined;
    } = {},
  ) {
    this.filters = new Map([...Object.entries(FILTERS), ...(extra.filters ?? [])]);
    this.tests = new Map([...Object.entries(TESTS), ...(extra.tests ?? [])]);
    this.lookups = new Map([...Object.entries(LOOKUPS), ...(extra.lookups ?? [])]);
  }

  filter(name: string): Filter | undefined {
    return this.filters.get(name) ?? this.filters.get(shortName(name));
  }

  test(name: string): Test | undefined {
    return this.tests.get(name) ?? this.tests.get(shortName(name));
  }

  lookup(name: string): Lookup | undefined {
    return this.lookups.get(name) ?? this.lookups.get(shortName(name));
  }
}
