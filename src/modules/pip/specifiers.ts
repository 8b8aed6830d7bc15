import { compare, parseVersion, publicPart, trimmed, type Version } from './versions.ts';

const CLAUSE = /^\s*(===|~=|==|!=|<=|>=|<|>)\s*(\S+)\s*$/;

/** Whether these are version specifiers at all: `>=1.0,!=1.5`. */
export function areSpecifiers(text: string): boolean {
  return text.split(',').every((clause) => clause.trim() === '' || CLAUSE.test(clause));
}

/** Whether a version satisfies `>=1.0,!=1.5.*` (PEP 440). A pre-release that is installed counts as any version. */
export function satisfies(version: string, specifiers: string): boolean {
  return specifiers
    .split(',')
    .filter((clause) => clause.trim() !== '')
    .every((clause) => satisfiesClause(version, clause));
}

function satisfiesClause(text: string, clause: string): boolean {
  const [, operator = '', wanted = ''] = CLAUSE.exec(clause) ?? [];
  if (operator === '===') return text.trim().toLowerCase() === wanted.toLowerCase();
  const version = parseVersion(text);
  if (!version) return false;
  if (wanted.endsWith('.*')) {
    const prefix = parseVersion(wanted.slice(0, -2));
    return prefix !== undefined && hasPrefix(version, prefix) === (operator === '==');
  }
  const bound = parseVersion(wanted);
  return bound !== undefined && holds(operator, version, bound);
}

function holds(operator: string, version: Version, bound: Version): boolean {
  const plain = publicPart(version);
  switch (operator) {
    case '==':
      return compare(bound.local ? version : plain, bound) === 0;
    case '!=':
      return compare(bound.local ? version : plain, bound) !== 0;
    case '<=':
      return compare(plain, bound) <= 0;
    case '>=':
      return compare(plain, bound) >= 0;
    case '<':
      // `<2.0` leaves out 2.0's own pre-releases, unless it is one itself.
      if (compare(version, bound) >= 0) return false;
      return isPre(bound) || !isPre(version) || compare(base(version), base(bound)) !== 0;
    case '>':
      // `>1.7` leaves out 1.7.post1 and 1.7+local, unless it is a post-release itself.
      if (compare(version, bound) <= 0 || compare(plain, bound) === 0) return false;
      if (version.local && compare(base(version), base(bound)) === 0) return false;
      return (
        bound.post !== undefined || version.post === undefined || compare(base(version), base(bound)) !== 0
      );
    default: {
      // ~=2.2.1 is >=2.2.1,==2.2.*
      const prefix = { ...base(bound), release: bound.release.slice(0, -1) };
      return bound.release.length > 1 && compare(plain, bound) >= 0 && hasPrefix(version, prefix);
    }
  }
}

function isPre(version: Version): boolean {
  return version.pre !== undefined || version.dev !== undefined;
}

/** Epoch and release only. */
function base(version: Version): Version {
  return {
    epoch: version.epoch,
    release: trimmed(version.release),
    pre: undefined,
    post: undefined,
    dev: undefined,
    local: undefined,
  };
}

/** `1.4.5a1` begins with `1.4`, and with `1.4.5a1`. */
function hasPrefix(version: Version, prefix: Version): boolean {
  if (version.epoch !== prefix.epoch) return false;
  if (!prefix.release.every((part, i) => (version.release[i] ?? 0) === part)) return false;
  if (prefix.pre === undefined) return true;
  const cut = { ...version, release: version.release, post: undefined, dev: undefined, local: undefined };
  return (
    compare(cut, { ...prefix, post: undefined, dev: undefined }) === 0 &&
    (prefix.post === undefined || prefix.post === version.post)
  );
}
