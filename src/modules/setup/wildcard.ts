/** Whether a fact's name matches one of the patterns, with or without `ansible_` before it. */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const expression = wildcard(pattern);
    return expression.test(name) || expression.test(`ansible_${name}`);
  });
}

function wildcard(pattern: string): RegExp {
  const text = pattern.replace(/\[!?[^\]]*\]|[.*+?^${}()|[\]\\]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace(/^\[!/, '[^');
    return `\\${part}`;
  });
  return new RegExp(`^${text}$`, 's');
}
