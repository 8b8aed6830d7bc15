import type { Step } from '../../core/step.ts';
import { known } from '../../core/unknown.ts';
import type { Shadow } from '../../probes/user.ts';
import type { UserArguments } from './arguments.ts';

/** The hash goes in by standard input: in an argument list every user of the host could read it. */
export function setPassword(name: string, hash: string): Step {
  return { do: 'run', argv: ['chpasswd', '-e'], stdin: `${name}:${hash}\n`, secret: true };
}

/** What is set where the account is new or has another password. */
export function hashToSet(args: UserArguments): string | undefined {
  if (args.password === undefined) return undefined;
  const bare = args.password.replace(/^!+(?=.)/, '');
  return args.password_lock ? `!${bare}` : args.password;
}

/** Locking is told by `!` before the hash, so that doesn't count when hashes are compared. */
export function passwordDiffers(args: UserArguments, shadow: Shadow): boolean {
  if (args.password === undefined || args.update_password !== 'always') return false;
  const bare = (hash: string) => hash.replace(/^!+/, '');
  return bare(known(shadow.password)) !== bare(args.password);
}

/** How usermod is to lock or unlock; nothing where it is as wanted. */
export function lockFlag(args: UserArguments, shadow: Shadow): '-L' | '-U' | undefined {
  if (args.password_lock === undefined) return undefined;
  const locked = known(shadow.password).startsWith('!');
  if (args.password_lock === locked) return undefined;
  return args.password_lock ? '-L' : '-U';
}

export function needsShadow(args: UserArguments): boolean {
  return [
    args.password,
    args.password_lock,
    args.expires,
    args.password_expire_min,
    args.password_expire_max,
    args.password_expire_warn,
    args.password_expire_account_disable,
  ].some((value) => value !== undefined);
}

/** Somebody wrote the password itself, most likely. */
export function unhashed(password: string | undefined): boolean {
  if (password === undefined || password === '' || /^[*!]+$/.test(password)) return false;
  const fields = password.replace(/^!/, '').split('$');
  return fields.length < 4 || /[:*!]/.test(password.replace(/^!/, ''));
}

/** Days since 1970 as useradd and usermod take them; '' for never. */
export function expiryDate(expires: number): string {
  return expires < 0 ? '' : new Date(Math.floor(expires) * 1000).toISOString().slice(0, 10);
}

export function expiryDiffers(expires: number | undefined, shadow: Shadow): boolean {
  if (expires === undefined) return false;
  const now = known(shadow.expires);
  if (expires < 0) return now !== undefined && now >= 0;
  return now !== Math.floor(expires / 86400);
}

/** chage's flags for what isn't as wanted. */
export function agingFlags(args: UserArguments, shadow: Shadow | undefined): string[] {
  const flag = (letter: string, wanted: number | undefined, now: number | undefined) =>
    wanted === undefined || wanted === now ? [] : [letter, String(wanted)];
  return [
    ...flag('-m', args.password_expire_min, shadow && known(shadow.minDays)),
    ...flag('-M', args.password_expire_max, shadow && known(shadow.maxDays)),
    ...flag('-W', args.password_expire_warn, shadow && known(shadow.warnDays)),
  ];
}
