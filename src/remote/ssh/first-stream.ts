import { spawn } from 'node:child_process';
import { createConnection, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Unreachable } from '../../core/far-end.ts';
import { NeverReachable } from '../unreachable.ts';
import type { SshSettings } from './ssh-config.ts';

/** A TCP connection to an SSH server, with reasons in plain words where there is none. */
export function tcpStream(
  { hostName, port, addressFamily }: SshSettings,
  limitMs: number,
  signal?: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const family = { any: 0, inet: 4, inet6: 6 }[addressFamily];
    const socket = createConnection({ host: hostName, port, family, noDelay: true, keepAlive: true });
    const where = `${hostName}:${port}`;
    const fail = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(
        new Unreachable(`${where} does not answer: connecting took more than ${limitMs / 1000} s`, {
          hint: 'is the machine on, and does a firewall let the port through?',
        }),
      );
    }, limitMs);
    const abort = () => fail(new Unreachable(`connecting to ${where} was cancelled`));
    signal?.addEventListener('abort', abort, { once: true });
    socket.once('error', (error) => fail(connectFailure(error, hostName, port)));
    socket.once('connect', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      // Until the handshake listens, nobody else does; an error without a listener would end the process.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function connectFailure(error: NodeJS.ErrnoException, host: string, port: number): Unreachable {
  // Where a name has several addresses, Node reports all their errors in one.
  const inner = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const more = { cause: error };
  switch (inner.code) {
    case 'ENOTFOUND':
      return new Unreachable(`no address is known for the name ${host}`, {
        ...more,
        hint: 'check the name, or set ansible_host (or HostName in ~/.ssh/config)',
      });
    case 'EAI_AGAIN':
      return new Unreachable(`the name ${host} cannot be looked up now: no name server answers`, more);
    case 'ECONNREFUSED':
      return new Unreachable(`${host} refuses connections on port ${port}`, {
        ...more,
        hint: 'is an SSH server running there, on that port?',
      });
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new Unreachable(
        `there is no way to ${host}: ${inner.code === 'ENETUNREACH' ? 'the network' : 'the host'} is unreachable`,
        more,
      );
    case 'ECONNRESET':
      return new Unreachable(`${host}:${port} closed the connection as soon as it was made`, more);
    case 'ETIMEDOUT':
      return new Unreachable(`${host}:${port} does not answer`, more);
    default:
      return new Unreachable(`cannot connect to ${host}:${port}: ${inner.message}`, more);
  }
}

/** How long a command may still speak when its output is closed. */
const LAST_WORDS_MS = 2000;

/** A ProxyCommand: its input and output are the connection. `complaint` is what it said, once it has ended. */
export function commandStream(command: string): { stream: Duplex; complaint: () => Promise<string> } {
  // In a group of its own: Ctrl-C is for jrun, which still has to end what runs on the host.
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: 'pipe', detached: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-1000);
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) =>
    stream.destroy(new NeverReachable(`ProxyCommand '${command}': ${error.message}`)),
  );
  stream.on('error', () => undefined);
  // Its input is closed with the stream, and so it ends by itself; one that failed may not have said why yet.
  stream.on('close', () => {
    const tooLate = setTimeout(() => child.kill(), LAST_WORDS_MS);
    ended.then(() => clearTimeout(tooLate));
  });
  const complaint = async () => {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))]);
    return said.trim();
  };
  return { stream, complaint };
}
