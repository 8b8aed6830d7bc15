import { HostFleet } from './host-fleet.ts';

// A process that starts a host and never cleans up: the test of the hosts kills it.
async function abandon(): Promise<void> {
  const fleet = await HostFleet.open();
  await fleet.startHost();
  process.stdout.write(`${JSON.stringify({ number: fleet.number, folder: fleet.folder })}\n`);
  setInterval(() => undefined, 1000);
}

void abandon();
