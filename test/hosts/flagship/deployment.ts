import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { agreement } from '../../support/verdicts.ts';
import { searchHost } from './host-search.ts';
import { changed, eventually, type Lab, PASSWORD, troubles } from './lab.ts';

export interface Kernel {
  readonly name: string;
  /** What `1+1` gives, as text. */
  readonly two: string;
}

export const PYTHON: Kernel = { name: 'python3', two: '2' };

/** A hundred packages take one minute on a machine of one's own, and many on a busy one. */
const MINUTES = 20 * 60_000;

/** What has to be true of every deployment: of the runs, and for somebody who uses it through nginx. */
export function itIsDeployed(
  lab: () => Lab,
  kernels: readonly Kernel[],
  /** Names of more kernels, which are offered and can't run. */
  onlyOffered: readonly string[] = [],
): void {
  itIsTruthful(lab);
  itIsOfUse(lab, kernels, onlyOffered);
  itComesBack(lab);
  itIsClosed(lab);
}

function itIsTruthful(lab: () => Lab): void {
  let check: PlaybookRun;
  let first: PlaybookRun;

  it('foretells the whole run', async () => {
    check = await lab().run({ check: true });
    expect(troubles(check.events)).toEqual([]);
  });

  it('runs', { timeout: MINUTES }, async () => {
    first = await lab().run();
    expect(troubles(first.events)).toEqual([]);
    expect(first.summary.recap[0]).toMatchObject({ failed: 0, unreachable: 0, notConverged: 0 });
  });

  it('did what was foretold, task by task, item by item, handler by handler', () => {
    const compared = agreement(check.events, first.events);
    expect(compared).toMatchObject({ wrong: [], presumedWrong: [], unforetold: [] });
    expect(compared.definite).toBeGreaterThan(0);
  });

  it('has nothing to do the second time, in a handful of round trips', async () => {
    const second = await lab().run();
    expect(troubles(second.events)).toEqual([]);
    expect(changed(second)).toEqual([]);
    expect(second.summary.recap[0]?.traffic?.frames).toBeLessThanOrEqual(8);
  });

  it('foretells that there is nothing to do', async () => {
    const converged = await lab().run({ check: true });
    expect(troubles(converged.events)).toEqual([]);
    expect(converged.endings.filter((line) => / → (changed|unknown)$/.test(line))).toEqual([]);
  });
}

function itIsOfUse(lab: () => Lab, kernels: readonly Kernel[], onlyOffered: readonly string[]): void {
  it('lets in who knows the password, and nobody else', async () => {
    expect((await lab().client().login('not the password')).status).toBe(401);
    expect((await lab().client().login(PASSWORD)).status).toBe(302);
    expect((await lab().client().get('api/contents')).status).toBe(403);
  });

  it('offers its kernels', async () => {
    const names = [...kernels.map(({ name }) => name), ...onlyOffered];
    expect(await (await lab().loggedIn()).kernelNames()).toEqual(names.sort());
  });

  it.each(kernels)('executes code in the kernel $name', async ({ name, two }) => {
    const jupyter = await lab().loggedIn();
    const kernel = await jupyter.startKernel(name);
    expect(await jupyter.execute(kernel, '1+1')).toMatchObject({ status: 'ok', result: two });
    await jupyter.stopKernel(kernel);
  });

  it('opens a terminal', async () => {
    const jupyter = await lab().loggedIn();
    // The line itself is echoed: what is waited for must not stand in it.
    await jupyter.typeInTerminal('echo $((40 + 2)) $(whoami)', /42 jupyter/);
  });

  it('sends its events', async () => {
    await (await lab().loggedIn()).subscribeToEvents();
  });

  it('takes files of more than nginx itself would let through', async () => {
    const jupyter = await lab().loggedIn();
    expect((await jupyter.upload('large.bin', 2_000_000)).status).toBe(201);
    expect(await jupyter.contents('large.bin?content=0')).toMatchObject({ size: 2_000_000 });
  });
}

function itComesBack(lab: () => Lab): void {
  it('comes back when it is killed', async () => {
    const before = await lab().serverProcess();
    expect(before).not.toBe('');
    await lab().host.must(`kill -9 ${before}`);
    await eventually('another server', async () => !['', before].includes(await lab().serverProcess()));
    await eventually('the server to let somebody in', () => lab().letsIn());
  });

  it('comes back after the host was down', async () => {
    await lab().host.shutdown();
    await lab().host.start();
    await eventually('the server to let somebody in', () => lab().letsIn());
    expect(changed(await lab().run())).toEqual([]);
  });
}

function itIsClosed(lab: () => Lab): void {
  it('can be reached through nginx only', async () => {
    expect(await answers(lab().host.address, 18889)).toBe('ECONNREFUSED');
    expect(await answers(lab().host.address, 80)).toBe('connected');
  });

  it('keeps its secrets where they belong', async () => {
    expect(await searchHost(lab().host, PASSWORD)).toEqual([]);
    const file = `${lab().configDir}/password`;
    const hash = (await lab().host.must(`cat ${file}`)).trim();
    expect(hash).toMatch(/^argon2:/);
    expect(await searchHost(lab().host, hash)).toEqual([file]);
    expect(await lab().host.must(`stat -c '%a %U' ${file}`)).toBe('600 jupyter\n');
  });
}

/** How a connection to a port of the host ends, seen from another machine. */
function answers(address: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 5000 });
    const end = (how: string): void => {
      socket.destroy();
      resolve(how);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
