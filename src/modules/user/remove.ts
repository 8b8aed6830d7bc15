import { becomes } from '../../core/effect.ts';
import type { Seen } from '../../core/module.ts';
import type { Decision } from '../../core/plan.ts';
import { known } from '../../core/unknown.ts';
import { NOTHING, path } from '../../probes/path.ts';
import type { Account } from '../../probes/user.ts';
import { AccountDraft } from './account-draft.ts';
import type { UserArguments } from './arguments.ts';

export function remove(args: UserArguments, account: Account, seen: Seen): Decision {
  const draft = new AccountDraft(args.name);
  draft.touchesFiles();
  draft.leavesId(account);
  draft.change(`remove user ${args.name}`);
  const flags = [...(args.force ? ['-f'] : []), ...(args.remove ? ['-r'] : [])];
  draft.steps.push({ do: 'run', argv: ['userdel', ...flags, args.name] });
  draft.unsettles(
    { kind: 'group', subject: args.name },
    `whether the group of ${args.name} goes with the user`,
  );
  draft.unsettles({ kind: 'path', subject: `/var/mail/${args.name}` }, `the mail of ${args.name}`);
  if (args.remove) {
    const home = path(known(account.home)).subject;
    if (seen.get(path(home)).type !== 'absent') {
      draft.change(`remove ${home}`);
      draft.unsettles({ kind: 'path', subject: home, below: true }, `what is in ${home}, which is removed`);
      draft.effects.push(
        becomes(path(home), NOTHING, {
          presumed: [{ text: `${home} belongs to ${args.name}: userdel leaves other folders` }],
        }),
      );
    }
  }
  return draft.plan(
    { exists: false },
    { name: args.name, state: 'absent', force: args.force, remove: args.remove },
  );
}
