import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Identity, LOGIN } from '../../../src/core/identity.ts';
import { ALICE_PASSWORD } from '../support/base-root.ts';
import type { TestUser } from '../support/host-fleet.ts';
import { read, SshHosts, sudo } from './ssh-host.ts';

// Exact numbers, seen from outside: by a proxy that counts how often jrun speaks after the host has.
// ARCHITECTURE.md says what each of them is.

let hosts: SshHosts;

beforeAll(async () => {
  hosts = await SshHosts.start();
});
afterAll(() => hosts?.stop());
afterEach(() => hosts.closeAll());

async function flights(user: TestUser, as: Identity): Promise<{ seen: number; told: number; said: string }> {
  const { proxy, target } = await hosts.throughProxy(user, { isSsh: true });
  const farEnd = await hosts.connect(target);
  const said = await read(farEnd, 'id -un', as);
  const { handshake, frames } = farEnd.traffic;
  // The proxy accepts a connection itself: that round trip it can't see.
  return { seen: 1 + proxy.counts.flights, told: handshake + frames, said };
}

test('from nothing to the first answer it is six round trips, and six are told of', async () => {
  expect(await flights('ops', LOGIN)).toEqual({ seen: 6, told: 6, said: 'ops\n' });
});

test('also through a sudo that asks for no password', async () => {
  expect(await flights('ops', sudo())).toEqual({ seen: 6, told: 6, said: 'root\n' });
});

test('and two more where sudo asks for one', async () => {
  const { seen, said } = await flights('alice', sudo('root', { password: ALICE_PASSWORD }));
  expect({ seen, said }).toEqual({ seen: 8, said: 'root\n' });
});

test('each further identity adds one, for its channel; each further frame one', async () => {
  const { proxy, target } = await hosts.throughProxy('ops', { isSsh: true });
  const farEnd = await hosts.connect(target);
  await read(farEnd, 'true');
  const before = proxy.counts.flights;
  await read(farEnd, 'true', sudo());
  expect(proxy.counts.flights - before).toBe(2);
  await read(farEnd, 'true', sudo());
  expect(proxy.counts.flights - before).toBe(3);
});
