import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { condaParts } from '../support/conda/conda-parts.ts';
import { subnetOf } from '../support/fleet-claim.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';

let fleet: HostFleet;
afterAll(() => fleet?.stop());

test('an installer from a URL, on a host that has no client for it', async () => {
  const { installer, channels } = await condaParts();
  fleet = await HostFleet.open();
  const host = await fleet.startHost({ over: channels });
  const server = createServer((_request, response) => createReadStream(installer).pipe(response));
  await new Promise<void>((listening) => server.listen(0, `${subnetOf(fleet.number)}.1`, listening));
  const { address, port } = server.address() as AddressInfo;
  const digits = createHash('sha256').update(readFileSync(installer)).digest('hex');
  const run = (checksum: string, check = false) =>
    play({
      tasks: `
- name: conda
  conda:
    installer: http://${address}:${port}/conda.sh
    installer_checksum: sha256:${checksum}
    root_prefix: /opt/conda
`,
      hosts: { it: variablesFor(fleet, host, 'root') },
      check,
    });
  try {
    expect((await run('0'.repeat(64))).endings).toEqual([expect.stringMatching(/failed/)]);
    expect((await host.exec('ls -A /opt')).stdout).toBe('');
    expect((await run(digits, true)).endings).toEqual([expect.stringMatching(/changed/)]);
    expect((await run(digits)).endings).toEqual([expect.stringMatching(/changed/)]);
    expect((await run(digits)).endings).toEqual([expect.stringMatching(/ok/)]);
    expect(await host.must('/opt/conda/bin/conda --version')).toBe('conda 24.7.1\n');
    expect((await host.exec('ls -A /opt')).stdout).toBe('conda\n');
  } finally {
    server.close();
  }
});
