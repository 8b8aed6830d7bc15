import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { condaParts } from '../support/conda/conda-parts.ts';
import { JupyterClient } from '../support/jupyter-client.ts';
import { itIsDeployed, type Kernel, PYTHON } from './deployment.ts';
import { Lab, PASSWORD, SERVER_NAME } from './lab.ts';

/*
 * conda, JupyterLab and Python are real. Python 2.7.18, R 4.0.2 and nb_conda_kernels can't be had outside of conda's own
 * channels, so packages of these names and versions stand in for them: the kernels of the first two are found, and not
 * started. A real R kernel is in pip-supervisor-http.test.ts.
 */
const KERNELS: readonly Kernel[] = [
  PYTHON,
  { name: 'science', two: '2' },
  { name: 'conda-env-analysis-py', two: '2' },
  { name: 'conda-env-jupyterlab-py', two: '2' },
];
const STAND_INS = ['conda-env-Python2-py', 'conda-env-R-4.0.2-r'];
/** What is registered in the server's environment is found as a kernel of that environment once more. */
const TWICE = ['conda-env-jupyterlab-science'];

/** A certificate that something else put on the host. */
const CERTIFICATE = '/etc/ssl/lab/fullchain.pem';
const KEY = '/etc/ssl/lab/privkey.pem';

let lab: Lab;

beforeAll(async () => {
  const { channels, installer } = await condaParts();
  lab = await Lab.open({
    host: { over: channels },
    variables: {
      jupyterlab_install: 'conda',
      jupyterlab_conda_installer: installer,
      jupyterlab_kernels: [
        { name: 'Python2', type: 'conda', packages: ['python=2.7.18', 'ipykernel'] },
        {
          name: 'R-4.0.2',
          type: 'conda',
          channels: ['r'],
          packages: ['r-essentials=4.0.2', 'r-base=4.0.2', 'r-irkernel'],
        },
        { name: 'analysis', type: 'conda', packages: ['python=3.11', 'ipykernel'] },
        { name: 'science', type: 'venv', packages: ['nest-asyncio'], display_name: 'Science' },
      ],
      jupyterlab_certificate: 'host',
      jupyterlab_tls_certificate: CERTIFICATE,
      jupyterlab_tls_key: KEY,
    },
    prepare: async (host) => {
      await host.must(`
        apt-get -qq update
        apt-get -qq install -y openssl >/dev/null
        umask 077
        mkdir -p /etc/ssl/lab
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \\
          -subj '/CN=${SERVER_NAME}' -addext 'subjectAltName=DNS:${SERVER_NAME}' -keyout ${KEY} -out ${CERTIFICATE} 2>/dev/null`);
    },
  });
});
afterAll(() => lab?.close());

describe('JupyterLab by conda, kept running by systemd, behind HTTPS, with kernels of other environments', () => {
  itIsDeployed(() => lab, KERNELS, [...STAND_INS, ...TWICE]);

  it('runs each kernel in the environment it is called after', async () => {
    const jupyter = await lab.loggedIn();
    const prefixes: Record<string, string | undefined> = {};
    for (const { name } of KERNELS) {
      const kernel = await jupyter.startKernel(name);
      prefixes[name] = (await jupyter.execute(kernel, 'import sys; sys.prefix')).result;
      await jupyter.stopKernel(kernel);
    }
    expect(prefixes).toEqual({
      python3: "'/opt/conda/envs/jupyterlab'",
      science: "'/srv/jupyterlab/kernels/science'",
      'conda-env-analysis-py': "'/opt/conda/envs/analysis'",
      'conda-env-jupyterlab-py': "'/opt/conda/envs/jupyterlab'",
    });
  });

  it('shows the certificate that is on the host', async () => {
    const ca = readFileSync(`${lab.host.root}${CERTIFICATE}`, 'utf8');
    const trusting = new JupyterClient({ url: `https://${lab.host.address}`, serverName: SERVER_NAME, ca });
    expect((await trusting.login(PASSWORD)).status).toBe(302);
  });
});
