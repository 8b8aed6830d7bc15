import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { onInterrupt } from '../../../src/cli/interrupt.ts';
import { createConnector } from '../../../src/remote/index.ts';

test('however many hosts are to be talked to, only some handshakes are under way at a time', async () => {
  const limit = 16 * availableParallelism();
  const hosts = 2 * limit + 1;
  const waiting = new Set<Socket>();
  let most = 0;
  let all = 0;
  let connected = 0;
  const hangUp = () => {
    if (connected < hosts || (waiting.size < limit && all < hosts)) return;
    for (const one of waiting) one.destroy();
    waiting.clear();
  };
  // Never an SSH server: it hears the first words, and hangs up only when all have connected and as many as may spoke.
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      waiting.add(socket);
      all += 1;
      most = Math.max(most, waiting.size);
      hangUp();
    });
    connected += 1;
    hangUp();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const interrupt = onInterrupt(
    () => undefined,
    () => undefined,
  );
  const connector = createConnector({ sshConfig: { user: null, system: null } });
  const ends = await Promise.allSettled(
    Array.from({ length: hosts }, (_, number) =>
      connector.connect(
        {
          name: `host${number}`,
          transport: 'ssh',
          address: '127.0.0.1',
          port,
          user: 'nobody',
          connectLimit: 60,
          checkHostKey: false,
        },
        interrupt.signal,
      ),
    ),
  );
  interrupt.stop();
  process.off('warning', onWarning);
  server.close();
  expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
  expect(warnings).toEqual([]);
  expect({ most, all }).toEqual({ most: limit, all: hosts });
});
