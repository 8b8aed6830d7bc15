import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe, ProbeOutput } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';

/** A Debian package as dpkg knows it. */
export interface Deb {
  /** `broken`: unpacked or half configured; `config-files`: removed, but not purged. */
  readonly state: 'installed' | 'broken' | 'config-files' | 'absent';
  /** Empty where it isn't installed. */
  readonly version: Maybe<string>;
  readonly architecture: Maybe<string>;
  readonly held: boolean;
  /** Installed only because another package needed it: apt may remove it by itself. */
  readonly automatic: Maybe<boolean>;
  /** Installed packages that provide this name. */
  readonly providedBy: readonly string[];
}

/** `name` may carry an architecture: `libc6:i386`. */
export function deb(name: string): Key<Deb> {
  return key<Deb>('deb', name);
}

const ABSENT: Deb = {
  state: 'absent',
  version: '',
  architecture: '',
  held: false,
  automatic: false,
  providedBy: [],
};

/** Prints `I|…` for what has one of the names, `P|provider|name` for what provides one, `A|name` for automatic ones. */
const READ = `
command -v dpkg-query >/dev/null || { echo 'dpkg is not on this host' >&2; exit 3; }
dpkg-query -W -f='\${Package}|\${Architecture}|\${Version}|\${db:Status-Want}|\${db:Status-Status}|\${Provides}\\n' 2>/dev/null |
awk -F'|' '
  BEGIN { n = split(ENVIRON["NAMES"], a, " "); for (i = 1; i <= n; i++) { want[a[i]] = 1; b = a[i]; sub(/:.*/, "", b); want[b] = 1 } }
  ($1 in want) { print "I|" $1 "|" $2 "|" $3 "|" $4 "|" $5 }
  $5 == "installed" && $6 != "" { m = split($6, p, /, */); for (i = 1; i <= m; i++) { sub(/ .*/, "", p[i]); if (p[i] in want) print "P|" $1 "|" p[i] } }'
[ ! -r /var/lib/apt/extended_states ] || awk '
  BEGIN { n = split(ENVIRON["NAMES"], a, " "); for (i = 1; i <= n; i++) { b = a[i]; sub(/:.*/, "", b); want[b] = 1 } }
  $1 == "Package:" { name = $2 } $1 == "Architecture:" { arch = $2 }
  $1 == "Auto-Installed:" && $2 == 1 && (name in want) { print "A|" name "|" arch }' /var/lib/apt/extended_states
echo "N|$(dpkg --print-architecture)"
`;

const probe: Probe<Deb> = {
  kind: 'deb',

  script(keys) {
    const names = keys.map((k) => k.subject).join(' ');
    return `NAMES=${quote(names)}; export NAMES\n${READ}`;
  },

  parse(output: ProbeOutput, keys) {
    if (output.status === 3) return keys.map(() => new ReadFailure(output.stderr.trim()));
    const records = output.stdout
      .toString()
      .split('\n')
      .map((line) => line.split('|'));
    const native = records.find((r) => r[0] === 'N')?.[1] ?? '';
    return keys.map((k) => installed(k.subject, records, native));
  },

  differences(expected, actual) {
    const found: string[] = [];
    const gone = expected.state === 'absent' && actual.state === 'config-files';
    if (expected.state !== actual.state && !gone)
      found.push(`${expected.state} was expected, it is ${actual.state}`);
    else if (!isUnknown(expected.version) && expected.version !== actual.version) {
      found.push(`version ${expected.version} was expected, it is ${String(actual.version)}`);
    }
    return found;
  },
};

export default probe;

function installed(subject: string, records: readonly (readonly string[])[], native: string): Deb {
  const [name = '', wanted = ''] = subject.split(':');
  const ofName = records.filter((r) => r[0] === 'I' && r[1] === name);
  const record =
    wanted === ''
      ? (ofName.find((r) => r[2] === native || r[2] === 'all') ?? ofName[0])
      : ofName.find((r) => r[2] === wanted || (wanted === 'any' && r[5] === 'installed'));
  const providedBy = records.filter((r) => r[0] === 'P' && r[2] === subject).map((r) => r[1] ?? '');
  if (!record) return { ...ABSENT, providedBy };
  const [, , architecture = '', version = '', want = '', status = ''] = record;
  return {
    state: stateOf(status),
    version: status === 'config-files' || status === 'not-installed' ? '' : version,
    architecture,
    held: want === 'hold',
    automatic: records.some(
      (r) => r[0] === 'A' && r[1] === name && (r[2] === architecture || architecture === 'all'),
    ),
    providedBy,
  };
}

function stateOf(status: string): Deb['state'] {
  if (status === 'installed') return 'installed';
  if (status === 'config-files') return 'config-files';
  if (status === 'not-installed' || status === '') return 'absent';
  return 'broken';
}
