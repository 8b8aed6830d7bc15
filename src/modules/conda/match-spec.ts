import { isUnknown, type Maybe } from '../../core/unknown.ts';
import type { CondaPackage } from '../../probes/conda-env.ts';
import { matchesVersion } from './conda-versions.ts';

/** What conda calls a match specification: `conda-forge::numpy>=1.20,<2`, `python=3.11`, `numpy 1.26.* py311*`. */
export interface MatchSpec {
  /** As it is handed to conda. */
  readonly text: string;
  /** Undefined where only fetching it would tell (a URL, a file). */
  readonly name?: string;
  readonly channel?: string;
  /** `>=1.20,<2`; '' for any. */
  readonly version: string;
  readonly build?: string;
  /** There is more to it than is understood here: `[md5=…]`. */
  readonly more?: true;
}

export function parseMatchSpec(written: string): MatchSpec {
  const text = written.trim();
  if (/^[a-z+]+:\/\/|^[./~]|\.(tar\.bz2|conda)$/.test(text)) return { text, version: '' };
  const [, channel, rest = ''] = /^(?:(\S+?)::)?(.*)$/.exec(text) ?? [];
  const bracket = /^([^[]*)\[(.*)\]$/.exec(rest);
  const [, name, after = ''] = /^([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(.*)$/.exec(bracket?.[1] ?? rest) ?? [];
  if (name === undefined) return { text, version: '' };
  const keys = bracketKeys(bracket?.[2] ?? '');
  const [version, build] = versionAndBuild(after.trim());
  const origin = channel ?? keys.get('channel');
  const wantedBuild = build ?? keys.get('build');
  const unknownKeys = [...keys.keys()].some((k) => !['version', 'build', 'channel'].includes(k));
  return {
    text,
    name: name.toLowerCase(),
    version: keys.get('version') ?? version,
    ...(origin === undefined ? {} : { channel: origin }),
    ...(wantedBuild === undefined ? {} : { build: wantedBuild }),
    ...(unknownKeys ? { more: true as const } : {}),
  };
}

function bracketKeys(text: string): Map<string, string> {
  const found = text.matchAll(/(\w+)\s*=\s*(?:'([^']*)'|"([^"]*)"|([^,\s]*))/g);
  return new Map([...found].map(([, key = '', a, b, c]) => [key, a ?? b ?? c ?? '']));
}

/** `=1.2` is any 1.2; `==1.2`, and `1.2` after a blank, is 1.2 itself; `=1.2=py3_0` and `1.2 py3_0` name a build too. */
function versionAndBuild(text: string): [string, (string | undefined)?] {
  if (text === '' || text === '*') return [''];
  const exact = /^=([^=<>!~|,\s]+)=([^=\s]+)$/.exec(text);
  if (exact) return [`==${exact[1]}`, exact[2]];
  const blanks = /^([^\s]+)\s+([^\s<>=!|,]+)$/.exec(text);
  if (blanks && !/[,|]$/.test(blanks[1] ?? '')) return [blanks[1] ?? '', blanks[2]];
  return [text.replace(/\s+/g, '')];
}

/** Whether what is installed is what the specification asks for; undefined where only conda can tell. */
export function isMet(
  spec: MatchSpec,
  packages: Readonly<Record<string, CondaPackage>>,
): Maybe<boolean> | undefined {
  if (spec.name === undefined) return undefined;
  const found = packages[spec.name];
  if (!found) return false;
  // What was asked for once, in the same words, is there.
  if (spec.version !== '' && spec.version !== found.asked) {
    if (isUnknown(found.version)) return found.version;
    const fits = matchesVersion(found.version, spec.version);
    if (fits !== true) return fits;
  }
  if (spec.build !== undefined && spec.build !== '*') {
    if (isUnknown(found.build)) return found.build;
    if (!glob(spec.build, found.build)) return false;
  }
  if (spec.channel !== undefined) {
    if (isUnknown(found.channel)) return found.channel;
    if (!isSameChannel(spec.channel, found.channel)) return false;
  }
  return spec.more ? undefined : true;
}

function glob(pattern: string, text: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(text);
}

/** A channel may be written by its name or by its address, whose end is the name. */
function isSameChannel(wanted: string, is: string): boolean {
  const plain = (text: string): string => text.replace(/\/+$/, '').replace(/\/(noarch|linux-\w+)$/, '');
  const [a, b] = [plain(wanted), plain(is)];
  return a === b || b.endsWith(`/${a}`) || a.endsWith(`/${b}`);
}

/** The one version it can be, where it says so. */
export function pinnedVersion({ version }: MatchSpec): string | undefined {
  return /^==([^*,|<>=!~]+)$/.exec(version)?.[1];
}
