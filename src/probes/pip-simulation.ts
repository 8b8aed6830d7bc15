import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Expected, Probe } from '../core/probe.ts';
import { quote, quoteAll } from '../core/quote.ts';
import { isUnknown } from '../core/unknown.ts';
import { path } from './path.ts';
import uv, { program } from './program.ts';
import { type Distribution, distributionsIn, METADATA, normalizedName } from './python-distributions.ts';
import { venv } from './venv.ts';

/** A dry run of pip's: what it would be told, and how its answer is written. */
export interface PipDryRun {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** pip's own report as JSON, or uv's list of all it would settle on, `name==version` on each line. */
  readonly answer: 'report' | 'list';
  /** The virtual environment, where it is one. */
  readonly folder?: string;
  /** What it reads: requirements files. */
  readonly files: readonly string[];
  /** What is asked for, by normalized names. */
  readonly names: readonly string[];
  /** What is asked for is to be the newest. */
  readonly upgrade: boolean;
}

/** What pip says it would do. */
export interface PipSimulation {
  /** By normalized name. */
  readonly installs: readonly { readonly name: string; readonly version: string }[];
  /** What was there, by normalized name. */
  readonly from: Readonly<Record<string, string>>;
  /** Why it would fail; '' where it wouldn't. */
  readonly refusal: string;
  /** It can't say: a pip before 22.2, options that a dry run doesn't know, files that are only expected. */
  readonly mute?: true;
}

export function pipSimulation(run: PipDryRun): Key<PipSimulation> {
  return key<PipSimulation>('pip-simulation', JSON.stringify(run));
}

const MARK = '== pip-simulation';

/** Neither caches nor compiled files are left behind; what it downloads goes into a folder that pip removes. */
const TRACELESS = { PIP_NO_CACHE_DIR: '1', UV_NO_CACHE: '1', PYTHONDONTWRITEBYTECODE: '1' };

const probe: Probe<PipSimulation> = {
  kind: 'pip-simulation',
  simulation: true,
  timeLimit: 300,

  script: (keys) =>
    keys
      .map(({ subject }) => {
        const { argv, stdin, cwd, env, folder } = JSON.parse(subject) as PipDryRun;
        const settings = Object.entries({ ...env, ...TRACELESS })
          // A shell can't export other names.
          .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
          .map(([name, value]) => `export ${name}=${quote(value)}`);
        const input = stdin === undefined ? '' : `printf %s ${quote(stdin)} | `;
        return `echo '${MARK}'; echo '${MARK}' >&2
(cd ${quote(cwd)} || exit 1
${settings.join('\n')}
${input}${quoteAll(argv)})
printf '\\nstatus %s\\n' "$?"
${folder === undefined ? '' : `${METADATA} ${quote(folder)}/lib/python*/site-packages`}`;
      })
      .join('\n'),

  parse(output, keys) {
    const answers = output.stdout.toString('utf8').split(`${MARK}\n`).slice(1);
    const complaints = output.stderr.split(`${MARK}\n`).slice(1);
    return keys.map(({ subject }, index) => {
      const answer = answers[index];
      if (answer === undefined) return new ReadFailure(output.stderr.trim() || 'pip gave no answer');
      return simulated(JSON.parse(subject) as PipDryRun, answer, complaints[index] ?? '');
    });
  },

  restsOn({ subject }) {
    const { folder, files, answer } = JSON.parse(subject) as PipDryRun;
    return [
      ...(answer === 'list' ? (uv.restsOn?.(program('uv')) ?? []) : []),
      ...(folder === undefined
        ? [{ kind: 'python' }]
        : [
            { kind: 'venv', subject: folder },
            { kind: 'path', subject: folder, below: true as const },
          ]),
      ...[...files, '/etc/pip.conf'].map((file) => ({ kind: 'path', subject: file })),
    ];
  },

  /** Which version is the newest doesn't depend on what other tasks install; what they write does. */
  derive({ subject }, before, expected) {
    if (isUnknown(before)) return { value: before };
    const { folder, files, answer } = JSON.parse(subject) as PipDryRun;
    const there = folder === undefined ? undefined : expected.get(venv(folder));
    const packages = there === undefined || isUnknown(there) ? undefined : there.packages;
    const rewritten = [...files, '/etc/pip.conf'].some((file) => isRewritten(file, expected));
    const then = { value: MUTE, presumed: [{ text: 'pip finds what it is asked for by then' }] };
    if (before.refusal !== '' || rewritten || packages === undefined || isUnknown(packages)) return then;
    const installs = answer === 'list' ? before.installs : byThen(JSON.parse(subject), before, packages);
    const presumed = [{ text: 'the tasks before this one leave it to pip what it chooses' }];
    return installs ? { value: { ...before, installs }, presumed } : then;
  },
};

const MUTE: PipSimulation = { installs: [], from: {}, refusal: '', mute: true };

/**
 * What was to be installed, without what other tasks will have installed; and what was the newest comes back where
 * they take it away. Undefined where only pip could say.
 */
function byThen(
  { names, upgrade }: PipDryRun,
  { installs, from }: PipSimulation,
  packages: Readonly<Record<string, Distribution>>,
): PipSimulation['installs'] | undefined {
  const settled = names.filter((name) => !installs.some((one) => one.name === name));
  const moved = settled.filter((name) => packages[name]?.version !== from[name]);
  if (moved.length > 0 && !upgrade) return undefined;
  const back = moved.map((name) => ({ name, version: from[name] ?? '' }));
  if (back.some(({ version }) => version === '')) return undefined;
  return [...installs.filter(({ name, version }) => packages[name]?.version !== version), ...back];
}

export default probe;

/** What is only expected to be written has no time yet. */
function isRewritten(file: string, expected: Expected): boolean {
  const found = expected.get(path(file));
  return isUnknown(found) || (found.type !== 'absent' && isUnknown(found.mtime));
}

function simulated({ answer }: PipDryRun, text: string, complaint: string): PipSimulation {
  const [, said = '', status, metadata = ''] = /^([\s\S]*)\nstatus (\d+)\n([\s\S]*)$/.exec(text) ?? [];
  if (status === '0') {
    const there = Object.entries(distributionsIn(metadata.split('\n')));
    const from = Object.fromEntries(there.map(([name, { version }]) => [name, String(version)]));
    const installs = answer === 'list' ? listed(said) : reported(said);
    return installs ? { installs, from, refusal: '' } : MUTE;
  }
  if (/no such option: --(dry-run|report)|unexpected argument/.test(complaint)) return MUTE;
  const errors = complaint.split('\n').filter((line) => /^\s*(error|cause)\b/i.test(line));
  const refusal = errors.join('\n') || complaint.trim() || `pip ended with status ${status}`;
  return { installs: [], from: {}, refusal };
}

function listed(text: string): PipSimulation['installs'] {
  return [...text.matchAll(/^([\w.-]+)==(\S+)/gm)].map(([, name = '', version = '']) => ({
    name: normalizedName(name),
    version,
  }));
}

/** Undefined for what is no report: a program that stands in pip's place may print anything. */
function reported(json: string): PipSimulation['installs'] | undefined {
  try {
    const { install } = JSON.parse(json) as {
      install: readonly { readonly metadata: { readonly name: string; readonly version: string } }[];
    };
    return install.map(({ metadata }) => ({
      name: normalizedName(metadata.name),
      version: metadata.version,
    }));
  } catch {
    return undefined;
  }
}
