import { readFileSync } from 'node:fs';
import ssh2, { type AnyAuthMethod, type BaseAgent, type ParsedKey } from 'ssh2';
import { NeverReachable } from '../unreachable.ts';
import { type CandidateKey, OneKeyAgent } from './identity-keys.ts';
import type { Signer } from './without-waiting.ts';

/** Asks for the passphrase of a key file; undefined where nobody can be asked. */
export type PassphraseSource = (file: string) => Promise<string | undefined>;

export interface LoginOptions {
  readonly user: string;
  readonly keys: readonly CandidateKey[];
  readonly password: string | undefined;
  readonly passphrase: PassphraseSource;
}

type SigningHash = 'sha1' | 'sha256' | 'sha512';

type Attempt =
  | { readonly method: 'publickey'; readonly key: CandidateKey }
  | { readonly method: 'password' | 'keyboard-interactive'; readonly password: string };

/** The ways to log in, one after the other, and the story of how none of them worked. */
export class Login {
  private readonly attempts: Attempt[];
  private readonly tried: string[] = [];
  private accepted: readonly string[] = [];
  private askedNone = false;
  /** Of the key that is tried now, where it signs without asking the server first. */
  signer: Signer | undefined;

  constructor(private readonly options: LoginOptions) {
    const { keys, password } = options;
    this.attempts = keys.map((key) => ({ method: 'publickey', key }));
    if (password !== undefined) {
      this.attempts.push({ method: 'password', password }, { method: 'keyboard-interactive', password });
    }
  }

  /** For ssh2: called without methods at first. Trying a key at once spares the round trip of asking for them. */
  readonly next = (
    methodsLeft: readonly string[] | null,
    _partial: boolean | null,
    answer: (method: AnyAuthMethod | false) => void,
  ): void => {
    if (methodsLeft !== null) this.accepted = methodsLeft;
    this.choose(methodsLeft).then(answer, () => answer(false));
  };

  private async choose(methodsLeft: readonly string[] | null): Promise<AnyAuthMethod | false> {
    for (let attempt = this.attempts.shift(); attempt !== undefined; attempt = this.attempts.shift()) {
      if (methodsLeft !== null && !methodsLeft.includes(attempt.method)) continue;
      const method = await this.method(attempt);
      if (method !== undefined) return method;
    }
    if (methodsLeft !== null || this.askedNone) return false;
    // Nothing to try at all: learn at least what the server would take (and some take nothing).
    this.askedNone = true;
    return { type: 'none', username: this.options.user };
  }

  private async method(attempt: Attempt): Promise<AnyAuthMethod | undefined> {
    this.signer = undefined;
    const username = this.options.user;
    switch (attempt.method) {
      case 'password':
        this.tried.push('the password');
        return { type: 'password', username, password: attempt.password };
      case 'keyboard-interactive':
        this.tried.push('the password by keyboard-interactive');
        return {
          type: 'keyboard-interactive',
          username,
          prompt: (_name, _instructions, _language, prompts, finish) =>
            finish(prompts.map(() => attempt.password)),
        };
      default:
        return this.key(attempt.key, username);
    }
  }

  private async key(candidate: CandidateKey, username: string): Promise<AnyAuthMethod | undefined> {
    if (candidate.agent !== undefined) {
      this.tried.push(`${candidate.name} (agent)`);
      const { agent: keeper, key } = candidate.agent;
      const agent = new OneKeyAgent(keeper, key);
      // An agent may ask a person before it signs: only for a key that was asked for, not for all it happens to have.
      if (candidate.file !== undefined) {
        this.signer = (text, hash, done) =>
          keeper.sign(key, text, hash === undefined ? {} : { hash: hash as SigningHash }, done);
      }
      return { type: 'agent', username, agent: agent as unknown as BaseAgent };
    }
    const file = candidate.file ?? candidate.name;
    let text: Buffer;
    try {
      text = readFileSync(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      this.tried.push(`${file} (${code === 'ENOENT' ? 'there is no such file' : `cannot be read: ${code}`})`);
      return undefined;
    }
    const key = await this.parsed(file, text);
    if (typeof key === 'string') {
      this.tried.push(`${file} (${key})`);
      return undefined;
    }
    this.tried.push(file);
    this.signer = (text, hash, done) => {
      const signature = key.sign(text, hash) as Buffer | Error;
      if (signature instanceof Error) done(signature);
      else done(undefined, signature);
    };
    return { type: 'publickey', username, key: key as unknown as Buffer };
  }

  private async parsed(file: string, text: Buffer): Promise<ParsedKey | string> {
    const plain = parse(text);
    if (!(plain instanceof Error)) return plain;
    if (!/encrypted/i.test(plain.message)) return `not a key that can be used: ${plain.message}`;
    const passphrase = await this.options.passphrase(file);
    if (passphrase === undefined) return 'encrypted, and no passphrase was given';
    const opened = parse(text, passphrase);
    return opened instanceof Error ? 'the passphrase is wrong' : opened;
  }

  /** Why nobody was let in. */
  refusal(where: string): NeverReachable {
    const tried = this.tried.length === 0 ? 'there was nothing to try' : `tried ${this.tried.join(', ')}`;
    const takes = this.accepted.length === 0 ? '' : `; the server takes ${this.accepted.join(', ')}`;
    const locked = this.tried.some((name) => name.includes('passphrase'));
    return new NeverReachable(`${where} does not let ${this.options.user} in: ${tried}${takes}`, {
      hint: locked
        ? 'add the key to an agent with ssh-add, or give its passphrase'
        : 'check user and key (ansible_user, ansible_ssh_private_key_file, ~/.ssh/config, ssh-add -l), or give a password with -k',
    });
  }
}

function parse(text: Buffer, passphrase?: string): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  const key: ParsedKey | Error | undefined = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined) return new Error('empty');
  if (key instanceof Error) return key;
  return key.isPrivateKey() ? key : new Error('it is a public key');
}
