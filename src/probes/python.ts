import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { deb } from './deb.ts';
import { type Distribution, normalizedName } from './python-distributions.ts';

/** A Python interpreter of the host: the one of that name, or the one that a pip belongs to. */
export interface Python {
  /** Its absolute path; '' where there is none. */
  readonly found: string;
  readonly version: Maybe<string>;
  readonly hasPip: Maybe<boolean>;
  /** It can make virtual environments with pip in them. Debian splits that off into python3-venv. */
  readonly makesVenvs: Maybe<boolean>;
  /** PEP 668: pip refuses to install into it. */
  readonly externallyManaged: Maybe<boolean>;
  /** With the aspect `packages`: what is installed, by normalized name. */
  readonly packages?: Maybe<Readonly<Record<string, Distribution>>>;
}

/** `executable` is a python or a pip: a name to be found in PATH, or an absolute path. */
export function python(executable: string, ...aspects: 'packages'[]): Key<Python> {
  return key<Python>('python', executable, aspects);
}

const FACTS = `
import sys, os
def spec(name):
    try:
        from importlib.util import find_spec
        return find_spec(name) is not None
    except Exception:
        return False
import sysconfig
managed = os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")) and sys.prefix == sys.base_prefix
print("|".join([sys.executable, ".".join(str(n) for n in sys.version_info[:3]), str(spec("pip")), str(spec("venv") and spec("ensurepip")), str(managed)]))
if len(sys.argv) > 1:
    from importlib.metadata import distributions
    for d in distributions():
        print("%s|%s" % (d.metadata["Name"], d.version))
        for required in d.requires or []:
            if "extra" in required:
                print("|" + required)
`;

/** A pip is a script whose first line names its interpreter. */
const READ = `
ask() {
  echo "E|$1"
  found=$(command -v -- "$1") || return 0
  case \${found##*/} in
    pip*) read -r first < "$found"; interpreter=\${first#"#!"}; found=\${interpreter%% *} ;;
  esac
  "$found" -B -c "$facts" $2 || echo failed
}
`;

const probe: Probe<Python> = {
  kind: 'python',
  script: (keys) =>
    `facts=${quote(FACTS)}\n${READ}${keys
      .map((k) => `ask ${quote(k.subject)} ${k.aspects.includes('packages') ? 'packages' : ''}`)
      .join('\n')}\n:`,

  parse(output, keys) {
    const sections = output.stdout.toString().split(/^E\|/m).slice(1);
    return keys.map((k, index) => {
      const [, first, ...rest] = (sections[index] ?? '')
        .split('\n')
        .filter((line, at) => at === 0 || line !== '');
      if (first === undefined)
        return { found: '', version: '', hasPip: false, makesVenvs: false, externallyManaged: false };
      const [found, version, pip, venvs, managed] = first.split('|');
      if (!found || managed === undefined)
        return new ReadFailure(output.stderr.trim() || `${k.subject} did not answer`);
      return {
        found,
        version: version ?? '',
        hasPip: pip === 'True',
        makesVenvs: venvs === 'True',
        externallyManaged: managed === 'True',
        ...(k.aspects.includes('packages') ? { packages: packagesIn(rest) } : {}),
      };
    });
  },

  restsOn: (k) => [
    { kind: 'deb' },
    ...(k.subject.startsWith('/') ? [{ kind: 'path', subject: k.subject }] : []),
  ],

  /** Of Debian's own python3 it is known what its packages bring. */
  derive(k, before, expected) {
    const unsure = Unknown.of(`what ${k.subject} will be once packages are installed`);
    if (!/^(\/usr\/bin\/)?(python3|pip3?)$/.test(k.subject))
      return { value: isUnknown(before) || !before.found ? unsure : before };
    if (!isUnknown(before) && before.makesVenvs === true && before.hasPip === true) return { value: before };
    const has = (name: string): boolean => {
      const found = expected.get(deb(name));
      return !isUnknown(found) && found.state === 'installed';
    };
    const venvs = has('python3-venv');
    const pip = has('python3-pip');
    if (!venvs && !pip && !has('python3')) return { value: before };
    const found = isUnknown(before) || before.found === '' ? '/usr/bin/python3' : before.found;
    return {
      value: {
        found,
        version: isUnknown(before) || before.found === '' ? unsure : before.version,
        hasPip: pip,
        makesVenvs: venvs,
        externallyManaged: unsure,
        ...(k.aspects.includes('packages') ? { packages: unsure } : {}),
      },
    };
  },
};

export default probe;

/** `name|version`, and after it a line for each thing that an extra of it requires, which begins with `|`. */
function packagesIn(lines: readonly string[]): Record<string, Distribution> {
  const packages: Record<string, { version: string; requires: string[] }> = {};
  let last: string[] = [];
  for (const line of lines) {
    if (line.startsWith('|')) last.push(line.slice(1));
    else {
      const [name = '', version = ''] = line.split('|');
      last = [];
      // The first one on Python's path is the one that is imported.
      packages[normalizedName(name)] ??= { version, requires: last };
    }
  }
  return packages;
}
