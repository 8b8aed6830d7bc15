import type { Member } from './members.ts';

/** Which members are unpacked, and under which names. */
export interface Selection {
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly extra_opts: readonly string[];
}

/** The members as they will be unpacked; undefined where options say something that only tar itself knows. */
export function selected(members: readonly Member[], selection: Selection): readonly Member[] | undefined {
  let strip = 0;
  for (const option of selection.extra_opts) {
    const count = /^--strip(?:-components)?=(\d+)$/.exec(option)?.[1];
    if (count === undefined) return undefined;
    strip = Number(count);
  }
  const excluded = selection.exclude.map((pattern) => patternRegex(pattern.replace(/\/+$/, '')));
  const included = selection.include.map((pattern) =>
    patternRegex(pattern.replace(/^\.\//, '').replace(/\/+$/, '')),
  );
  return members.flatMap((member) => {
    if (excluded.some((regex) => tails(member.path).some((tail) => regex.test(tail)))) return [];
    if (included.length > 0 && !included.some((regex) => heads(member.path).some((head) => regex.test(head))))
      return [];
    const path = member.path.split('/').slice(strip).join('/');
    if (path === '') return [];
    const target =
      member.type === 'hard' ? { target: member.target?.split('/').slice(strip).join('/') ?? '' } : {};
    return [{ ...member, path, ...target }];
  });
}

/** The path and the folders above it, each also without what stands before: `a/b`, `a`, `b`. */
function tails(path: string): string[] {
  return heads(path).flatMap((head) => {
    const parts = head.split('/');
    return parts.map((_, i) => parts.slice(i).join('/'));
  });
}

function heads(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** `*` and `?` stand for a slash too, as with tar. */
function patternRegex(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^');
  return new RegExp(`^${source}$`, 's');
}
