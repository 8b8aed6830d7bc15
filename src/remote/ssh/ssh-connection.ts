import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import { Unreachable } from '../../core/far-end.ts';
import { metered } from '../metered.ts';
import type { Meter } from '../road.ts';
import { NeverReachable } from '../unreachable.ts';
import { HostKeyCheck } from './host-key-check.ts';
import type { Login } from './login.ts';
import { inOneFlight } from './one-flight.ts';
import type { SshSettings } from './ssh-config.ts';
import { withoutWaiting } from './without-waiting.ts';

export interface ConnectionPlan {
  readonly settings: SshSettings;
  readonly strictness: SshSettings['strictHostKeyChecking'];
  readonly login: Login;
  /** Milliseconds for the handshake; asking for a passphrase doesn't count. */
  readonly limitMs: number;
  /** Why the stream under it ended, where that can say so. */
  readonly complaint?: () => Promise<string>;
}

/** A client that is logged in, and whether it still is. */
export interface SshConnection {
  readonly client: Client;
  readonly meter: Meter;
  readonly isUp: boolean;
  close(): void;
}

/** The connection itself; version and KEXINIT; the key exchange. */
const TURNS_TO_NEW_KEYS = 3;

/** The SSH handshake over a stream: host key, login. */
export async function sshConnection(
  stream: Duplex,
  plan: ConnectionPlan,
  signal?: AbortSignal,
): Promise<SshConnection> {
  const { settings, login, limitMs } = plan;
  const where = `${settings.hostName}${settings.port === 22 ? '' : `:${settings.port}`}`;
  const check = new HostKeyCheck(settings, plan.strictness);
  inOneFlight(stream);
  const meter = metered(stream);
  const ssh = new NodeSSH();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stream.destroy();
  }, limitMs);
  const abort = () => stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  let isUp = true;
  try {
    if (stream.destroyed) throw new Error('Connection lost before handshake');
    const connecting = ssh.connect({
      sock: stream,
      username: settings.user,
      // ssh2's own limit would also count the time somebody takes to type a passphrase.
      readyTimeout: 0,
      keepaliveInterval: (settings.serverAliveInterval ?? 15) * 1000,
      keepaliveCountMax: settings.serverAliveCountMax,
      algorithms: {
        serverHostKey: [...check.algorithms],
        compress: settings.compression ? ['zlib@openssh.com', 'none'] : ['none', 'zlib@openssh.com'],
      },
      hostVerifier: (blob: Buffer) => check.accepts(blob),
      authHandler: (methods: string[] | null, partial: boolean | null, answer: (method: never) => void) => {
        timer.refresh();
        login.next(methods, partial, answer as (method: unknown) => void);
      },
    } as never);
    const client = ssh.connection;
    if (client !== null) withoutWaiting(client, () => login.signer);
    // The connection under it took a round trip, and the first words of both sides cross each other: how often the
    // direction turned until the keys were exchanged is chance, and what it took is known.
    client?.once('handshake', () => {
      meter.turns = TURNS_TO_NEW_KEYS;
    });
    // node-ssh takes its own listener away once it is ready; an error without any would end the process.
    client?.on('error', () => {
      isUp = false;
    });
    client?.on('close', () => {
      isUp = false;
    });
    await connecting;
    if (client === null || !isUp) throw new Unreachable(`${where} closed the connection`);
    return {
      client,
      meter,
      get isUp() {
        return isUp;
      },
      close: () => {
        isUp = false;
        client.end();
        // A peer that is gone never acknowledges the end.
        setTimeout(() => stream.destroy(), 1000).unref();
      },
    };
  } catch (error) {
    stream.destroy();
    if (signal?.aborted === true) throw new Unreachable(`connecting to ${where} was cancelled`);
    if (check.refusal !== undefined) throw check.refusal;
    if (timedOut) {
      throw new Unreachable(
        `${where} accepted the connection, and then said nothing for ${limitMs / 1000} s`,
        {
          hint: 'the machine may be overloaded, or something other than an SSH server answers there',
        },
      );
    }
    throw handshakeFailure(error, where, login, (await plan.complaint?.()) ?? '');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function handshakeFailure(error: unknown, where: string, login: Login, complaint: string): Unreachable {
  if (error instanceof Unreachable) return error;
  const { message, level } = error as Error & { level?: string };
  const more = { cause: error };
  if (level === 'client-authentication' || /too many authentication failures/i.test(message))
    return login.refusal(where);
  if (/no matching/i.test(message)) {
    return new NeverReachable(
      `${where} and jrun have no algorithm in common: ${message.replace(/^Handshake failed: /, '')}`,
      {
        ...more,
        hint: 'the SSH server is very old, or configured to be very strict',
      },
    );
  }
  const said = complaint === '' ? '' : `: ${complaint}`;
  if (/No response from server|ECONNRESET|lost before handshake|EPIPE/i.test(message)) {
    return new Unreachable(`${where} closed the connection during the handshake${said}`, {
      ...more,
      hint: 'the SSH server may have too many logins at once (MaxStartups), or not allow this address',
    });
  }
  return new Unreachable(`the SSH handshake with ${where} failed: ${message}${said}`, more);
}
