import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import { normal, path } from './path.ts';
import { type Distribution, distributionsIn, METADATA } from './python-distributions.ts';

/** A package as `conda-meta` has it. */
export interface CondaPackage {
  readonly version: Maybe<string>;
  /** The build string: `py311_0`. */
  readonly build: Maybe<string>;
  /** The channel's name or address, without the platform: `conda-forge`, `https://repo.example.org/main`. */
  readonly channel: Maybe<string>;
  /** What it needs, as conda writes it: `python >=3.8`. */
  readonly depends: Maybe<readonly string[]>;
  /** Of what is expected: nobody asked for it, and it stays unless what others need moves it. */
  readonly kept?: true;
  /** Of what is expected: the versions that were asked for, `=3.11`; which of them it is conda chooses. */
  readonly asked?: string;
}

/** A conda environment, read from its own records: neither conda nor any Python is started. */
export interface CondaEnv {
  readonly exists: boolean;
  /** By name. Unknown as a whole where nobody can say what a solver chooses. */
  readonly packages: Maybe<Readonly<Record<string, CondaPackage>>>;
  /** What pip installed there, by normalized name. */
  readonly pip: Maybe<Readonly<Record<string, Distribution>>>;
}

/** `prefix` is the environment's absolute path. */
export function condaEnv(prefix: string): Key<CondaEnv> {
  return key<CondaEnv>('conda-env', normal(prefix));
}

export const NO_ENV: CondaEnv = { exists: false, packages: {}, pip: {} };

/**
 * Name, version and build are in the records' names. Of what is in them only the beginning is read: keys are sorted, and
 * the long lists of files come after.
 */
const READ = `
look() {
  echo "E|$1"
  [ -f "$1/conda-meta/history" ] || { echo absent; return; }
  echo there
  set -- "$1" "$1"/conda-meta/*.json
  if [ -e "$2" ]; then
    prefix=$1
    shift
    awk 'FNR == 1 { skip = 0; deps = 0; print "P|" FILENAME }
      skip { next }
      /^[ \\t]*"(extracted_package_dir|features|files|fn|license|link)":/ { skip = 1; next }
      /^[ \\t]*"channel":/ { sub(/^[^:]*:[ \\t]*"/, ""); sub(/",?[ \\t]*$/, ""); print "C|" $0; next }
      /^[ \\t]*"depends":/ { deps = ($0 !~ /\\]/); next }
      deps && /^[ \\t]*\\]/ { deps = 0; next }
      deps { sub(/^[ \\t]*"/, ""); sub(/",?[ \\t]*$/, ""); print "N|" $0 }' "$@"
    set -- "$prefix"
  fi
  echo files
  for site in "$1"/lib/python*/site-packages; do
    [ ! -d "$site" ] || ${METADATA} "$site"
  done
}
`;

const probe: Probe<CondaEnv> = {
  kind: 'conda-env',
  script: (keys) => `${READ}${keys.map(({ subject }) => `look ${quote(subject)}`).join('\n')}\n:`,

  parse(output, keys) {
    const sections = output.stdout.toString('utf8').split(/^E\|/m).slice(1);
    return keys.map((_, index) => {
      const section = sections[index];
      return section === undefined ? new ReadFailure(output.stderr.trim()) : environment(section);
    });
  },

  restsOn: ({ subject }) => [
    { kind: 'path', subject },
    { kind: 'path', subject: `${subject}/conda-meta`, below: true },
  ],

  /** Without its folder, or its records, it is gone; files put beside them make no environment. */
  derive({ subject }, before, expected) {
    for (const folder of [subject, `${subject}/conda-meta`]) {
      const there = expected.get(path(folder));
      if (isUnknown(there)) return { value: isUnknown(before) || before.exists ? there : before };
      if (there.type === 'absent') return { value: NO_ENV };
    }
    return { value: before };
  },

  differences(expected, actual) {
    if (expected.exists !== actual.exists)
      return [expected.exists ? 'the environment is missing' : 'the environment is still there'];
    if (isUnknown(expected.packages) || isUnknown(actual.packages)) return [];
    const found: string[] = [];
    for (const [name, { version, kept }] of Object.entries(expected.packages)) {
      if (kept) continue;
      const is = actual.packages[name]?.version;
      if (is === undefined) found.push(`${name} is missing`);
      else if (!isUnknown(version) && version !== is)
        found.push(`${name} ${version} was expected, it is ${String(is)}`);
    }
    return found;
  },
};

export default probe;

function environment(section: string): CondaEnv {
  const lines = section.split('\n').slice(1);
  if (lines[0] !== 'there') return NO_ENV;
  const at = lines.indexOf('files');
  const packages: Record<string, CondaPackage> = {};
  let depends: string[] = [];
  let current: { name: string; version: string; build: string; channel: string } | undefined;
  const keep = (): void => {
    if (current)
      packages[current.name] = {
        version: current.version,
        build: current.build,
        channel: current.channel,
        depends,
      };
  };
  for (const line of lines.slice(1, at)) {
    const rest = line.slice(2);
    if (line.startsWith('P|')) {
      keep();
      const [, name, version, build] = /\/([^/]+)-([^-/]+)-([^-/]+)\.json$/.exec(rest) ?? [];
      current = name && version && build ? { name, version, build, channel: '' } : undefined;
      depends = [];
    } else if (line.startsWith('C|') && current) current.channel = channelName(rest);
    else if (line.startsWith('N|')) depends.push(rest);
  }
  keep();
  const metadata = lines.slice(at + 1);
  return { exists: true, packages, pip: distributionsIn(metadata) };
}

/** `https://conda.anaconda.org/conda-forge/linux-64` is the channel `conda-forge`. */
export function channelName(address: string): string {
  const plain = address.replace(/\/(noarch|(linux|osx|win|emscripten|wasi|freebsd|zos)-[a-z0-9]+)\/?$/, '');
  return plain.replace(/^https?:\/\/conda\.anaconda\.org\//, '');
}
