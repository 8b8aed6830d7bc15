import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { type Fails, fails } from '../../core/plan.ts';
import { type UserState, user } from '../../probes/user.ts';
import type { UserArguments } from './arguments.ts';

/** Who has the wanted id; nobody needs to be asked where it may be anybody's. */
export function idKeys(args: UserArguments): Key<UserState>[] {
  return args.uid === undefined || args.non_unique ? [] : [user(String(args.uid))];
}

/** The tools refuse an id that another account has. */
export function takenId(args: UserArguments, seen: Seen): Fails | undefined {
  const [key] = idKeys(args);
  const holder = key && seen.get(key);
  if (!holder?.exists || holder.name === args.name) return undefined;
  return fails(`UID ${args.uid} is not unique: it is that of '${holder.name}'`, { name: args.name });
}
