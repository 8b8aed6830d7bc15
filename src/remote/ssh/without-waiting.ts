import type { Client, ParsedKey } from 'ssh2';

/** Signs what a server wants signed by the key that is tried now; undefined where the server is to be asked first. */
export type Signer = (text: Buffer, hash: string | undefined, done: SignatureDone) => void;
export type SignatureDone = (error: Error | null | undefined, signature?: Buffer) => void;

/** The parts of ssh2's client that its interface doesn't show. */
interface Inside {
  readonly _protocol: {
    readonly _handlers: Handlers;
    service(name: string): void;
    authPK(user: string, key: ParsedKey, algorithm: string | undefined, sign?: Sign): void;
    exec(channel: number, command: string, wantsAnswer: boolean): void;
  };
  readonly _remoteVer: string | undefined;
  readonly _chanMgr: { readonly _channels: Readonly<Record<number, OpenChannel | object>> };
}

type Handler = (...words: unknown[]) => void;
type Handlers = Partial<
  Record<'SERVICE_ACCEPT' | 'EXT_INFO' | 'GLOBAL_REQUEST' | 'CHANNEL_WINDOW_ADJUST', Handler>
>;

type Sign = (text: Buffer, send: (signature: Buffer) => void) => void;

interface OpenChannel {
  readonly incoming: { readonly id: number };
  readonly outgoing: { readonly id: number; window: number };
  readonly _callbacks: ((failed: boolean | Error) => void)[];
  close(): void;
}

/**
 * Spares the round trips that ssh2 makes and the protocol doesn't ask for. To be called before the handshake begins.
 *
 * - The login goes out with the request for its service: RFC 4253, 10, asks to wait for the answer only where the key
 *   exchange hasn't told who the server is. But not before the server has said which signatures it takes, which it
 *   does together with its new keys where it does at all (RFC 8308): an RSA key would else be tried with SHA-1.
 * - A key that was asked for signs at once, without asking first whether the server would take it (RFC 4252, 7: MAY).
 * - What goes to a command follows the request to run it; both arrive in order (RFC 4254, 6.5). OpenSSH opens the
 *   channel's window only with the command, and so before it gets to what follows: it is taken to be open.
 * - The server's offer to prove all of its keys is declined: nobody wants to know, and each is a signature of theirs.
 */
export function withoutWaiting(client: Client, signer: () => Signer | undefined): void {
  const inside = client as unknown as Inside;
  loginWithService(inside);
  signAtOnce(inside, signer);
  speakAtOnce(inside);
  const { _handlers: handlers } = inside._protocol;
  const requested = handlers.GLOBAL_REQUEST;
  handlers.GLOBAL_REQUEST = (...words) => {
    if (words[1] !== 'hostkeys-00@openssh.com') requested?.(...words);
  };
}

function loginWithService({ _protocol: protocol }: Inside): void {
  const { _handlers: handlers } = protocol;
  const { SERVICE_ACCEPT: accepted, EXT_INFO: informed } = handlers;
  let isAsked = false;
  let isBegun = false;
  const begin = (...words: unknown[]) => {
    if (isBegun) return;
    isBegun = true;
    accepted?.(...words);
  };
  handlers.SERVICE_ACCEPT = begin;
  handlers.EXT_INFO = (...words) => {
    informed?.(...words);
    if (isAsked) begin(protocol, 'ssh-userauth');
  };
  const service = protocol.service.bind(protocol);
  protocol.service = (name) => {
    service(name);
    isAsked = true;
  };
}

const HASHES: Readonly<Record<string, string>> = {
  'ssh-rsa': 'sha1',
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
};

function signAtOnce({ _protocol: protocol }: Inside, signer: () => Signer | undefined): void {
  const authPK = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    const atOnce = sign === undefined ? signer() : undefined;
    if (atOnce === undefined) {
      authPK(user, key, algorithm, sign);
      return;
    }
    authPK(user, key, algorithm, (text, send) => {
      atOnce(text, HASHES[algorithm ?? ''], (_refused, signature) => {
        // Asked the usual way, ssh2 comes to the same refusal and deals with it.
        if (signature === undefined) authPK(user, key, algorithm);
        else send(signature);
      });
    });
  };
}

function speakAtOnce(inside: Inside): void {
  const { _protocol: protocol, _chanMgr: manager } = inside;
  const windows = new AnticipatedWindows(protocol._handlers);
  const exec = protocol.exec.bind(protocol);
  protocol.exec = (id, command, wantsAnswer) => {
    exec(id, command, wantsAnswer);
    const channel = Object.values(manager._channels).find(
      (one): one is OpenChannel => 'outgoing' in one && (one as OpenChannel).outgoing.id === id,
    );
    const started = channel?._callbacks.pop();
    if (channel === undefined || started === undefined) return;
    if (/^OpenSSH/i.test(inside._remoteVer ?? '')) windows.open(channel);
    // Where it is refused after all, the channel ends, as it does where the command can't be run.
    channel._callbacks.push((failed) => {
      if (failed !== false) channel.close();
    });
    started(false);
  };
}

/** An eighth of what OpenSSH allows to be sent (2 MiB), which it says only when the command runs: not before. */
const ANTICIPATED = 256 * 1024;

class AnticipatedWindows {
  /** What a channel has been taken to allow, and what hasn't been said yet. */
  private readonly debts = new Map<number, number>();

  constructor(handlers: Handlers) {
    const adjusted = handlers.CHANNEL_WINDOW_ADJUST;
    handlers.CHANNEL_WINDOW_ADJUST = (protocol, recipient, amount) =>
      adjusted?.(
        protocol,
        recipient,
        (amount as number) - this.paidBack(recipient as number, amount as number),
      );
  }

  open(channel: OpenChannel): void {
    if (channel.outgoing.window > 0) return;
    channel.outgoing.window = ANTICIPATED;
    this.debts.set(channel.incoming.id, ANTICIPATED);
  }

  private paidBack(id: number, amount: number): number {
    const debt = this.debts.get(id) ?? 0;
    const back = Math.min(debt, amount);
    if (back === debt) this.debts.delete(id);
    else this.debts.set(id, debt - back);
    return back;
  }
}
