/** All names that are read anywhere in a piece of syntax. */
export function namesUsed(node: unknown, found = new Set<string>()): Set<string> {
  if (node === null || typeof node !== 'object') return found;
  if (node instanceof Map) return found;
  if ('kind' in node && node.kind === 'name' && 'name' in node && typeof node.name === 'string')
    found.add(node.name);
  for (const child of Array.isArray(node) ? node : Object.values(node)) namesUsed(child, found);
  return found;
}
