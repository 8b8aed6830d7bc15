import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { inBrowser } from '../support/browser.ts';
import { cacheFolder } from '../support/cache-folder.ts';
import { AptCalls } from '../support/local-packages.ts';
import { itIsDeployed, PYTHON } from './deployment.ts';
import { searchHost } from './host-search.ts';
import { changed, Lab, PASSWORD, SERVER_NAME, troubles } from './lab.ts';
import { NotebookPage } from './notebook-page.ts';

const OTHER_PASSWORD = 'segmentation vault';

let lab: Lab;
let apt: AptCalls;

beforeAll(async () => {
  lab = await Lab.open({
    prepare: async (host) => {
      apt = await AptCalls.on(host);
    },
    variables: {
      jupyterlab_overrides: {
        '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
      },
    },
  });
});
afterAll(() => lab?.close());

describe('JupyterLab by pip, kept running by systemd, behind HTTPS', () => {
  itIsDeployed(() => lab, [PYTHON]);

  it('refreshed the package lists once, in its first run: they are fresh for a day', async () => {
    expect(await apt.take()).toEqual(['update', 'install']);
  });

  it('means its own environment by pip in a notebook', async () => {
    const jupyter = await lab.loggedIn();
    const kernel = await jupyter.startKernel();
    const { result } = await jupyter.execute(kernel, 'import shutil; shutil.which("pip")');
    expect(result).toBe("'/srv/jupyterlab/venv/bin/pip'");
    await jupyter.stopKernel(kernel);
  });

  it('shows itself in Chinese, and its notebook does what it says', async () => {
    await inBrowser({ hosts: { [SERVER_NAME]: lab.host.address } }, async (page) => {
      const notebook = new NotebookPage(page, `https://${SERVER_NAME}`);
      await notebook.logIn(PASSWORD);
      await notebook.open('asyncio.ipynb');
      expect(await notebook.menus()).toEqual('文件 编辑 查看 运行 内核 标签页 设置 帮助'.split(' '));
      expect(await notebook.runAll()).toEqual([
        '',
        "'Hello, await!'",
        "['Hello, one!', 'Hello, two!']",
        "'Hello, nest_asyncio!'",
      ]);
      // To be looked at; docs/jupyterlab.png is a smaller copy.
      await page.screenshot({ path: path.join(cacheFolder('screenshots'), 'jupyterlab.png') });
    });
  });

  it('sends plain HTTP to HTTPS, the address as it was', async () => {
    const { status, headers } = await lab.client('http').get('lab/tree/a%2Fb?x=%3F');
    expect(status).toBe(301);
    expect(headers.location).toBe('https://lab1.example.org/lab/tree/a%2Fb?x=%3F');
  });

  it('keeps the key of its certificate to root', async () => {
    const file = '/etc/jupyterlab/tls/key.pem';
    const line = (await lab.host.must(`sed -n 5p ${file}`)).trim();
    expect(await searchHost(lab.host, line)).toEqual([file]);
    expect(await lab.host.must(`stat -c '%a %U' ${file}`)).toBe('600 root\n');
  });

  it('refuses a configuration with a mistake, and goes on with the one it has', async () => {
    const process = await lab.serverProcess();
    const run = await lab.run({ variables: { jupyterlab_settings: { 'ServerApp.x y': 1 } } });
    expect(troubles(run.events).join()).toContain('SyntaxError');
    await lab.loggedIn();
    expect(await lab.serverProcess()).toBe(process);
    expect(changed(await lab.run({ variables: { jupyterlab_settings: {} } }))).toEqual([]);
  });

  it('foretells the extension and the configuration of a JupyterLab before 3', async () => {
    const told = (run: PlaybookRun) => run.endings.filter((line) => line.includes('The table of contents'));
    const old = await lab.run({ check: true, variables: { jupyterlab_version: '2.3.2' } });
    expect(troubles(old.events)).toEqual([]);
    expect(told(old)).toEqual([
      "lab1: The table of contents' extension → changed",
      'lab1: The table of contents needs no extension → skipped',
    ]);
    expect(changed(old)).toContain('lab1: The configuration');
    const now = await lab.run({ check: true, variables: { jupyterlab_version: '>=4,<5' } });
    expect(told(now)).toEqual([
      "lab1: The table of contents' extension → skipped",
      'lab1: The table of contents needs no extension → ok',
    ]);
  });

  it('changes the password: a new hash, a restart, and nothing else', async () => {
    const run = await lab.run({ variables: { jupyterlab_password: OTHER_PASSWORD } });
    expect(changed(run)).toEqual(["lab1: The password's hash", 'lab1: Restart by systemd']);
    expect((await lab.client().login(PASSWORD)).status).toBe(401);
    expect((await lab.client().login(OTHER_PASSWORD)).status).toBe(302);
  });
});
