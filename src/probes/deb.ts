import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe, ProbeOutput } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { OFFLINE_CACHE } from './apt-simulation.ts';

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
  /** With the aspect `versions`: what apt would install, '' for nothing. */
  readonly candidate?: Maybe<string>;
  /** With the aspect `versions`: all that the package lists offer, newest first. */
  readonly versions?: Maybe<readonly string[]>;
}

/** `name` may carry an architecture: `libc6:i386`. `versions` costs reading the package lists. */
export function deb(name: string, ...aspects: 'versions'[]): Key<Deb> {
  return key<Deb>('deb', name, aspects);
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
    const names = keys.map((k) => k.subject);
    const offered = keys.filter((k) => k.aspects.includes('versions')).map((k) => k.subject);
    const read = `NAMES=${quote(names.join(' '))}; export NAMES\n${READ}`;
    if (offered.length === 0) return read;
    return `${read}\necho V\napt-cache ${OFFLINE_CACHE} policy ${offered.map(quote).join(' ')}`;
  },

  parse(output: ProbeOutput, keys) {
    if (output.status === 3) return keys.map(() => new ReadFailure(output.stderr.trim()));
    const [records, policy] = split(output.stdout.toString());
    const native = records.find((r) => r[0] === 'N')?.[1] ?? '';
    return keys.map((k) => ({
      ...installed(k.subject, records, native),
      ...(k.aspects.includes('versions') ? (policy.get(k.subject) ?? { candidate: '', versions: [] }) : {}),
    }));
  },

  /** Which versions are on offer depends on the package lists and what they are taken from. */
  restsOn: (k) => (k.aspects.includes('versions') ? [{ kind: 'apt-lists' }] : []),

  derive(_key, before) {
    if (isUnknown(before)) return { value: before };
    const why = Unknown.of('what the refreshed package lists offer');
    return { value: { ...before, candidate: why, versions: why } };
  },

  differences(expected, actual) {
    const found: string[] = [];
    if (expected.state !== actual.state) found.push(`${expected.state} was expected, it is ${actual.state}`);
    else if (!isUnknown(expected.version) && expected.version !== actual.version) {
      found.push(`version ${expected.version} was expected, it is ${String(actual.version)}`);
    }
    return found;
  },
};

export default probe;

type Policy = ReadonlyMap<string, Pick<Deb, 'candidate' | 'versions'>>;

function split(text: string): [readonly (readonly string[])[], Policy] {
  const lines = text.split('\n');
  const policyAt = lines.indexOf('V');
  const records = (policyAt < 0 ? lines : lines.slice(0, policyAt)).map((line) => line.split('|'));
  return [records, policyAt < 0 ? new Map() : policies(lines.slice(policyAt + 1))];
}

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

/** `name:`, then indented `Installed:`, `Candidate:` and a table whose version lines are indented by five. */
function policies(lines: readonly string[]): Policy {
  const found = new Map<string, { candidate: string; versions: string[] }>();
  let current: { candidate: string; versions: string[] } | undefined;
  for (const line of lines) {
    const head = /^(\S.*):$/.exec(line);
    if (head?.[1]) {
      current = { candidate: '', versions: [] };
      found.set(head[1], current);
      continue;
    }
    const candidate = /^ {2}Candidate: (.+)$/.exec(line)?.[1];
    if (current && candidate && candidate !== '(none)') current.candidate = candidate;
    const version = /^ (?:\*\*\*| {3}) (\S+) -?\d+$/.exec(line)?.[1];
    if (current && version) current.versions.push(version);
  }
  return found;
}
