import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DelayProxy } from './delay-proxy.ts';

let echo: Server;
let proxy: DelayProxy;

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await DelayProxy.start({ address: '127.0.0.1', port: (echo.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy.stop();
  echo.close();
});

async function client(): Promise<{ socket: Socket; received: () => string; failed: Promise<Error> }> {
  const socket = connect(proxy.port, proxy.address);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const failed = new Promise<Error>((resolve) => socket.on('error', resolve));
  await once(socket, 'connect');
  return { socket, received: () => text, failed };
}

test('it delays by the round-trip time once, however much is under way', async () => {
  proxy.roundTripMs = 120;
  const { socket, received } = await client();
  const start = performance.now();
  for (let order = 0; order < 10; order++) socket.write(`${order}`);
  await expect.poll(received, { interval: 5 }).toBe('0123456789');
  const took = performance.now() - start;
  expect(took).toBeGreaterThan(115);
  expect(took).toBeLessThan(400);
  expect(proxy.counts).toEqual({ connections: 1, fromClient: 10, fromServer: 10, flights: 1 });
});

test('it cuts at a byte', async () => {
  const { socket, received } = await client();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const cut = proxy.cutAfter(4);
  socket.write('123456');
  await cut;
  // libuv tells a reset that comes together with data as an end, so it isn't always an error.
  await closed;
  expect(received()).toBe('1234');
  expect(proxy.openConnections).toBe(0);
});

test('it stalls at a byte, and lets the rest through later', async () => {
  const { socket, received } = await client();
  const stalled = proxy.stallAfter(4);
  socket.write('123456');
  await stalled;
  socket.write('78');
  await sleep(100);
  expect(received()).toBe('1234');
  proxy.resume();
  await expect.poll(received).toBe('12345678');
  socket.destroy();
});

test('it cuts and refuses on demand', async () => {
  const first = await client();
  proxy.cut();
  expect((await first.failed).message).toContain('ECONNRESET');
  proxy.refuse();
  // The reset may come before or after the client takes itself for connected.
  await expect(client().then(async (second) => Promise.reject(await second.failed))).rejects.toThrow(
    'ECONNRESET',
  );
  proxy.refuse(false);
  const third = await client();
  third.socket.write('x');
  await expect.poll(third.received).toBe('x');
  third.socket.destroy();
});
