import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostFleet } from './host-fleet.ts';
import { play, variablesFor } from './playbook.ts';
import { ProcessCount } from './process-count.ts';
import type { TestHost } from './test-host.ts';

let fleet: HostFleet;
let host: TestHost;
let count: ProcessCount;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  count = await ProcessCount.on(host);
});

afterAll(() => fleet?.stop());

async function processes(login: 'root' | 'ops', command: string): Promise<number> {
  await play({
    tasks: `- raw: ${JSON.stringify(command)}\n`,
    hosts: { it: { ...variablesFor(fleet, host, login), ...count.variables } },
  });
  const counts = await count.take();
  expect(counts).toHaveLength(1);
  return counts[0] ?? 0;
}

test.each(['root', 'ops'] as const)(
  'each process more is one more, whatever else the host does: %s',
  async (login) => {
    const none = await processes(login, ':');
    await host.must('for i in 1 2 3 4 5; do /bin/true; done');
    expect(await processes(login, ':')).toBe(none);
    expect(await processes(login, '/bin/true; /bin/true; (:); x=$(:)')).toBe(none + 4);
  },
);
