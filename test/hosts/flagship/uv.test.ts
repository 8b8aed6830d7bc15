import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { agreement } from '../../support/verdicts.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';
import { troubles } from './lab.ts';

const ROLE = path.resolve(import.meta.dirname, '../../../playbooks/roles/jupyterlab');

/** What an environment holds, told by its own Python. */
interface Contents {
  /** `name==version`. */
  readonly packages: readonly string[];
  /** Console scripts that its packages name, with whether they are there and can be run. */
  readonly scripts: readonly string[];
  /** Modules that can be imported. */
  readonly modules: readonly string[];
  /** What lies below share and etc. */
  readonly data: readonly string[];
}

/**
 * What makes an environment brings these, of an age of its own: what needs them is content with any. A namespace, and
 * what is imported by a test runner only, may fail to import in both.
 */
const TELL = `
import importlib, importlib.metadata as metadata, json, os, sys, contextlib, io
own = {'pip', 'setuptools'}
found = {d.metadata['Name'].lower().replace('_', '-'): d for d in metadata.distributions()}
packages = sorted(f'{n}=={d.version}' for n, d in found.items() if n not in own)
bin = os.path.join(sys.prefix, 'bin')
scripts = sorted(
    f'{e.name} {os.access(os.path.join(bin, e.name), os.X_OK)}'
    for n, d in found.items() if n not in own for e in d.entry_points if e.group == 'console_scripts')
modules = []
for name, of in sorted(metadata.packages_distributions().items()):
    if own & {o.lower() for o in of}: continue
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try: importlib.import_module(name); modules.append(name)
        except BaseException: pass
data = sorted(
    os.path.relpath(os.path.join(folder, f), sys.prefix)
    for top in ('share', 'etc') for folder, _, files in os.walk(os.path.join(sys.prefix, top)) for f in files)
json.dump({'packages': packages, 'scripts': scripts, 'modules': modules, 'data': data}, sys.stdout)
`;

const MINUTES = { timeout: 20 * 60_000 };

let fleet: HostFleet;
let host: TestHost;
const seconds: Record<string, number> = {};

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  // uv reads no settings of pip's, and trusts no certificate of the system's by itself.
  await host.must(`
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends python3-venv >/dev/null
    index=$(sed -n 's/^index-url *= *//p' /etc/pip.conf)
    mkdir -p /etc/uv
    printf 'system-certs = true\\n' > /etc/uv/uv.toml
    [ -z "$index" ] || printf 'index-url = "%s"\\n' "$index" >> /etc/uv/uv.toml`);
});
afterAll(() => fleet?.stop());

/** Fills an environment as the role does, and nothing else of it. */
async function fill(installer: 'pip' | 'uv', check = false): Promise<PlaybookRun> {
  const tasks = `
- name: the role's part
  include_role: { name: "${ROLE}", tasks_from: install-pip }
  vars:
    jupyterlab_password: none
    jupyterlab_package_manager: apt
    jupyterlab_installer: ${installer}
    jupyterlab_venv: /srv/by-${installer}
`;
  // There is no service yet that its handlers could restart.
  const variables = { ...variablesFor(fleet, host), jupyterlab_service: 'none' };
  const run = await play({ tasks, hosts: { it: variables }, check });
  expect(troubles(run.events)).toEqual([]);
  for (const event of run.events)
    if (event.event === 'task-ended' && event.task.name === 'JupyterLab in a virtual environment')
      if (!check) seconds[installer] ??= event.elapsed / 1000;
  return run;
}

async function contentsOf(installer: 'pip' | 'uv'): Promise<Contents> {
  const told = await host.must(`/srv/by-${installer}/bin/python -`, { input: TELL });
  return JSON.parse(told) as Contents;
}

test('uv makes the environment that pip makes, and a check foretells it', MINUTES, async ({ annotate }) => {
  await fill('pip');
  const check = await fill('uv', true);
  const run = await fill('uv');
  expect(agreement(check.events, run.events)).toMatchObject({ wrong: [], presumedWrong: [], unforetold: [] });
  const [pip, uv] = [await contentsOf('pip'), await contentsOf('uv')];
  expect(pip.packages.some((one) => one.startsWith('jupyterlab=='))).toBe(true);
  expect(pip.scripts).toContain('jupyter-lab True');
  expect(pip.modules).toEqual(expect.arrayContaining(['jupyterlab', 'jupyter_server', 'nest_asyncio']));
  expect(uv.packages).toEqual(pip.packages);
  expect(uv.scripts).toEqual(pip.scripts);
  expect(uv.modules).toEqual(pip.modules);
  expect(uv.data).toEqual(pip.data);
  // A measurement for whoever reads it.
  await annotate(`filling the environment: pip ${seconds['pip']} s, uv ${seconds['uv']} s`);
});

test('notebooks find pip in both', async () => {
  for (const installer of ['pip', 'uv']) await host.must(`/srv/by-${installer}/bin/pip --version`);
});

test('neither has anything to do again', async () => {
  for (const installer of ['pip', 'uv'] as const) {
    const { endings } = await fill(installer);
    expect(endings.filter((line) => line.endsWith('changed'))).toEqual([]);
  }
});
