import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';

/** apt's package lists. */
export interface AptLists {
  /** When they were last refreshed, in seconds since 1970 by the host's clock; 0 for never. */
  readonly updated: Maybe<number>;
  /** The host's clock when this was read. */
  readonly now: number;
  /** No list is there at all: a fresh image. Its folder's age then says nothing. */
  readonly empty: boolean;
  /** A source was added or changed after the lists were refreshed. */
  readonly outdated: boolean;
}

export const aptLists: Key<AptLists> = key<AptLists>('apt-lists', 'system');

/** Ubuntu keeps a stamp; Debian has only the folder's own time. */
const READ = `
lists=/var/lib/apt/lists
stamp=/var/lib/apt/periodic/update-success-stamp
command -v apt-get >/dev/null || { echo 'apt-get is not on this host' >&2; exit 3; }
if [ -e $stamp ]; then stat -c %Y $stamp; elif [ -d $lists ]; then stat -c %Y $lists; else echo 0; fi
date +%s
set -- $lists/*Release
[ -e "$1" ] && echo filled || echo empty
stat -c %Z /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null | sort -n | tail -n 1
:`;

const probe: Probe<AptLists> = {
  kind: 'apt-lists',
  script: () => READ,

  parse(output, keys) {
    if (output.status !== 0) return keys.map(() => new ReadFailure(output.stderr.trim()));
    const [updated = '0', now = '0', filled, sources = '0'] = output.stdout.toString().split('\n');
    const lists: AptLists = {
      updated: Number(updated),
      now: Number(now),
      empty: filled === 'empty',
      outdated: Number(sources) > Number(updated),
    };
    return keys.map(() => lists);
  },

  restsOn: () => [
    { kind: 'path', subject: '/etc/apt/sources.list' },
    { kind: 'path', subject: '/etc/apt/sources.list.d', below: true },
  ],

  derive: (_key, before) => ({ value: isUnknown(before) ? before : { ...before, outdated: true } }),

  lasting: ({ empty, outdated }) => ({ empty, outdated }),

  /** The clock goes on. */
  differences: (expected, actual) =>
    actual.empty && !expected.empty ? ['the package lists are still empty'] : [],
};

export default probe;
