/** One entry of `name`: a package, perhaps with a version (`nginx=1.22*`, `nginx>=1.20`) or a release (`nginx/stable`). */
export interface PackageSpec {
  readonly text: string;
  /** With its architecture, where one is given. */
  readonly name: string;
  readonly operator?: '=' | '>=';
  readonly version?: string;
  readonly release?: string;
}

export function parseSpec(text: string): PackageSpec {
  const spec = text.trim();
  const versioned = /^([^=>/]+?)\s*(>?=)\s*([^=]+)$/.exec(spec);
  if (versioned) {
    const [, name = '', operator = '=', version = ''] = versioned;
    return { text: spec, name, operator: operator as '=' | '>=', version };
  }
  const released = /^([^=>/]+)\/([^=>/]+)$/.exec(spec);
  if (released) return { text: spec, name: released[1] ?? '', release: released[2] ?? '' };
  return { text: spec, name: spec };
}

/** A name that stands for several packages. */
export function isGlob(name: string): boolean {
  return /[*?[\]!]/.test(name);
}

/** Whether an installed or offered version is one that the entry accepts. */
export function accepts(spec: PackageSpec, version: string): boolean {
  if (spec.version === undefined) return true;
  if (spec.operator === '>=') return compareVersions(version, spec.version) >= 0;
  return matchesGlob(spec.version, version);
}

function matchesGlob(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}

/** Debian's order of versions (Policy 5.6.12): epoch, upstream version, revision; `~` sorts before everything. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

function split(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

function compareParts(a: string, b: string): number {
  let [left, right] = [a, b];
  while (left !== '' || right !== '') {
    const [words, others] = [/^\D*/.exec(left)?.[0] ?? '', /^\D*/.exec(right)?.[0] ?? ''];
    for (let i = 0; i < Math.max(words.length, others.length); i++) {
      const difference = weight(words[i]) - weight(others[i]);
      if (difference !== 0) return difference;
    }
    left = left.slice(words.length);
    right = right.slice(others.length);
    const [digits, numbers] = [/^\d*/.exec(left)?.[0] ?? '', /^\d*/.exec(right)?.[0] ?? ''];
    const difference = BigInt(digits || '0') - BigInt(numbers || '0');
    if (difference !== 0n) return difference < 0n ? -1 : 1;
    left = left.slice(digits.length);
    right = right.slice(numbers.length);
  }
  return 0;
}

/** `~` before the end, the end before letters, letters before everything else. */
function weight(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
