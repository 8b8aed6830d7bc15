import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itIsDeployed, PYTHON } from './deployment.ts';
import { eventually, Lab } from './lab.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({
    variables: {
      jupyterlab_service: 'supervisor',
      jupyterlab_https: false,
      // Nobody promises Chinese in this one.
      jupyterlab_locale: 'default',
      jupyterlab_language_packs: [],
      jupyterlab_kernels: [{ name: 'ir', type: 'system', packages: ['r-cran-irkernel'] }],
    },
    prepare: async (host) => {
      // R recommends compilers and TeX; the kernel needs neither.
      await host.must(`echo 'APT::Install-Recommends "0";' > /etc/apt/apt.conf.d/no-recommends`);
    },
  });
});
afterAll(() => lab?.close());

describe('JupyterLab by pip, kept running by supervisor, behind plain HTTP, with R', () => {
  itIsDeployed(() => lab, [PYTHON, { name: 'ir', two: '[1] 2' }]);

  it('leaves no process behind when it is stopped', async () => {
    const jupyter = await lab.loggedIn();
    await jupyter.startKernel();
    await lab.host.must('supervisorctl stop jupyterlab');
    // A kernel that hadn't heard of the stop yet sees its server gone within a second or so, and goes as well.
    await eventually('the last process of jupyter to end', async () => {
      return (await lab.host.exec('pgrep -u jupyter')).stdout === '';
    });
    await lab.host.must('supervisorctl start jupyterlab');
    await eventually('the server to let somebody in', () => lab.letsIn());
  });

  it('serves no HTTPS', async () => {
    await expect(lab.client('https').get('login')).rejects.toThrow('ECONNREFUSED');
  });
});
