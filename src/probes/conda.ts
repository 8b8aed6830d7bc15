import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { path } from './path.ts';

/** conda, mamba or micromamba as it is installed, found without running it: that takes a second. */
export interface Conda {
  /** Absolute path; '' where there is none. */
  readonly found: string;
  readonly flavour: 'conda' | 'mamba' | 'micromamba';
  /** The folder it is installed in, which is the environment `base`; '' where that can't be told. */
  readonly root: string;
  /** Where environments of a name are looked for, in order; new ones go into the first that can be written. */
  readonly envsDirs: readonly { readonly path: string; readonly writable: boolean }[];
}

/** `subject`: an absolute path of the program, or '' to look for one. */
export function conda(subject = ''): Key<Conda> {
  return key<Conda>('conda', subject);
}

export const NO_CONDA: Conda = { found: '', flavour: 'conda', root: '', envsDirs: [] };

/** Where installers put it unless told otherwise: system-wide, then in the home folder. */
const ROOTS = ['conda', 'miniforge3', 'mambaforge', 'miniconda3', 'miniconda', 'anaconda3', 'anaconda'];
const PLACES = ['/opt', '/usr/local'].flatMap((folder) => ROOTS.map((root) => `${folder}/${root}/bin/conda`));

const READ = `
home() { case \${HOME-} in /*) echo "$HOME" ;; *) eval "echo ~$(id -un)" ;; esac; }
home=$(home)
# What is here belongs to root, also while the disk can't be written.
may_write() { [ "$(id -u)" = 0 ] || { d=$1; while [ ! -e "$d" ]; do d=\${d%/*}; [ -n "$d" ] || d=/; done; [ -w "$d" ]; }; }
find_it() {
  case $1 in /*) [ -x "$1" ] && [ ! -d "$1" ] && echo "$1"; return ;; esac
  for name in conda mamba micromamba; do command -v "$name" 2>/dev/null | grep '^/' && return; done
  case \${CONDA_EXE-} in /*) [ -x "$CONDA_EXE" ] && { echo "$CONDA_EXE"; return; } ;; esac
  for file in ${PLACES.join(' ')} ${ROOTS.map((root) => `"$home"/${root}/bin/conda`).join(' ')} "$home"/.local/bin/micromamba; do
    [ -x "$file" ] && { echo "$file"; return; }
  done
}
# The list that a setting has, in either way of writing it.
envs_dirs() {
  for file in /etc/conda/.condarc /etc/conda/condarc "$1/.condarc" "$1/condarc" "$home/.condarc" "$home/.conda/.condarc" "$home/.conda/condarc" "\${CONDARC-}" "$home/.mambarc"; do
    [ -f "$file" ] || continue
    awk '/^(envs_dirs|envs_path):/ { on = 1; sub(/^[^:]*:[ \\t]*/, ""); gsub(/[][,]/, " "); n = split($0, w, " "); for (i = 1; i <= n; i++) print w[i]; next }
      on && /^[ \\t]*-[ \\t]/ { sub(/^[ \\t]*-[ \\t]*/, ""); print; next }
      on && /^[^ \\t#]/ { on = 0 }' "$file"
  done | tr -d "\\"'" | while read -r dir; do case $dir in '~'*) echo "$home\${dir#\\~}" ;; /*) echo "$dir" ;; esac; done
}
look() {
  echo "E|"
  found=$(find_it "$1" | head -n 1)
  [ -n "$found" ] || return
  echo "$found"
  real=$(readlink -f "$found")
  root=\${real%/*/*}
  if [ ! -d "$root/conda-meta" ]; then
    root=
    case $real in *micromamba*)
      for root in "\${MAMBA_ROOT_PREFIX-}" "$home/micromamba" "$home/.local/share/mamba"; do [ -n "$root" ] && [ -d "$root" ] && break; done ;;
    esac
  fi
  echo "$root"
  envs_dirs "$root" | sed 's/^/D|/'
  own="$home/.conda/envs"
  if [ -n "$root" ] && may_write "$root/conda-meta/history"; then printf 'D|%s\\n' "$root/envs" "$own"
  else printf 'D|%s\\n' "$own" \${root:+"$root/envs"}; fi
}
show() { look "$1" | while IFS= read -r line; do case $line in 'D|'*) may_write "\${line#D|}" && line="W|\${line#D|}" ;; esac; printf '%s\\n' "$line"; done; }
`;

const probe: Probe<Conda> = {
  kind: 'conda',
  script: (keys) => `${READ}${keys.map(({ subject }) => `show ${quote(subject)}`).join('\n')}\n:`,

  parse(output, keys) {
    const sections = output.stdout
      .toString('utf8')
      .split(/^E\|\n/m)
      .slice(1);
    return keys.map((_, index) => {
      const section = sections[index];
      return section === undefined ? new ReadFailure(output.stderr.trim()) : installation(section);
    });
  },

  restsOn: ({ subject }) =>
    (subject === '' ? PLACES : [subject]).map((file) => ({ kind: 'path', subject: file })),

  /** A program that is expected to come is where one looks for it; a program that goes is gone. */
  derive({ subject }, before, expected) {
    if (isUnknown(before)) return { value: before };
    for (const file of subject === '' ? PLACES : [subject]) {
      const there = expected.get(path(file));
      if (isUnknown(there)) {
        if (before.found === file || before.found === '') return { value: there };
        continue;
      }
      if (there.type === 'absent') {
        if (before.found === file)
          return { value: subject === '' ? Unknown.of('which conda is left') : NO_CONDA };
      } else return { value: before.found === '' ? installed(file) : before };
    }
    return { value: before };
  },

  differences: (expected, actual) =>
    expected.found === actual.found
      ? []
      : [actual.found === '' ? 'it is not there' : `${actual.found} is there`],
};

export default probe;

/** What an installer makes, below the root that holds `bin/conda`. */
export function installed(file: string): Conda {
  const root = file.replace(/\/[^/]*\/[^/]*$/, '');
  return {
    found: file,
    flavour: flavourOf(file),
    root,
    envsDirs: [{ path: `${root}/envs`, writable: true }],
  };
}

export function flavourOf(file: string): Conda['flavour'] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.includes('micromamba') ? 'micromamba' : name.includes('mamba') ? 'mamba' : 'conda';
}

function installation(section: string): Conda {
  const [found = '', root = '', ...more] = section.split('\n');
  if (found === '') return NO_CONDA;
  const dirs = more.filter((line) => /^[DW]\|\//.test(line));
  const envsDirs = dirs.map((line) => ({ path: line.slice(2), writable: line.startsWith('W') }));
  const seen = new Set<string>();
  return {
    found,
    flavour: flavourOf(found),
    root,
    envsDirs: envsDirs.filter((dir) => !seen.has(dir.path) && seen.add(dir.path)),
  };
}
