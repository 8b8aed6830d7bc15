import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { Unreachable } from '../../core/far-end.ts';
import { NoWayOut } from '../road.ts';
import type { SshConnection } from './ssh-connection.ts';

/** A stream that leaves from the host at the other end of a connection. */
export function forward(
  connection: SshConnection,
  host: string,
  port: number,
  limitMs: number,
): Promise<Duplex> {
  return limited(limitMs, `${host}:${port}`, (done) =>
    connection.client.forwardOut('127.0.0.1', 0, host, port, done),
  );
}

export function forwardToSocket(connection: SshConnection, path: string, limitMs: number): Promise<Duplex> {
  return limited(limitMs, path, (done) => connection.client.openssh_forwardOutStreamLocal(path, done));
}

function limited(
  limitMs: number,
  where: string,
  open: (done: (error: Error | undefined, channel: ClientChannel) => void) => void,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new NoWayOut(`connecting to ${where} took more than ${limitMs / 1000} s`, 'timed-out'));
    }, limitMs);
    const done = (error: Error | undefined, channel: ClientChannel) => {
      clearTimeout(timer);
      if (error !== undefined) reject(noWayOut(error, where));
      else if (late) channel.destroy();
      else resolve(channel.on('error', () => undefined));
    };
    try {
      open(done);
    } catch (error) {
      clearTimeout(timer);
      reject(new Unreachable('the connection was lost', { cause: error }));
    }
  });
}

/** The numbers are those of RFC 4254, 5.1. */
function noWayOut(error: Error & { reason?: unknown }, where: string): Error {
  const said = error.message.replace(/^\(SSH\) Channel open failure: /, '');
  if (/No response from server|Not connected/.test(said))
    return new Unreachable('the connection was lost', { cause: error });
  if (error.reason === 1) {
    return new NoWayOut(
      `the SSH server does not let connections go out to ${where} (AllowTcpForwarding or PermitOpen in its sshd_config)`,
      'forbidden',
    );
  }
  return new NoWayOut(`cannot connect to ${where}: ${said}`, /refused/i.test(said) ? 'refused' : 'failed');
}
