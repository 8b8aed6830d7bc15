/**
 * Whether tags select a task, as Ansible's `--tags` and `--skip-tags` do: `always` runs unless it is skipped by name,
 * `never` only when one of its tags is asked for; `tagged`, `untagged` and `all` speak of all tasks.
 */
export function selected(tags: readonly string[], only: readonly string[], skip: readonly string[]): boolean {
  const own = new Set(tags.length === 0 ? ['untagged'] : tags);
  const hasTags = tags.length > 0 && !(own.size === 1 && own.has('untagged'));
  return isWanted(own, hasTags, only.length === 0 ? ['all'] : only) && !isSkipped(own, hasTags, skip);
}

function isWanted(own: ReadonlySet<string>, hasTags: boolean, only: readonly string[]): boolean {
  if (own.has('always')) return true;
  if (only.includes('all') && !own.has('never')) return true;
  if (only.some((tag) => own.has(tag))) return true;
  return only.includes('tagged') && hasTags && !own.has('never');
}

function isSkipped(own: ReadonlySet<string>, hasTags: boolean, skip: readonly string[]): boolean {
  if (skip.includes('all')) return !own.has('always') || skip.includes('always');
  if (skip.some((tag) => own.has(tag))) return true;
  return skip.includes('tagged') && hasTags;
}
