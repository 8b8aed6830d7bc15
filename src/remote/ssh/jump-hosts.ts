import { NeverReachable } from '../unreachable.ts';

/** One hop of `ProxyJump`: [user@]host[:port], or an ssh:// address. */
export interface Hop {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

export function parseJumps(text: string): Hop[] {
  return text.split(',').map((part) => {
    const found =
      /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:@]+|[0-9A-Fa-f:]+:[0-9A-Fa-f:]+))(?::(\d+))?\/?$/.exec(
        part.trim(),
      );
    const [, user, bracketed, plain, port] = found ?? [];
    const host = bracketed ?? plain;
    if (host === undefined)
      throw new NeverReachable(`'${part}' is no jump host: it is written user@host:port`);
    return {
      host,
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port: Number(port) }),
    };
  });
}
