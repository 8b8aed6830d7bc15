import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';

/** Seconds since 1970 of a time as the host's own clock shows it: `2024-03-01 12:00:00`. */
export function localTime(text: string): Key<number> {
  return key<number>('local-time', text);
}

const probe: Probe<number> = {
  kind: 'local-time',
  given: true,
  lasting: () => undefined,
  script: (keys) => keys.map(({ subject }) => `date -d ${quote(subject)} +%s || echo -`).join('\n'),
  parse({ stdout }, keys) {
    const lines = stdout.toString('utf8').split('\n');
    return keys.map(({ subject }, i) =>
      /^-?\d+$/.test(lines[i] ?? '')
        ? Number(lines[i])
        : new ReadFailure(`the host can't tell when ${subject} is`),
    );
  },
};

export default probe;
