import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Socket, type Server as TcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AwaitPort, Request, StepOutput } from '../../../src/core/step.ts';
import { LocalMachine, type ScratchFolder, scratchFolder } from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

let machine: LocalMachine;
let scratch: ScratchFolder;
const servers: (Server | TcpServer)[] = [];

async function listen<T extends Server | TcpServer>(server: T, where: number | string = 0): Promise<T> {
  servers.push(server);
  // Who only looks whether a port is open resets the connection.
  server.on('connection', (socket: Socket) => socket.on('error', () => undefined));
  if (typeof where === 'string') server.listen(where);
  else server.listen(where, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server | TcpServer) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  machine = await LocalMachine.open();
  scratch = scratchFolder();
});

afterAll(async () => {
  for (const server of servers) server.close();
  await machine.close();
  scratch.remove();
});

function request(url: string, more: Partial<Request> = {}): Promise<StepOutput> {
  return machine.do({
    do: 'request',
    url,
    method: 'GET',
    headers: {},
    timeLimit: 5,
    verifyCertificate: true,
    followRedirects: 'safe',
    ...more,
  });
}

/** Tells what it was asked. */
async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = incoming.url ?? '';
  const redirect = /^\/redirect\/(\d+)\/(.*)/.exec(url);
  if (redirect !== null) {
    response.writeHead(Number(redirect[1]), { location: `/${redirect[2]}` }).end();
  } else if (url === '/elsewhere') {
    response.writeHead(302, { location: `http://localhost:${incoming.socket.localPort}/told` }).end();
  } else if (url === '/slow') {
    setTimeout(() => response.end('late'), 3000);
  } else if (url === '/loop') {
    response.writeHead(302, { location: '/loop' }).end();
  } else if (url === '/missing') {
    response
      .writeHead(404, 'Nothing Here', { 'X-Odd': 'Yes', 'set-cookie': ['a=1', 'b=2'] })
      .end('no such thing');
  } else {
    response.setHeader('content-type', 'application/json');
    const { method, headers } = incoming;
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('latin1') }));
  }
}

function told(output: StepOutput): {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
} {
  return JSON.parse(output.stdout.toString('utf8'));
}

describe('requests', () => {
  let base: string;

  beforeAll(async () => {
    base = `http://127.0.0.1:${portOf(await listen(createHttp(answer)))}`;
  });

  test('method, path, headers and body arrive, and the answer comes back', async () => {
    const output = await request(`${base}/a%20b?c=d`, {
      method: 'PUT',
      headers: { 'X-Mine': 'yes', 'content-type': 'text/plain' },
      body: Buffer.from([1, 2, 255]),
    });
    expect(output).toMatchObject({ outcome: 'done', status: 200, stderr: '' });
    expect(output.response).toMatchObject({ redirected: false, url: `${base}/a%20b?c=d`, message: 'OK' });
    expect(output.response?.headers['content-type']).toBe('application/json');
    const { method, url, headers, body } = told(output);
    expect([method, url, headers['x-mine'], body]).toEqual(['PUT', '/a%20b?c=d', 'yes', '\x01\x02\xff']);
    expect(headers['content-length']).toBe('3');
  });

  test('any status is an answer; headers are lower-cased and joined', async () => {
    const output = await request(`${base}/missing`);
    expect(output).toMatchObject({ outcome: 'done', status: 404 });
    expect(output.stdout.toString()).toBe('no such thing');
    expect(output.response).toMatchObject({
      message: 'Nothing Here',
      headers: { 'x-odd': 'Yes', 'set-cookie': 'a=1, b=2' },
    });
  });

  test('redirects: all of them, those of safe methods, none', async () => {
    const followed = await request(`${base}/redirect/302/redirect/301/end`);
    expect(followed.response).toMatchObject({ redirected: true, url: `${base}/end` });
    const post = { method: 'POST', body: Buffer.from('x') };
    expect((await request(`${base}/redirect/302/end`, post)).status).toBe(302);
    const changed = told(await request(`${base}/redirect/302/end`, { ...post, followRedirects: 'all' }));
    expect([changed.method, changed.body]).toEqual(['GET', '']);
    const kept = told(await request(`${base}/redirect/307/end`, { ...post, followRedirects: 'all' }));
    expect([kept.method, kept.body]).toEqual(['POST', 'x']);
    expect((await request(`${base}/redirect/302/end`, { followRedirects: 'none' })).status).toBe(302);
    const loop = await request(`${base}/loop`);
    expect(loop).toMatchObject({
      outcome: 'failed',
      status: -1,
      stderr: expect.stringContaining('more than 10 redirects'),
    });
  });

  test('what was meant for one server is not told to another', async () => {
    const headers = { Authorization: 'Bearer secret', 'X-Mine': 'yes' };
    expect(told(await request(`${base}/redirect/302/end`, { headers })).headers['authorization']).toBe(
      'Bearer secret',
    );
    const elsewhere = told(await request(`${base}/elsewhere`, { headers }));
    expect([elsewhere.headers['authorization'], elsewhere.headers['x-mine']]).toEqual([undefined, 'yes']);
  });

  test('time limits, nobody there, no such name', async () => {
    const began = Date.now();
    const slow = await request(`${base}/slow`, { timeLimit: 0.5 });
    expect(slow).toMatchObject({ outcome: 'timed-out', status: -1 });
    expect(Date.now() - began).toBeLessThan(2000);
    expect(await request('http://127.0.0.1:1/')).toMatchObject({
      outcome: 'failed',
      status: -1,
      stderr: expect.stringContaining('cannot connect'),
    });
    expect((await request('http://no.such.name.invalid/')).outcome).toBe('failed');
    expect((await request('gopher://x/')).stderr).toContain("'gopher:' is no protocol");
  });

  test('a unix socket', async () => {
    await listen(createHttp(answer), scratch.at('socket'));
    const output = await request('http://whoever/path', { unixSocket: scratch.at('socket') });
    expect([told(output).url, told(output).headers['host']]).toEqual(['/path', 'whoever']);
  });

  test('between other steps, in their order, and guarded', async () => {
    const outputs = await machine.all([
      { do: 'run', argv: ['echo', 'before'] },
      {
        do: 'request',
        url: `${base}/x`,
        method: 'GET',
        headers: {},
        timeLimit: 5,
        verifyCertificate: true,
        followRedirects: 'none',
      },
      { do: 'run', argv: ['false'] },
      {
        do: 'request',
        url: `${base}/y`,
        method: 'GET',
        headers: {},
        timeLimit: 5,
        verifyCertificate: true,
        followRedirects: 'none',
      },
    ]);
    expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'failed', 'not-run']);
    const stale = await request(`${base}/x`, {
      guards: [{ path: '/etc', stamp: 'absent' }],
    } as Partial<Request>);
    expect(stale.outcome).toBe('stale');
  });
});

