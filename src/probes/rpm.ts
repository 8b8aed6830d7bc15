import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import { withoutTrace } from './private-mounts.ts';

/** An installed rpm. */
export interface InstalledRpm {
  readonly name: string;
  /** `epoch:version-release`; the epoch is 0 where the package has none. */
  readonly version: Maybe<string>;
  readonly architecture: Maybe<string>;
}

/** What is installed of what a text names. */
export interface Rpms {
  readonly installed: readonly InstalledRpm[];
  /** Of a name with a version: installed packages of the name, whatever their version. */
  readonly namesakes: readonly InstalledRpm[];
  /** Installed packages that provide the name, or own the file. */
  readonly providers: readonly string[];
  /** Of a file on the host that ends in `.rpm`: what is in it; undefined where there is none. */
  readonly file?: InstalledRpm;
}

/**
 * `nginx`, `nginx-1.26`, `nginx-1.26-2.el9.x86_64`, `nginx.x86_64`, a pattern, a path that a package owns, or a path or URL
 * of an rpm.
 */
export function rpm(text: string): Key<Rpms> {
  return key<Rpms>('rpm', text);
}

/** A name loses its parts from the right, where a version begins: `a-b-1.0-2` is looked for as `a-b-1.0` and `a-b` too. */
const READ = `
command -v rpm >/dev/null || { echo 'rpm is not on this host' >&2; exit 3; }
form='%{NAME}|%{EPOCHNUM}:%{VERSION}-%{RELEASE}|%{ARCH}\\n'
tell() { grep '|' | grep -v '^gpg-pubkey|' | sed "s/^/$1|/"; }
look() {
  echo "E|$1"
  case $1 in
    *://*.rpm) file=\${1##*/}; rpm -q --qf "$form" -- "\${file%.rpm}" 2>/dev/null | tell I; return ;;
    /*.rpm)
      [ -r "$1" ] || return
      said=$(rpm -qp --nosignature --qf "$form" -- "$1" 2>/dev/null) || return
      printf '%s\\n' "$said" | tell F
      rpm -q --qf "$form" -- "\${said%%|*}" 2>/dev/null | tell I; return ;;
    /*) rpm -qf --qf "$form" -- "$1" 2>/dev/null | tell P; return ;;
    *[*?[]*) rpm -qa --qf "$form" -- "$1" | tell I; return ;;
  esac
  found=$(rpm -q --qf "$form" -- "$1" 2>/dev/null | tell I)
  if [ -n "$found" ]; then printf '%s\\n' "$found"; return; fi
  rpm -q --whatprovides --qf "$form" -- "$1" 2>/dev/null | tell P
  name=$1
  while case $name in *-*) true ;; *) false ;; esac; do
    rest=\${name##*-} name=\${name%-*}
    case $rest in [0-9]*) rpm -q --qf "$form" -- "$name" 2>/dev/null | tell N ;; esac
  done
}`;

const probe: Probe<Rpms> = {
  kind: 'rpm',
  script: (keys) =>
    withoutTrace(`${READ}\n${keys.map(({ subject }) => `look ${quote(subject)}`).join('\n')}\n:`),

  parse(output, keys) {
    if (output.status === 3) return keys.map(() => new ReadFailure(output.stderr.trim()));
    const sections = output.stdout.toString().split(/^E\|/m).slice(1);
    return keys.map((_, index) => {
      const section = sections[index];
      if (section === undefined) return new ReadFailure(output.stderr.trim() || 'rpm gave no answer');
      const told = (letter: string): InstalledRpm[] =>
        [...section.matchAll(new RegExp(`^${letter}\\|(.*)\\|(.*)\\|(.*)$`, 'gm'))].map(
          ([, name = '', version = '', architecture = '']) => ({ name, version, architecture }),
        );
      const [file] = told('F');
      return {
        installed: told('I'),
        namesakes: told('N'),
        providers: told('P').map(({ name }) => name),
        ...(file === undefined ? {} : { file }),
      };
    });
  },

  restsOn: ({ subject }) => (subject.startsWith('/') ? [{ kind: 'path', subject }] : []),

  differences(expected, actual) {
    if (expected.installed.length === 0)
      return actual.installed.map(({ name }) => `${name} is still installed`);
    return expected.installed.flatMap((wanted) => {
      const is = actual.installed.find(({ name }) => name === wanted.name);
      if (is === undefined) return actual.providers.length > 0 ? [] : [`${wanted.name} is not installed`];
      if (isUnknown(wanted.version) || wanted.version === is.version) return [];
      return [`${wanted.name} ${wanted.version} was expected, it is ${String(is.version)}`];
    });
  },
};

export default probe;
