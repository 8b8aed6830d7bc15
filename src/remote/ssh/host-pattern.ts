/** One pattern of ssh_config or known_hosts: `*` and `?`, nothing else is special. */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (c) =>
    c === '*' ? '.*' : c === '?' ? '.' : `\\${c}`,
  );
  return new RegExp(`^${source}$`, 's').test(text);
}

/** A list of patterns: one must match, and none that begins with `!` may. */
export function matchesPatterns(text: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(text, pattern.slice(1))) return false;
    } else if (matchesPattern(text, pattern)) {
      matched = true;
    }
  }
  return matched;
}
