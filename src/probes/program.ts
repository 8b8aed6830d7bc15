import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { path } from './path.ts';

/** Where a program of that name is found: its absolute path, '' where there is none. A path is its own name. */
export function program(name: string): Key<string> {
  return key<string>('program', name);
}

/** Where package managers and administrators put programs, in the order of PATH. */
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function places(name: string): string[] {
  return name.includes('/') ? [name] : FOLDERS.map((folder) => `${folder}/${name}`);
}

const probe: Probe<string> = {
  kind: 'program',
  given: true,
  script: (keys) =>
    keys.map(({ subject }) => `command -v -- ${quote(subject)} 2>/dev/null || echo`).join('\n'),
  parse({ stdout }, keys) {
    const lines = stdout.toString('utf8').split('\n');
    return keys.map((_, i) => (lines[i]?.startsWith('/') ? lines[i] : ''));
  },
  restsOn: ({ subject }) => [
    { kind: 'deb' },
    ...places(subject).map((file) => ({ kind: 'path', subject: file })),
  ],

  derivesFrom: ({ subject }) => places(subject).map((file) => path(file)),

  /** A file that is expected in one of the usual folders; a package may bring anything. */
  derive({ subject }, before, expected) {
    for (const file of places(subject)) {
      const found = expected.get(path(file));
      if (!isUnknown(found) && found.type !== 'absent') return { value: file };
    }
    return { value: before === '' ? Unknown.of(`whether a package brings ${subject}`) : before };
  },
};

export default probe;
