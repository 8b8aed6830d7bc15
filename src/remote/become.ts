import { randomBytes } from 'node:crypto';
import { BecomeRefused, Unreachable } from '../core/far-end.ts';
import type { Identity } from '../core/identity.ts';
import { quote } from '../core/quote.ts';
import { splitWords } from './far-shell/split-words.ts';
import type { Wire } from './wire.ts';

/** The command line that opens a shell for an identity, and what it says on the way. */
export interface Entry {
  readonly command: string;
  /** It asks for nothing and reads nothing: what is for the shell may follow at once. */
  readonly asksNothing: boolean;
  /** Printed by the shell when it is really there: before that, whatever is written is read by sudo. */
  readonly ready: string;
  readonly prompt: string;
}

export function entryFor(identity: Identity, shell: string): Entry {
  const nonce = randomBytes(6).toString('hex');
  const ready = `ready-${nonce}`;
  const prompt = `password-${nonce}:`;
  const user = quote(identity.user ?? 'root');
  const flags = splitWords(identity.flags ?? '')
    .map((word) => `${quote(word)} `)
    .join('');
  const exe = quote(identity.exe ?? identity.method);
  const asksNothing = identity.method === 'sudo' && identity.password === undefined;
  // Plain enough for any login shell: single quotes and no backslash.
  const inner = `'echo ${ready}; exec ${shell}'`;
  switch (identity.method) {
    case 'su':
      return { command: `exec ${exe} ${flags}-s ${shell} ${user} -c ${inner}`, asksNothing, ready, prompt };
    case 'doas':
      return { command: `exec ${exe} ${flags}-u ${user} ${shell} -c ${inner}`, asksNothing, ready, prompt };
    default:
      return {
        command: asksNothing
          ? `exec ${exe} -H -n ${flags}-u ${user} -- ${shell}`
          : `exec ${exe} -H -S -p ${prompt} ${flags}-u ${user} -- ${shell} -c ${inner}`,
        asksNothing,
        ready,
        prompt,
      };
  }
}

/** There is no sudo (or su, doas) to be refused by. */
export class BecomeMissing extends BecomeRefused {}

/** Gets through sudo, su or doas; afterwards the wire is that user's shell. */
export async function enter(wire: Wire, entry: Entry, identity: Identity, limitMs: number): Promise<void> {
  let out = '';
  let err = '';
  let sent = false;
  try {
    await new Promise<void>((resolve, reject) => {
      const refuse = (refusal: BecomeRefused) => {
        wire.onEnd = undefined;
        wire.destroy();
        reject(refusal);
      };
      const timer = setTimeout(() => refuse(silent(identity, err)), limitMs);
      const done = (settle: () => void) => {
        clearTimeout(timer);
        settle();
      };
      wire.onStdout = (chunk) => {
        out += chunk.toString('utf8');
        if (out.includes(`${entry.ready}\n`)) done(resolve);
      };
      wire.onStderr = (chunk) => {
        err += chunk.toString('utf8');
        const asked = asks(err, entry);
        if (asked === undefined) return;
        err = asked;
        if (identity.password === undefined) done(() => refuse(noPassword(identity)));
        else if (sent) done(() => refuse(wrongPassword(identity)));
        else {
          sent = true;
          wire.write(Buffer.from(`${identity.password}\n`)).catch(() => undefined);
        }
      };
      wire.onEnd = (status) => done(() => reject(explain(identity, `${err}${out}`, status, sent)));
    });
  } finally {
    wire.onStdout = undefined;
    wire.onStderr = undefined;
    wire.onEnd = undefined;
  }
}

/** What is left of stderr after a password was asked for; su and modules of PAM have prompts of their own. */
function asks(err: string, entry: Entry): string | undefined {
  const at = err.indexOf(entry.prompt);
  if (at >= 0) return err.slice(0, at) + err.slice(at + entry.prompt.length);
  const own = /(?:password|passwort|mot de passe|contrase\S+|senha|wachtwoord)[^\n]*: ?$/i.exec(err);
  return own === null ? undefined : err.slice(0, own.index);
}

function who(identity: Identity): string {
  return `${identity.method} to ${identity.user ?? 'root'}`;
}

function noPassword(identity: Identity): BecomeRefused {
  return new BecomeRefused(
    `${who(identity)} asks for a password, and none was given`,
    'give it with -K (--ask-become-pass), --become-password-file, or the variable ansible_become_password',
  );
}

function wrongPassword(identity: Identity): BecomeRefused {
  return new BecomeRefused(
    `${who(identity)}: the password is wrong`,
    'sudo asks for the password of the login user, su for that of the user to become',
  );
}

function silent(identity: Identity, said: string): BecomeRefused {
  return new BecomeRefused(
    `${who(identity)} does not answer${said.trim() === '' ? '' : `; it said: ${said.trim()}`}`,
    'it may be asking for something other than a password',
  );
}

/** Why no shell came of an entry that asks nothing. */
export function noEntry(identity: Identity, limitMs: number) {
  return {
    limitMs,
    explain: (said: string, status: number | undefined) => explain(identity, said, status, false),
    silent: (said: string) => silent(identity, said),
  };
}

function explain(identity: Identity, said: string, status: number | undefined, sent: boolean): Error {
  const text = said.trim();
  const reason = (summary: string, hint?: string) => new BecomeRefused(`${who(identity)}: ${summary}`, hint);
  if (status === undefined && text === '') return new Unreachable('the connection was lost');
  if (/not in the sudoers|not allowed to (?:execute|run)|may not run sudo/i.test(text)) {
    return reason(text, 'the login user needs an entry in sudoers on the host');
  }
  if (
    /must have a tty|no tty present|requires? a tty|a tty is required|must be run from a terminal/i.test(text)
  ) {
    return reason(text, "remove 'Defaults requiretty' on the host for this user: jrun uses no terminal");
  }
  if (/a password is required/i.test(text)) return noPassword(identity);
  if (
    identity.method === 'doas' &&
    /authentication (?:required|failed)|operation not permitted/i.test(text)
  ) {
    return reason(
      text,
      "doas asks for passwords on a terminal only: give the user 'nopass' in doas.conf, or use sudo",
    );
  }
  if (/sorry, try again|authentication (?:failure|failed)|incorrect password/i.test(text)) {
    return sent ? wrongPassword(identity) : noPassword(identity);
  }
  if (/unknown user|does not exist|unknown id/i.test(text))
    return reason(text, 'there is no such user on the host');
  if (status === 127 || /not found/i.test(text)) {
    return new BecomeMissing(
      `${who(identity)}: there is no ${identity.exe ?? identity.method} on the host`,
      'install it, or choose another become_method (sudo, su, doas)',
    );
  }
  return reason(`it ended with status ${status ?? 'unknown'}${text === '' ? '' : `: ${text}`}`);
}
