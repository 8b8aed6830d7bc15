import { type Diagnostic, Diagnostics, Mistakes } from '../../core/diagnostic.ts';
import type { Place } from '../../core/place.ts';
import { didYouMean } from '../../core/spelling.ts';
import type { ControlFiles } from '../control-files.ts';
import { parseAddress } from './addresses.ts';
import { type Group, type Host, LOCAL_NAMES } from './groups.ts';

export interface Population {
  readonly groups: ReadonlyMap<string, Group>;
  readonly hosts: ReadonlyMap<string, Host>;
  /** The control machine, where nobody wrote it into the inventory. */
  implicitLocalhost(name: string): Host;
}

export interface Matches {
  readonly hosts: readonly Host[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a pattern stands, for what has to be said about it. */
export type At = Pick<Diagnostic, 'place' | 'line'> & { readonly place?: Place };

/** The hosts that `hosts:` names: names, groups, globs, `~regex`, `a:&b:!c`, `group[0]`. */
export function matchHosts(
  patterns: string | readonly string[],
  population: Population,
  at: At = {},
): Matches {
  const diagnostics = new Diagnostics();
  const matcher = new Matcher(population, diagnostics, at);
  const hosts = matcher.all(splitPatterns(patterns));
  return { hosts, diagnostics: diagnostics.all };
}

/** `--limit`: a pattern like any other, which may also name a file of patterns by `@`. Throws `Mistakes`. */
export function readLimit(limit: string | readonly string[], files: ControlFiles): readonly string[] {
  return splitPatterns(limit).flatMap((pattern) => {
    if (!pattern.startsWith('@')) return [pattern];
    const path = pattern.slice(1);
    if (files.isFile(path))
      return files
        .readText(path)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    throw new Mistakes([
      { code: 'limit-file', severity: 'error', summary: `there is no file ${path} to limit the hosts by` },
    ]);
  });
}

/** Commas separate patterns; so do colons, unless the whole is one name with a port or a range. */
export function splitPatterns(patterns: string | readonly string[]): readonly string[] {
  if (typeof patterns !== 'string') return patterns.flatMap(splitPatterns);
  const parts = patterns.includes(',')
    ? patterns.split(',')
    : parseAddress(patterns)
      ? [patterns]
      : (patterns.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

const SUBSCRIPT = /^(.+)\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))\]$/;

class Matcher {
  private readonly population: Population;
  private readonly diagnostics: Diagnostics;
  private readonly at: At;

  constructor(population: Population, diagnostics: Diagnostics, at: At) {
    this.population = population;
    this.diagnostics = diagnostics;
    this.at = at;
  }

  /** Plain patterns add up, then `&` ones narrow, then `!` ones take away, in whatever order they were written. */
  all(patterns: readonly string[]): readonly Host[] {
    const plain = patterns.filter((p) => !p.startsWith('&') && !p.startsWith('!'));
    let hosts = new Set<Host>();
    for (const pattern of plain.length > 0 ? plain : ['all']) {
      const host = this.population.hosts.get(pattern);
      for (const found of host ? [host] : this.one(pattern)) hosts.add(found);
    }
    for (const pattern of patterns.filter((p) => p.startsWith('&'))) {
      const narrowed = new Set(this.one(pattern.slice(1)));
      hosts = new Set([...hosts].filter((host) => narrowed.has(host)));
    }
    for (const pattern of patterns.filter((p) => p.startsWith('!'))) {
      for (const host of this.one(pattern.slice(1))) hosts.delete(host);
    }
    return [...hosts];
  }

  private one(pattern: string): readonly Host[] {
    const subscript = pattern.startsWith('~') ? undefined : SUBSCRIPT.exec(pattern);
    const hosts = this.named(subscript?.[1] ?? pattern);
    if (!subscript || hosts.length === 0) return hosts;
    const [, , index, start, , end] = subscript;
    if (index === undefined && end !== '0')
      return hosts.slice(Number(start), end === '' ? hosts.length : Number(end) + 1);
    const host = hosts.at(Number(index ?? start));
    if (host) return [host];
    this.diagnostics.error(
      'host-pattern-index',
      `'${pattern}' matches ${hosts.length} hosts, so there is none at that place`,
      this.at,
    );
    return [];
  }

  private named(pattern: string): readonly Host[] {
    const test = this.test(pattern);
    if (!test) return [];
    const found = new Set<Host>();
    const groups = [...this.population.groups.values()].filter((group) => test(group.name));
    for (const group of groups) for (const host of group.hosts) found.add(host);
    if (groups.length === 0 || /^~|[.?*[]/.test(pattern)) {
      for (const host of this.population.hosts.values()) if (test(host.name)) found.add(host);
    }
    if (found.size === 0 && LOCAL_NAMES.includes(pattern))
      found.add(this.population.implicitLocalhost(pattern));
    if (found.size === 0 && groups.length === 0 && pattern !== 'all') {
      const known = [...this.population.groups.keys(), ...this.population.hosts.keys()];
      const hint = didYouMean(pattern, known);
      this.diagnostics.warn('unknown-host-pattern', `no host or group is called '${pattern}'`, {
        ...this.at,
        ...(hint === undefined ? {} : { hint }),
      });
    }
    return [...found];
  }

  private test(pattern: string): ((name: string) => boolean) | undefined {
    try {
      const regex = pattern.startsWith('~') ? pythonRegex(pattern.slice(1)) : glob(pattern);
      return (name) => regex.test(name);
    } catch {
      this.diagnostics.error('host-pattern', `'${pattern}' can't be read as a pattern`, this.at);
      return undefined;
    }
  }
}

/** Python's `match`: from the beginning, not necessarily to the end. */
function pythonRegex(source: string): RegExp {
  const isCaseless = source.startsWith('(?i)');
  const body = (isCaseless ? source.slice(4) : source)
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\Z', '$')
    .replaceAll('\\A', '^');
  return new RegExp(`^(?:${body})`, isCaseless ? 'i' : '');
}

/** `*`, `?`, `[abc]` and `[!abc]`, as a shell has them. */
function glob(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? '';
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character === '[') {
      const close = pattern.indexOf(']', pattern[i + 1] === '!' ? i + 3 : i + 2);
      if (close === -1) source += '\\[';
      else {
        const inside = pattern
          .slice(i + 1, close)
          .replaceAll('\\', '\\\\')
          .replaceAll('[', '\\[')
          .replaceAll(']', '\\]');
        source += inside.startsWith('!') ? `[^${inside.slice(1)}]` : `[${inside.replace(/^\^/, '\\^')}]`;
        i = close;
      }
    } else source += character.replace(/[.+^${}()|\\\]/]/, '\\$&');
  }
  return new RegExp(`^${source}$`, 's');
}

export type HostOrder = 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted' | 'shuffle';

/** A play's `order:`; chance is handed in. */
export function orderHosts(hosts: readonly Host[], order: HostOrder, random: () => number): readonly Host[] {
  const byName = (a: Host, b: Host) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  switch (order) {
    case 'inventory':
      return hosts;
    case 'reverse_inventory':
      return hosts.toReversed();
    case 'sorted':
      return hosts.toSorted(byName);
    case 'reverse_sorted':
      return hosts.toSorted(byName).reverse();
    case 'shuffle': {
      const shuffled = [...hosts];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        const [a, b] = [shuffled[i], shuffled[j]];
        if (a && b) {
          shuffled[i] = b;
          shuffled[j] = a;
        }
      }
      return shuffled;
    }
  }
}
