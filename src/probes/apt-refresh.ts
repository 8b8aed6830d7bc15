import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';

/** Whether a task refreshes the package lists before the one that asks; only expectations say so. */
export interface AptRefresh {
  readonly planned: boolean;
}

export const aptRefresh: Key<AptRefresh> = key<AptRefresh>('apt-refresh', 'system');

const probe: Probe<AptRefresh> = {
  kind: 'apt-refresh',
  script: () => ':',
  parse: (_output, keys) => keys.map(() => ({ planned: false })),
  differences: () => [],
};

export default probe;
