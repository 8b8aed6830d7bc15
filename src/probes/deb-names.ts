import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';

/** Which packages a pattern names. */
export interface DebNames {
  readonly installed: readonly string[];
  /** In the package lists, installed or not. */
  readonly available: readonly string[];
}

/** `pattern` as a shell has them: `php8.2-*`. */
export function debNames(pattern: string): Key<DebNames> {
  return key<DebNames>('deb-names', pattern);
}

/** A shell's `case` matches the pattern, so that of sixty thousand names only those that fit travel. */
const READ = `
match() { while IFS= read -r name; do case $name in $2) echo "$1|$name" ;; esac; done; }
look() {
  echo "E|$1"
  prefix=\${1%%[*?[]*}
  dpkg-query -W -f='\${db:Status-Status}|\${Package}\\n' 2>/dev/null | sed -n 's/^installed|//p' | match I "$1"
  apt-cache -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= pkgnames "$prefix" | match A "$1"
}
`;

const probe: Probe<DebNames> = {
  kind: 'deb-names',
  script: (keys) => `${READ}${keys.map((k) => `look ${quote(k.subject)}`).join('\n')}\n:`,

  parse(output, keys) {
    const sections = output.stdout.toString().split(/^E\|/m).slice(1);
    return keys.map((_, index) => {
      const section = sections[index];
      if (section === undefined) return new ReadFailure(output.stderr.trim());
      const named = (letter: string): string[] =>
        [
          ...new Set([...section.matchAll(new RegExp(`^${letter}\\|(.+)$`, 'gm'))].map((m) => m[1] ?? '')),
        ].sort();
      return { installed: named('I'), available: named('A') };
    });
  },

  restsOn: () => [{ kind: 'deb' }, { kind: 'apt-refresh' }],
};

export default probe;
