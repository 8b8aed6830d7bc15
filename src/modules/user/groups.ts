import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { type Fails, fails } from '../../core/plan.ts';
import { known, type Maybe } from '../../core/unknown.ts';
import { group } from '../../probes/group.ts';
import type { UserArguments } from './arguments.ts';

interface NamedGroup {
  readonly name: string;
  readonly gid: Maybe<number>;
}

/** Its groups must be there; whether there's one of its own name decides how a new account is made. */
export function groupKeys(args: UserArguments): Key[] {
  const names = [...(args.group === undefined ? [] : [args.group]), ...(args.groups ?? []), args.name];
  return [...new Set(names)].map((name) => group(name));
}

/** The primary group that is asked for, and the others, each looked up. */
export function wantedGroups(
  args: UserArguments,
  seen: Seen,
): { primary: NamedGroup | undefined; others: readonly NamedGroup[] | undefined } | Fails {
  const found: NamedGroup[] = [];
  const names = [...(args.group === undefined ? [] : [args.group]), ...(args.groups ?? [])];
  for (const name of names) {
    const state = seen.get(group(name));
    if (!state.exists) return fails(`Group ${name} does not exist`, { name: args.name });
    found.push({ name: state.name, gid: state.gid });
  }
  const primary = args.group === undefined ? undefined : found[0];
  return { primary, others: args.groups === undefined ? undefined : found.slice(primary ? 1 : 0) };
}

/** The other groups it should have in the end, its primary one left out; undefined where they are as they should be. */
export function changedGroups(
  args: UserArguments,
  others: readonly NamedGroup[] | undefined,
  primary: string | undefined,
  now: Maybe<readonly string[]>,
):
  | { readonly flags: readonly string[]; readonly groups: readonly string[]; readonly text: string }
  | undefined {
  if (others === undefined) return undefined;
  const wanted = [...new Set(others.map((g) => g.name))].filter((name) => name !== primary).sort();
  const current = known(now);
  const missing = wanted.filter((name) => !current.includes(name));
  if (args.append) {
    if (missing.length === 0) return undefined;
    const groups = [...new Set([...current, ...missing])].sort();
    return { flags: ['-a', '-G', missing.join(',')], groups, text: `add to groups ${missing.join(', ')}` };
  }
  const leaves = current.filter((name) => !wanted.includes(name));
  if (missing.length === 0 && leaves.length === 0) return undefined;
  const text = [
    ...(missing.length > 0 ? [`add to groups ${missing.join(', ')}`] : []),
    ...(leaves.length > 0 ? [`remove from groups ${leaves.join(', ')}`] : []),
  ].join(', ');
  return { flags: ['-G', wanted.join(',')], groups: wanted, text };
}
