import { quote } from '../../core/quote.ts';

/**
 * The text for a shell that runs these words with variables and home folders in them put in, as Ansible does without a
 * shell: a variable that isn't set stays as it is written, and what was put in is not split. Undefined where there's
 * nothing to put in.
 */
export function expanding(argv: readonly string[]): string | undefined {
  if (!argv.some((word) => word.includes('$') || word.startsWith('~'))) return undefined;
  const literals: string[] = [];
  const line = argv.map((word) => {
    // The slash after it must not be quoted, or the shell wouldn't see a home folder.
    const home = /^~[A-Za-z0-9_.-]*(\/|$)/.exec(word)?.[0] ?? '';
    const rest = word.slice(home.length).split(/(\$\w+|\$\{[^}]*\})/);
    const parts = rest.map((part, i) => {
      if (i % 2 === 0) return part === '' ? '' : quote(part);
      const name = /^\$\{?(\w+)\}?$/.exec(part)?.[1];
      if (name === undefined || /^\d/.test(name)) return quote(part);
      literals.push(part);
      // The text it stays as when it isn't set has a name of its own: braces inside braces differ between shells.
      return `"\${${name}-$jrun_${literals.length}}"`;
    });
    return `${home}${parts.join('')}` || "''";
  });
  const named = literals.map((text, i) => `jrun_${i + 1}=${quote(text)}\n`);
  return `${named.join('')}exec ${line.join(' ')}`;
}
