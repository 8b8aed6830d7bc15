import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';

/** A key one may log in with: in a file, or kept by an agent. */
export interface CandidateKey {
  /** For messages: the file, or the agent's comment. */
  readonly name: string;
  readonly agent?: { readonly agent: BaseAgent<ParsedKey>; readonly key: ParsedKey };
  readonly file?: string;
}

export interface KeyChoice {
  /** Files that were asked for (the inventory's, IdentityFile); undefined tries the usual ones. */
  readonly files: readonly string[] | undefined;
  readonly onlyFiles: boolean;
  readonly agentSocket: string | undefined;
  readonly home: string;
}

const USUAL = ['id_rsa', 'id_ecdsa', 'id_ed25519', 'id_dsa'];

/** In the order to try them: what was asked for first, since servers allow few tries. */
export async function candidateKeys(choice: KeyChoice): Promise<CandidateKey[]> {
  const agent = choice.agentSocket === undefined ? undefined : await agentKeys(choice.agentSocket);
  const kept = [...(agent?.keys ?? [])];
  const files = choice.files ?? USUAL.map((name) => path.join(choice.home, '.ssh', name));
  const fromFiles = files
    .filter((file) => choice.files !== undefined || existsSync(file))
    .map((file): CandidateKey => {
      // An agent that keeps the same key spares the passphrase.
      const at = kept.findIndex((key) => publicBlob(file)?.equals(key.getPublicSSH()) === true);
      const [key] = at < 0 ? [] : kept.splice(at, 1);
      return key === undefined || agent === undefined
        ? { name: file, file }
        : { name: file, file, agent: { agent: agent.agent, key } };
    });
  const others =
    agent === undefined || choice.onlyFiles
      ? []
      : kept.map(
          (key): CandidateKey => ({ name: `agent key ${key.comment}`, agent: { agent: agent.agent, key } }),
        );
  return choice.files === undefined ? [...others, ...fromFiles] : [...fromFiles, ...others];
}

/** The public half, where it can be had without a passphrase. */
function publicBlob(file: string): Buffer | undefined {
  for (const name of [`${file}.pub`, file]) {
    try {
      const parsed = ssh2.utils.parseKey(readFileSync(name));
      const key: ParsedKey | Error | undefined = Array.isArray(parsed) ? parsed[0] : parsed;
      if (key !== undefined && !(key instanceof Error)) return key.getPublicSSH();
    } catch {
      // not there, or not ours to read: said when it is tried
    }
  }
  return undefined;
}

function agentKeys(socket: string): Promise<{ agent: BaseAgent<ParsedKey>; keys: ParsedKey[] } | undefined> {
  const agent = ssh2.createAgent(socket) as BaseAgent<ParsedKey>;
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => {
      // An agent that has gone leaves its socket's name in the environment.
      resolve(error ? undefined : { agent, keys: (keys ?? []) as ParsedKey[] });
    });
  });
}

/** An agent that offers one of another agent's keys. */
export class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  constructor(
    private readonly agent: BaseAgent<ParsedKey>,
    private readonly key: ParsedKey,
  ) {
    super();
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(undefined, [this.key]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    if (typeof options === 'function') this.agent.sign(key, data, options);
    else this.agent.sign(key, data, options, done);
  }
}
