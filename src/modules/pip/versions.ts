/** A version of PEP 440, taken apart so that it can be compared. */
export interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly pre: readonly [letter: string, number: number] | undefined;
  readonly post: number | undefined;
  readonly dev: number | undefined;
  readonly local: readonly (string | number)[] | undefined;
}

const PATTERN =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

const LETTERS: Readonly<Record<string, string>> = {
  alpha: 'a',
  beta: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/** Undefined for what is no version (old ones like `2004d` exist). */
export function parseVersion(text: string): Version | undefined {
  const m = PATTERN.exec(text.trim().toLowerCase());
  if (!m) return undefined;
  const [, epoch, release = '', letter, pre, implicitPost, post, postNumber, dev, devNumber, local] = m;
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    pre: letter === undefined ? undefined : [LETTERS[letter] ?? letter, Number(pre || 0)],
    post:
      implicitPost !== undefined
        ? Number(implicitPost)
        : post === undefined
          ? undefined
          : Number(postNumber || 0),
    dev: dev === undefined ? undefined : Number(devNumber || 0),
    local: local?.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  };
}

/** Without its local part, which most comparisons leave out. */
export function publicPart(version: Version): Version {
  return { ...version, local: undefined };
}

export function isPrerelease(version: Version): boolean {
  return version.pre !== undefined || version.dev !== undefined;
}

export function compare(a: Version, b: Version): number {
  return (
    a.epoch - b.epoch ||
    compareLists(trimmed(a.release), trimmed(b.release)) ||
    compareLists(preKey(a), preKey(b)) ||
    order(a.post ?? -1, b.post ?? -1) ||
    order(a.dev ?? Infinity, b.dev ?? Infinity) ||
    compareLocal(a.local, b.local)
  );
}

/** 1.0 is 1. */
export function trimmed(release: readonly number[]): readonly number[] {
  let end = release.length;
  while (end > 1 && release[end - 1] === 0) end--;
  return release.slice(0, end);
}

/** `1.0.dev1` comes before `1.0a1`, and that before `1.0`. */
function preKey(v: Version): readonly number[] {
  if (v.pre)
    return ['a', 'b', 'rc'].includes(v.pre[0])
      ? [['a', 'b', 'rc'].indexOf(v.pre[0]), v.pre[1]]
      : [2, v.pre[1]];
  return v.post === undefined && v.dev !== undefined ? [-1] : [3];
}

/** Subtracting would make NaN of two infinities. */
function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = order(a[i] ?? -1, b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** None sorts first; words before numbers. */
function compareLocal(a: Version['local'], b: Version['local']): number {
  if (!a || !b) return a ? 1 : b ? -1 : 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left === right) continue;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (typeof left !== typeof right) return typeof left === 'string' ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
