import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quoteAll } from '../core/quote.ts';
import { isUnknown } from '../core/unknown.ts';
import { foldersAbove, path } from './path.ts';

/**
 * Whether anything is there, whatever it is: all that `creates` and `removes` ask for, and all that can be told of what
 * a command makes.
 */
export function existence(place: string): Key<boolean> {
  return key<boolean>('existence', path(place).subject);
}

const probe: Probe<boolean> = {
  kind: 'existence',
  script: (keys) =>
    `for p in ${quoteAll(keys.map((k) => k.subject))}; do if [ -e "$p" ] || [ -L "$p" ]; then echo y; else echo n; fi; done`,
  parse({ stdout }, keys) {
    const lines = stdout.toString('latin1').split('\n');
    return keys.map((_, index) => lines[index] === 'y');
  },
  restsOn: ({ subject }) => [
    { kind: 'path', subject },
    ...foldersAbove(subject).map((folder) => ({ kind: 'path', subject: folder })),
  ],
  derive({ subject }, _before, expected) {
    const state = expected.get(path(subject));
    return { value: isUnknown(state) ? state : state.type !== 'absent' };
  },
};

export default probe;
