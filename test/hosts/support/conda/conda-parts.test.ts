import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../command.ts';
import { HostFleet } from '../host-fleet.ts';
import type { TestHost } from '../test-host.ts';
import { type CondaParts, condaParts } from './conda-parts.ts';

let fleet: HostFleet;
let parts: CondaParts;
let host: TestHost;

beforeAll(async () => {
  parts = await condaParts();
  fleet = await HostFleet.open();
  host = await fleet.startHost({ over: parts.conda });
});
afterAll(() => fleet?.stop());

const CONDA = '/opt/conda/bin/conda';

test('it is conda itself, on a host that has no other Python', async () => {
  expect(await host.must(`${CONDA} --version`)).toBe('conda 24.7.1\n');
  expect((await host.exec('command -v python3')).stdout).toBe('');
});

test('an environment with JupyterLab and kernels of its own', async () => {
  await host.must(
    `${CONDA} create -q -y -n jupyterlab -c conda-forge python=3.11 jupyterlab ipykernel nb_conda_kernels`,
  );
  const bin = '/opt/conda/envs/jupyterlab/bin';
  expect(await host.must(`${bin}/jupyter-lab --version`)).toMatch(/^4\.\d+/);
  expect(await host.must(`${bin}/python -c 'import ssl, sqlite3, zmq, tornado; print(1)'`)).toBe('1\n');
});

test('environments of stand-ins: their kernels are found, and they say what they are', async () => {
  await host.must(`${CONDA} create -q -y -n Python2 -c conda-forge python=2.7.18 ipykernel`);
  await host.must(`${CONDA} create -q -y -n R-4.0.2 -c r r-essentials=4.0.2 r-base=4.0.2 r-irkernel`);
  expect((await host.exec('/opt/conda/envs/R-4.0.2/bin/R')).stdout).toContain('a stand-in for tests');
  const kernels = await host.must(
    `CONDA_EXE=${CONDA} /opt/conda/envs/jupyterlab/bin/python -c 'import nb_conda_kernels as n; print(*sorted(n.CondaKernelSpecManager().get_all_specs()))'`,
  );
  expect(kernels.trim().split(' ')).toEqual(
    expect.arrayContaining(['conda-env-Python2-py', 'conda-env-R-4.0.2-r', 'conda-env-jupyterlab-py']),
  );
});

test('the installer, on a host that has only the channels', async () => {
  const bare = await fleet.startHost({ over: parts.channels });
  await must(['cp', parts.installer, `${bare.root}/root/installer.sh`]);
  expect((await bare.exec('sh /root/installer.sh -p /srv/conda < /dev/null')).status).toBe(2);
  await bare.must('sh /root/installer.sh -b -p /srv/conda');
  await bare.must('/srv/conda/bin/conda create -q -y -n tools -c conda-forge six');
  const again = await bare.exec('sh /root/installer.sh -b -p /srv/conda');
  expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('already exists') });
});
