import { valueError } from '../template-error.ts';

export type VersionKind = 'loose' | 'strict' | 'semver' | 'pep440';

/** Negative, zero or positive, as the first version is older than, like or newer than the second. */
export function compareVersions(kind: VersionKind, a: string, b: string): number {
  switch (kind) {
    case 'loose':
      return compareLoose(looseParts(a), looseParts(b));
    case 'strict':
      return compareStrict(strictParts(a), strictParts(b));
    case 'semver':
      return compareSemantic(semanticParts(a), semanticParts(b));
    case 'pep440':
      return comparePep(pepKey(a), pepKey(b));
  }
}

type Part = number | string;

function looseParts(text: string): Part[] {
  return (text.match(/\d+|[a-z]+|\.|[^\da-z.]+/g) ?? [])
    .filter((part) => part !== '.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function compareLoose(a: readonly Part[], b: readonly Part[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i] as Part;
    const y = b[i] as Part;
    if (x === y) continue;
    if (typeof x !== typeof y) throw valueError("'<' not supported between instances of 'int' and 'str'");
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

interface Strict {
  readonly numbers: readonly number[];
  readonly before: readonly [string, number] | undefined;
}

function strictParts(text: string): Strict {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(text);
  if (!match) throw valueError(`invalid version number '${text}'`);
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)],
    before: match[4] === undefined ? undefined : [match[4], Number(match[5])],
  };
}

function compareStrict(a: Strict, b: Strict): number {
  const byNumber = compareNumbers(a.numbers, b.numbers);
  if (byNumber !== 0) return byNumber;
  if (!a.before || !b.before) return Number(!a.before) - Number(!b.before);
  if (a.before[0] !== b.before[0]) return a.before[0] < b.before[0] ? -1 : 1;
  return a.before[1] - b.before[1];
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

interface Semantic {
  readonly numbers: readonly number[];
  readonly prerelease: readonly string[];
}

function semanticParts(text: string): Semantic {
  const match =
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*))?(?:\+[\da-zA-Z-]+(?:\.[\da-zA-Z-]+)*)?$/.exec(
      text,
    );
  if (!match) throw valueError(`invalid semantic version '${text}'`);
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
    prerelease: match[4]?.split('.') ?? [],
  };
}

function compareSemantic(a: Semantic, b: Semantic): number {
  const byNumber = compareNumbers(a.numbers, b.numbers);
  if (byNumber !== 0) return byNumber;
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return Number(a.prerelease.length === 0) - Number(b.prerelease.length === 0);
  for (let i = 0; i < Math.min(a.prerelease.length, b.prerelease.length); i++) {
    const x = a.prerelease[i] ?? '';
    const y = b.prerelease[i] ?? '';
    if (x === y) continue;
    const xNumber = /^\d+$/.test(x);
    const yNumber = /^\d+$/.test(y);
    if (xNumber && yNumber) return Number(x) - Number(y);
    if (xNumber !== yNumber) return xNumber ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.prerelease.length - b.prerelease.length;
}

/** Each part is a list that sorts by its items; what is missing sorts before or after all else. */
type PepKey = readonly (readonly Part[])[];

const PEP =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:(?:-(\d+))|(?:[-_.]?(post|rev|r)[-_.]?(\d*)))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z\d]+(?:[-_.][a-z\d]+)*))?$/i;
const PHASES: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };

function pepKey(text: string): PepKey {
  const match = PEP.exec(text.trim());
  if (!match) throw valueError(`Invalid version: '${text}'`);
  const release = (match[2] ?? '').split('.').map(Number);
  while (release.length > 1 && release.at(-1) === 0) release.pop();
  const phase = match[3]?.toLowerCase();
  const hasPost = match[5] !== undefined || match[6] !== undefined;
  const hasDev = match[8] !== undefined;
  const before: Part[] =
    phase !== undefined ? [1, PHASES[phase] ?? phase, Number(match[4] ?? 0)] : hasDev && !hasPost ? [0] : [2];
  return [
    [Number(match[1] ?? 0)],
    release,
    before,
    hasPost ? [1, Number(match[5] ?? match[7] ?? 0)] : [0],
    hasDev ? [0, Number(match[9] ?? 0)] : [1],
    match[10] === undefined
      ? []
      : [
          '',
          ...match[10]
            .toLowerCase()
            .split(/[-_.]/)
            .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
        ],
  ];
}

function comparePep(a: PepKey, b: PepKey): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? [];
    const y = b[i] ?? [];
    for (let j = 0; j < Math.max(x.length, y.length); j++) {
      const p = x[j];
      const q = y[j];
      if (p === q) continue;
      if (p === undefined) return -1;
      if (q === undefined) return 1;
      if (typeof p !== typeof q) return typeof p === 'string' ? -1 : 1;
      return p < q ? -1 : 1;
    }
  }
  return 0;
}