describe('requests over TLS', () => {
  let base: string;

  beforeAll(async () => {
    const [key, cert] = [scratch.at('key.pem'), scratch.at('cert.pem')];
    const words = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', [...words, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const server = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, response) => {
      const socket = incoming.socket as import('node:tls').TLSSocket & { servername?: string };
      response.end(`${socket.servername}`);
    });
    base = `https://localhost:${portOf(await listen(server))}`;
  });

  test('a certificate nobody vouches for is refused, unless that is wanted; the server name is told', async () => {
    const refused = await request(base);
    expect(refused).toMatchObject({
      outcome: 'failed',
      status: -1,
      stderr: expect.stringContaining('was not accepted'),
    });
    const output = await request(base, { verifyCertificate: false });
    expect([output.status, output.stdout.toString()]).toEqual([200, 'localhost']);
    const byAddress = await request(base.replace('localhost', '127.0.0.1'), { verifyCertificate: false });
    expect([byAddress.status, byAddress.stdout.toString()]).toEqual([200, 'false']);
  });
});

describe('ports', () => {
  const wait = (port: number, more: Partial<AwaitPort> = {}): Promise<StepOutput> =>
    machine.do({
      do: 'await-port',
      host: '127.0.0.1',
      port,
      until: 'open',
      connectLimit: 1,
      delay: 0,
      interval: 0.1,
      timeLimit: 1,
      ...more,
    });

  test('open and closed, now or in a while', async () => {
    const server = await listen(createTcp());
    const port = portOf(server);
    expect((await wait(port)).outcome).toBe('done');
    expect(await wait(port, { until: 'closed' })).toMatchObject({
      outcome: 'timed-out',
      stderr: expect.stringContaining('it is open'),
    });
    setTimeout(() => server.close(), 300);
    expect((await wait(port, { until: 'closed', timeLimit: 3 })).outcome).toBe('done');
    expect(await wait(port)).toMatchObject({
      outcome: 'timed-out',
      stderr: expect.stringContaining('was not open within 1 s'),
    });
    setTimeout(() => void server.listen(port, '127.0.0.1'), 300);
    const opened = await wait(port, { timeLimit: 3 });
    expect(opened.outcome).toBe('done');
    expect(opened.elapsed).toBeGreaterThan(200);
  });

  test('what it says', async () => {
    const port = portOf(await listen(createTcp((socket) => void socket.end('220 ready\r\n'))));
    expect((await wait(port, { matches: '^2\\d\\d ' })).outcome).toBe('done');
    expect(await wait(port, { matches: 'busy' })).toMatchObject({
      outcome: 'timed-out',
      stderr: expect.stringContaining('busy'),
    });
  });

  test('drained of connections', async () => {
    const server = await listen(createTcp((socket) => socket.on('error', () => undefined)));
    const { connect } = await import('node:net');
    const client = connect(portOf(server), '127.0.0.1');
    await once(client, 'connect');
    expect((await wait(portOf(server), { until: 'drained' })).outcome).toBe('timed-out');
    setTimeout(() => client.resetAndDestroy(), 300);
    expect((await wait(portOf(server), { until: 'drained', timeLimit: 4 })).outcome).toBe('done');
  });

  test('a delay, and cancelling', async () => {
    const port = portOf(await listen(createTcp()));
    expect((await wait(port, { delay: 0.3 })).elapsed).toBeGreaterThanOrEqual(290);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    const step: AwaitPort = {
      do: 'await-port',
      host: '127.0.0.1',
      port: 1,
      until: 'open',
      connectLimit: 1,
      delay: 0,
      interval: 60,
      timeLimit: 60,
    };
    expect(await machine.do(step, { signal: abort.signal })).toMatchObject({
      outcome: 'cancelled',
    });
  });
});
