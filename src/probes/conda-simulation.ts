import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote, quoteAll } from '../core/quote.ts';
import { Unknown } from '../core/unknown.ts';

/** A run of conda's solver that changes nothing: a command line that ends with --dry-run and --json. */
export interface CondaDryRun {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The folder that conda is installed in: what it knows of channels is there. */
  readonly root: string;
  readonly prefix: string;
}

/** What conda says it would do. */
export interface CondaSimulation {
  readonly link: readonly SolvedPackage[];
  readonly unlink: readonly SolvedPackage[];
  /** Why it would fail; '' where it wouldn't. */
  readonly refusal: string;
  /** It can't be asked: it is not there yet. */
  readonly mute?: true;
}

export interface SolvedPackage {
  readonly name: string;
  readonly version: string;
  readonly build: string;
  readonly channel: string;
}

export function condaSimulation(run: CondaDryRun): Key<CondaSimulation> {
  return key<CondaSimulation>('conda-simulation', JSON.stringify(run));
}

const MARK = '== conda-simulation';

/**
 * Even a dry run downloads and keeps what channels offer. So it works on a copy of what is kept, which goes with it, and
 * writes no compiled files.
 */
const DRY = `
dry() {
  echo '${MARK}'; echo '${MARK}' >&2
  root=$1; shift
  [ -x "$1" ] || { echo mute; return; }
  tmp=$(mktemp -d) || return
  mkdir "$tmp/pkgs"
  if [ -n "$root" ] && [ -d "$root/pkgs/cache" ]; then cp -r "$root/pkgs/cache" "$tmp/pkgs/"; fi
  CONDA_PKGS_DIRS="$tmp/pkgs" PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME="$tmp" "$@"
  printf '\\nstatus %s\\n' "$?"
  rm -rf "$tmp"
}
`;

/** Root gets shared memory of its own, which Python's locks leave their times on, and works in it. */
function inOwnMemory(script: string): string {
  const mounted = `mount -t tmpfs tmpfs /dev/shm && export TMPDIR=/dev/shm\n${script}`;
  return `if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then unshare -m sh -c ${quote(mounted)}
else (
${script}
); fi`;
}

const probe: Probe<CondaSimulation> = {
  kind: 'conda-simulation',
  simulation: true,
  timeLimit: 1800,

  script: (keys) =>
    inOwnMemory(
      DRY +
        keys
          .map(({ subject }) => {
            const { argv, env, root } = JSON.parse(subject) as CondaDryRun;
            const settings = Object.entries(env)
              // A shell can't export other names.
              .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
              .map(([name, value]) => `export ${name}=${quote(value)}`);
            return `(cd / && ${[...settings, `dry ${quote(root)} ${quoteAll(argv)}`].join('\n')})`;
          })
          .join('\n'),
    ),

  parse(output, keys) {
    const answers = output.stdout.toString('utf8').split(`${MARK}\n`).slice(1);
    const complaints = output.stderr.split(`${MARK}\n`).slice(1);
    return keys.map((_, index) => {
      const answer = answers[index];
      if (answer === undefined) return new ReadFailure(output.stderr.trim() || 'conda gave no answer');
      return simulated(answer, complaints[index] ?? '');
    });
  },

  restsOn({ subject }) {
    const { prefix, argv, root } = JSON.parse(subject) as CondaDryRun;
    return [
      { kind: 'conda-env', subject: prefix },
      { kind: 'conda', subject: argv[0] ?? '' },
      ...[`${root}/.condarc`, '/etc/conda/.condarc'].map((file) => ({ kind: 'path', subject: file })),
    ];
  },

  derive({ subject }) {
    const { prefix } = JSON.parse(subject) as CondaDryRun;
    return { value: Unknown.of(`what conda's solver says of ${prefix} by then`) };
  },
};

export default probe;

const NOTHING: CondaSimulation = { link: [], unlink: [], refusal: '' };

function simulated(text: string, complaint: string): CondaSimulation {
  if (text.startsWith('mute\n')) return { ...NOTHING, mute: true };
  const [, said = '', status = ''] = /^([\s\S]*)\nstatus (\d+)\n/.exec(text) ?? [];
  const answer = jsonIn(said);
  if (status !== '0' || answer === undefined || answer['success'] === false) {
    const why = answer?.['message'] ?? answer?.['error'] ?? (complaint.trim() || said.trim());
    return { ...NOTHING, refusal: String(why || `conda ended with status ${status}`).trim() };
  }
  const actions = answer['actions'] as
    | Record<string, unknown>
    | readonly Record<string, unknown>[]
    | undefined;
  const all = actions === undefined ? [] : Array.isArray(actions) ? actions : [actions];
  return {
    link: all.flatMap((one) => solved(one['LINK'])),
    unlink: all.flatMap((one) => solved(one['UNLINK'])),
    refusal: '',
  };
}

/** conda may print progress before its answer. */
export function jsonIn(text: string): Record<string, unknown> | undefined {
  const start = text.search(/^\{/m);
  if (start < 0) return undefined;
  try {
    return JSON.parse(text.slice(start)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** conda writes `build_string`, mamba `build`. */
function solved(list: unknown): SolvedPackage[] {
  if (!Array.isArray(list)) return [];
  return (list as Record<string, unknown>[]).map((one) => ({
    name: String(one['name']),
    version: String(one['version']),
    build: String(one['build_string'] ?? one['build'] ?? ''),
    channel: String(one['channel'] ?? ''),
  }));
}
