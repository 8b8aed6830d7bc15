import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import { normal, path } from './path.ts';
import { type Distribution, distributionsIn, METADATA } from './python-distributions.ts';

export type { Distribution } from './python-distributions.ts';

/** A Python virtual environment, read from its files: running pip would take a second. */
export interface Venv {
  /** `broken`: its interpreter is gone, as after an upgrade of the system's Python. */
  readonly state: 'works' | 'broken' | 'absent';
  /** `3.11.2`, as pyvenv.cfg says. */
  readonly python: Maybe<string>;
  readonly hasPip: Maybe<boolean>;
  readonly systemSitePackages: Maybe<boolean>;
  /** By normalized name (PEP 503). Unknown as a whole, or single versions. */
  readonly packages: Maybe<Readonly<Record<string, Distribution>>>;
}

/** `folder` is the environment's absolute path; `extras`: also what the extras of its packages require. */
export function venv(folder: string, ...aspects: 'extras'[]): Key<Venv> {
  return key<Venv>('venv', normal(folder), aspects);
}

export const NO_VENV: Venv = {
  state: 'absent',
  python: '',
  hasPip: false,
  systemSitePackages: false,
  packages: {},
};

const READ = `
look() {
  echo "E|$1"
  [ -e "$1/bin/python" ] || [ -L "$1/bin/python" ] || { echo absent; return; }
  real=$(readlink -f "$1/bin/python")
  lib=$(ls -d "$1"/lib/python*/site-packages 2>/dev/null | head -n 1)
  case \${real##*/} in
    python[0-9].[0-9]*) [ -d "$1/lib/\${real##*/}/site-packages" ] || lib= ;;
  esac
  if [ -x "$real" ] && [ -n "$lib" ]; then echo works; else echo broken; return; fi
  if [ -x "$1/bin/pip" ]; then echo pip; else echo nopip; fi
  sed -n 's/^\\(include-system-site-packages\\|version\\|version_info\\) *= */\\1|/p' "$1/pyvenv.cfg" 2>/dev/null | sort -u
  echo files
  ${METADATA} "$lib" "\${2-}"
  case $(cat "$1/pyvenv.cfg" 2>/dev/null) in *'site-packages = true'*)
    v=\${lib%/site-packages}; v=\${v##*/}
    for d in "/usr/lib/$v/site-packages" "/usr/lib/\${v%%.*}/dist-packages" "/usr/local/lib/$v/dist-packages"; do
      [ ! -d "$d" ] || ${METADATA} "$d" "\${2-}"
    done ;;
  esac
}
`;

const probe: Probe<Venv> = {
  kind: 'venv',
  script: (keys) =>
    `${READ}${keys.map((k) => `look ${quote(k.subject)} ${k.aspects.join('')}`).join('\n')}\n:`,

  parse(output, keys) {
    const sections = output.stdout.toString().split(/^E\|/m).slice(1);
    return keys.map((k, index) => {
      const section = sections[index];
      if (section === undefined) return new ReadFailure(output.stderr.trim());
      return environment(section, k.aspects.includes('extras'));
    });
  },

  restsOn: (k) => [{ kind: 'path', subject: k.subject, below: true }],

  /** Files put into an environment (settings, kernels) install nothing; without its folder it is gone. */
  derive(k, before, expected) {
    const folder = expected.get(path(k.subject));
    if (isUnknown(folder)) return { value: folder };
    return { value: folder.type === 'absent' ? NO_VENV : before };
  },

  differences(expected, actual) {
    if (expected.state !== actual.state) return [`${expected.state} was expected, it is ${actual.state}`];
    if (isUnknown(expected.packages) || isUnknown(actual.packages)) return [];
    const found: string[] = [];
    for (const [name, wanted] of Object.entries(expected.packages)) {
      const is = actual.packages[name];
      if (!is) found.push(`${name} is missing`);
      else if (!wanted.kept && !isUnknown(wanted.version) && wanted.version !== is.version) {
        found.push(`${name} ${wanted.version} was expected, it is ${String(is.version)}`);
      }
    }
    return found;
  },
};

export default probe;

function environment(section: string, withExtras: boolean): Venv {
  const lines = section.split('\n').slice(1);
  const [state, pip] = lines;
  if (state !== 'works') return { ...NO_VENV, state: state === 'broken' ? 'broken' : 'absent' };
  const at = lines.indexOf('files');
  const settings = new Map(lines.slice(2, at).map((line) => line.split('|', 2) as [string, string]));
  return {
    state: 'works',
    python: settings.get('version') ?? settings.get('version_info') ?? '',
    hasPip: pip === 'pip',
    systemSitePackages: settings.get('include-system-site-packages')?.toLowerCase() === 'true',
    packages: distributionsIn(lines.slice(at + 1), withExtras),
  };
}
