import { baseRoot } from '../test/hosts/support/base-root.ts';
import { condaParts } from '../test/hosts/support/conda/conda-parts.ts';
import {
  CannotRunHosts,
  installPackages,
  prepareControlMachine,
} from '../test/hosts/support/control-machine.ts';
import { dnfLayer } from '../test/hosts/support/dnf-layer.ts';

/** A shell that hosts have, and that tests try here: without it they would be fewer, and nobody would notice. */
const SHELLS = { busybox: '/usr/bin/busybox' };

/** Makes this machine ready for the tests with real hosts, so that no test waits for it. Quick when it is ready. */
async function setUp(): Promise<void> {
  const start = Date.now();
  await prepareControlMachine();
  await installPackages(SHELLS);
  const tell = (progress: string) => process.stdout.write(`${progress}\n`);
  const root = await baseRoot(tell);
  process.stdout.write(`base of the test hosts: ${root} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
  await Promise.all([condaParts(tell), dnfLayer(tell)]);
}

setUp().catch((error: unknown) => {
  process.stderr.write(`${error instanceof CannotRunHosts ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
