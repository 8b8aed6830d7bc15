/**
 * conda's order of versions: parts between dots, each of numbers and words; words come before numbers, `dev` first of
 * all, `post` last. https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
 */

type Atom = number | string;
type Parts = readonly (readonly Atom[])[];

interface CondaVersion {
  readonly release: Parts;
  readonly local: Parts;
}

export function parseCondaVersion(text: string): CondaVersion {
  const [plain = '', local] = text.trim().toLowerCase().split('+', 2);
  const [, epoch = '0', release = ''] = /^(?:(\d+)!)?(.*)$/.exec(plain) ?? [];
  return {
    release: [[Number(epoch)], ...partsOf(release)],
    local: local === undefined ? [] : partsOf(local),
  };
}

function partsOf(text: string): Parts {
  const trailing = text.endsWith('_');
  const dotted = (trailing ? text.slice(0, -1) : text).replace(/[-_]/g, '.').split('.');
  return dotted.map((part, index) => {
    const atoms = (part.match(/\d+|\*+|[^\d*]+/g) ?? []).map(atomOf);
    if (trailing && index === dotted.length - 1) atoms.push('_');
    // A word where a number is expected: `1.rc1` is `1.0rc1`.
    return typeof atoms[0] === 'string' ? [0, ...atoms] : atoms;
  });
}

function atomOf(text: string): Atom {
  if (/^\d+$/.test(text)) return Number(text);
  // Upper case comes before all words, as `dev` has to.
  return text === 'post' ? Number.POSITIVE_INFINITY : text === 'dev' ? 'DEV' : text;
}

/** Negative, zero or positive. */
export function compareCondaVersions(a: string, b: string): number {
  const [left, right] = [parseCondaVersion(a), parseCondaVersion(b)];
  return compareParts(left.release, right.release) || compareParts(left.local, right.local);
}

function compareParts(a: Parts, b: Parts): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i] ?? [], b[i] ?? []];
    for (let j = 0; j < Math.max(left.length, right.length); j++) {
      const order = compareAtoms(left[j] ?? 0, right[j] ?? 0);
      if (order !== 0) return order;
    }
  }
  return 0;
}

function compareAtoms(a: Atom, b: Atom): number {
  if (a === b) return 0;
  if (typeof a !== typeof b) return typeof a === 'string' ? -1 : 1;
  return a < b ? -1 : 1;
}

/** `1.2.3` begins with `1.2`, and `1.2rc1` with `1.2rc`. */
export function beginsWith(version: string, prefix: string): boolean {
  const [whole, start] = [parseCondaVersion(version), parseCondaVersion(prefix)];
  if (start.local.length > 0) return compareParts(whole.release, start.release) === 0;
  const last = start.release.length - 1;
  const before = start.release.slice(0, last);
  if (compareParts(whole.release.slice(0, last), before) !== 0) return false;
  const [part, wanted] = [whole.release[last] ?? [], start.release[last] ?? []];
  const end = wanted.length - 1;
  for (let i = 0; i < end; i++) if (compareAtoms(part[i] ?? 0, wanted[i] ?? 0) !== 0) return false;
  const [is, should] = [part[end] ?? 0, wanted[end] ?? 0];
  return typeof should === 'string' ? typeof is === 'string' && is.startsWith(should) : is === should;
}

/** Whether a version is what `>=1.2,<2|=0.9` asks for; undefined where only conda itself can tell. */
export function matchesVersion(version: string, wanted: string): boolean | undefined {
  if (/[()^$]/.test(wanted)) return undefined;
  return wanted.split('|').some((all) => all.split(',').every((one) => matchesClause(version, one.trim())));
}

function matchesClause(version: string, clause: string): boolean {
  const [, operator = '', text = ''] = /^(~=|==|!=|<=|>=|=|<|>)?\s*(.*)$/.exec(clause) ?? [];
  const fuzzy = /\.?\*$/.test(text);
  const bound = text.replace(/\.?\*$/, '');
  if (bound === '') return operator !== '!=';
  const order = compareCondaVersions(version, bound);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!=':
      return fuzzy ? !beginsWith(version, bound) : order !== 0;
    case '=':
      return beginsWith(version, bound);
    case '~=':
      return order >= 0 && beginsWith(version, bound.slice(0, Math.max(bound.lastIndexOf('.'), 0)) || bound);
    default:
      return fuzzy ? beginsWith(version, bound) : order === 0;
  }
}
