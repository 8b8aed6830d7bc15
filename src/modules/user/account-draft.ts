import { becomes, type Effect, unsettles } from '../../core/effect.ts';
import type { Region } from '../../core/key.ts';
import type { Plan, ResultFields } from '../../core/plan.ts';
import type { Step } from '../../core/step.ts';
import { isUnknown } from '../../core/unknown.ts';
import { sshKey } from '../../probes/ssh-key.ts';
import { type Account, type UserState, user } from '../../probes/user.ts';

/** The files that the tools for accounts keep, with the copies they make of the old ones. */
const FILES = ['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid'];

/** A plan about an account, in the making. */
export class AccountDraft {
  readonly changes: string[] = [];
  readonly steps: Step[] = [];
  readonly effects: Effect[] = [];
  readonly warnings: string[] = [];

  constructor(private readonly name: string) {}

  change(text: string): void {
    this.changes.push(text);
  }

  touchesFiles(): void {
    const why = `what the tools for accounts write for ${this.name}`;
    for (const file of FILES) {
      for (const subject of [`/etc/${file}`, `/etc/${file}-`]) {
        this.effects.push(unsettles({ kind: 'path', subject }, why));
      }
    }
  }

  unsettles(region: Region, why: string): void {
    this.effects.push(unsettles(region, why));
  }

  /** Accounts are also looked up by their ids, to see whether one is taken. */
  takesId(account: Account): void {
    if (isUnknown(account.uid)) return;
    const { exists, name, uid } = account;
    this.effects.push(becomes(user(String(uid)), { exists, name, uid } as UserState));
  }

  leavesId(account: Account): void {
    if (!isUnknown(account.uid)) this.effects.push(becomes(user(String(account.uid)), { exists: false }));
  }

  plan(account: UserState, result: ResultFields, key?: string): Plan {
    const changing = this.steps.length > 0;
    if (changing) this.effects.push(becomes(user(this.name, 'groups'), account));
    const pair = key === undefined ? undefined : sshKey(key);
    return {
      verdict: changing ? 'change' : 'unchanged',
      changes: changing ? this.changes : [],
      steps: this.steps,
      effects: changing ? this.effects : [],
      ...(this.warnings.length > 0 ? { warnings: this.warnings } : {}),
      result: { ...accountFields(account), ...result },
      ...(changing
        ? {
            onlyTells: true,
            finish: (_outputs, after) => {
              const now = after.get(user(this.name, 'groups'));
              const made = pair && after.get(pair);
              return {
                ...(now === undefined ? {} : accountFields(now)),
                ...(made
                  ? ({ ssh_public_key: made.publicKey, ssh_fingerprint: made.fingerprint } as ResultFields)
                  : {}),
              };
            },
          }
        : {}),
    };
  }
}

/** Ansible's names for what an account is. */
function accountFields(account: UserState): ResultFields {
  if (!account.exists) return {};
  const { uid, gid, comment, home, shell } = account as Account;
  return { uid, group: gid, comment, home, shell } as ResultFields;
}
