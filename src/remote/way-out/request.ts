import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import type { Request, StepOutput } from '../../core/step.ts';
import { NoWayOut, type Road } from '../road.ts';

const MOST_REDIRECTS = 10;

/**
 * An HTTP request that leaves from the host, through a stream of the connection: what the host resolves, reaches and
 * is refused counts, and it needs no client. Any answer of the server is `done`; the module judges the status.
 */
export async function request(road: Road, step: Request, signal?: AbortSignal): Promise<StepOutput> {
  const began = Date.now();
  const deadline = began + step.timeLimit * 1000;
  const limit = AbortSignal.timeout(Math.max(1, step.timeLimit * 1000));
  const stop = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  let url = step.url;
  let method = step.method.toUpperCase();
  let body = step.body;
  let headers = step.headers;
  try {
    for (let hops = 0; ; hops += 1) {
      const { message, bytes } = await once(road, { ...step, url, method, headers }, body, deadline, stop);
      const location = message.headers.location;
      const status = message.statusCode ?? 0;
      if (location !== undefined && isRedirect(status) && mayFollow(step, method)) {
        if (hops === MOST_REDIRECTS)
          return failed(began, `more than ${MOST_REDIRECTS} redirects, the last one to ${location}`);
        const next = new URL(location, url);
        // What was meant for one server is not told to another.
        if (next.origin !== new URL(url).origin) headers = withoutCredentials(headers);
        if (status === 303 || ((status === 301 || status === 302) && method === 'POST')) {
          if (method !== 'HEAD') method = 'GET';
          body = undefined;
          headers = without(headers, ['content-length', 'content-type', 'transfer-encoding']);
        }
        url = next.href;
        continue;
      }
      return {
        outcome: 'done',
        status,
        stdout: bytes,
        stderr: '',
        elapsed: Date.now() - began,
        ended: Date.now(),
        response: {
          headers: lowerCased(message),
          url,
          redirected: hops > 0,
          message: message.statusMessage ?? '',
        },
      };
    }
  } catch (error) {
    if (signal?.aborted === true) return { ...failed(began, ''), outcome: 'cancelled' };
    if (limit.aborted || (error instanceof NoWayOut && error.reason === 'timed-out')) {
      return { ...failed(began, `no answer from ${url} within ${step.timeLimit} s`), outcome: 'timed-out' };
    }
    return failed(began, explain(error, url));
  }
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function mayFollow(step: Request, method: string): boolean {
  return (
    step.followRedirects === 'all' ||
    (step.followRedirects === 'safe' && (method === 'GET' || method === 'HEAD'))
  );
}

async function once(
  road: Road,
  step: Request,
  body: Buffer | undefined,
  deadline: number,
  signal: AbortSignal,
): Promise<{ message: IncomingMessage; bytes: Buffer }> {
  const url = new URL(step.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Error(`'${url.protocol}' is no protocol for a request`);
  const isTls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const left = Math.max(1, deadline - Date.now());
  const stream =
    step.unixSocket === undefined
      ? await road.dial(host, url.port === '' ? (isTls ? 443 : 80) : Number(url.port), left)
      : await road.dialSocket(step.unixSocket, left);
  try {
    return await exchange(
      isTls ? await secured(stream, host, step, signal) : stream,
      url,
      step,
      body,
      signal,
    );
  } finally {
    stream.destroy();
  }
}

function secured(stream: Duplex, host: string, step: Request, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const tls = tlsConnect({
      socket: stream,
      // Names only: an address has no place in the server name indication, yet the certificate is compared with it.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      host,
      rejectUnauthorized: step.verifyCertificate,
      ALPNProtocols: ['http/1.1'],
      ...(step.clientCertificate === undefined ? {} : { cert: step.clientCertificate }),
      ...(step.clientKey === undefined ? {} : { key: step.clientKey }),
    });
    signal.addEventListener('abort', () => tls.destroy(new Error('aborted')), { once: true });
    tls.once('error', reject);
    tls.once('secureConnect', () => resolve(tls));
  });
}

function exchange(
  stream: Duplex,
  url: URL,
  step: Request,
  body: Buffer | undefined,
  signal: AbortSignal,
): Promise<{ message: IncomingMessage; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const credentials =
      url.username === ''
        ? {}
        : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` };
    const sending: ClientRequest = make({
      method: step.method,
      path: `${url.pathname}${url.search}`,
      host: url.hostname,
      port: url.port,
      headers: {
        host: url.host,
        connection: 'close',
        ...step.headers,
        ...(body === undefined ? {} : { 'content-length': body.length }),
      },
      ...credentials,
      // Without `agent`: with one, even `false`, Node would connect by itself, from here.
      createConnection: () => stream as never,
      signal,
    });
    sending.on('error', reject);
    sending.on('response', (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('error', reject);
      message.on('end', () => resolve({ message, bytes: Buffer.concat(chunks) }));
    });
    sending.end(body);
  });
}

function lowerCased(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function without(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return without(headers, ['authorization', 'cookie', 'proxy-authorization']);
}

/** -1, as Ansible says it where there was no answer. */
function failed(began: number, why: string): StepOutput {
  return {
    outcome: 'failed',
    status: -1,
    stdout: Buffer.alloc(0),
    stderr: why,
    elapsed: Date.now() - began,
    ended: Date.now(),
  };
}

function explain(error: unknown, url: string): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS/.test(code)) {
    return `the certificate of ${url} was not accepted: ${message}`;
  }
  return message;
}
