import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';

/** The paths that a shell pattern (`*`, `?`, `[…]`) matches, hidden ones left out; not more than the first hundred. */
export function glob(pattern: string): Key<readonly string[]> {
  return key<readonly string[]>('glob', pattern);
}

export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/** The folder that all matches are below. */
function folderOf(pattern: string): string {
  const literal = pattern.slice(0, pattern.search(/[*?[]/));
  return literal.slice(0, literal.lastIndexOf('/')) || '/';
}

const probe: Probe<readonly string[]> = {
  kind: 'glob',
  script(keys) {
    const lines = keys.map(({ subject }, i) => {
      // What isn't part of the pattern language is quoted, so that the shell sees only the pattern.
      const words = subject.replace(/[^*?[\]!^-]+/g, (literal) => quote(literal));
      return `match ${i} ${words}`;
    });
    return [
      'match() { i=$1 n=0; shift; for p do [ -e "$p" ] || [ -L "$p" ] || continue; n=$((n + 1)); [ $n -le 100 ] || break',
      `printf '%s %s\\n%s\\n' "$i" "\${#p}" "$p"; done; }`,
      ...lines,
      ':',
    ].join('\n');
  },
  parse({ stdout }, keys) {
    const found: string[][] = keys.map(() => []);
    for (let at = 0; at < stdout.length; ) {
      const end = stdout.indexOf(0x0a, at);
      const [index = 0, length = 0] = stdout.toString('latin1', at, end).split(' ').map(Number);
      found[index]?.push(stdout.toString('utf8', end + 1, end + 1 + length));
      at = end + length + 2;
    }
    return found;
  },
  restsOn: ({ subject }) => [{ kind: 'path', subject: folderOf(subject), below: true }],
};

export default probe;
