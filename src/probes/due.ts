import { DUE_FOLDER } from '../core/due-folder.ts';
import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';

/** A file that an earlier run left about handlers it came no more to. */
export interface DueFile {
  readonly name: string;
  readonly lines: readonly string[];
}

/** What runs of one playbook on one host left, which `name` stands for: letters and digits. */
export function due(name: string): Key<readonly DueFile[]> {
  return key<readonly DueFile[]>('due', name);
}

const probe: Probe<readonly DueFile[]> = {
  kind: 'due',
  script: (keys) =>
    [
      DUE_FOLDER,
      ...keys.map(
        ({ subject }) =>
          `for f in "$j_d"/${quote(subject)}.*; do [ -f "$f" ] && echo "file \${f##*/}" && cat -- "$f"; done`,
      ),
      ':',
    ].join('\n'),
  parse({ stdout }, keys) {
    const files: { name: string; lines: string[] }[] = [];
    for (const line of stdout.toString('utf8').split('\n')) {
      const name = /^file (\S+)$/.exec(line)?.[1];
      if (name !== undefined) files.push({ name, lines: [] });
      else if (line.startsWith('{')) files.at(-1)?.lines.push(line);
    }
    // Beside it stands what was being written when its shell was killed.
    const whole = files.filter(({ name }) => !name.endsWith('.new'));
    return keys.map(({ subject }) => whole.filter(({ name }) => name.startsWith(`${subject}.`)));
  },
};

export default probe;
