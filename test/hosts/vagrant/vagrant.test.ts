import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Enclosure } from './enclosure.ts';
import { openLxc } from './lxc.ts';
import type { Vagrant } from './vagrant.ts';

const PASSWORD = 'sesame, open';

let enclosure: Enclosure;
let vagrant: Vagrant;

// Installs Vagrant and LXC where they are missing, and makes a box.
beforeAll(async () => {
  ({ enclosure, vagrant } = await openLxc());
}, 900_000);
afterAll(() => enclosure?.close());

/** Runs the playbook; 3 says that something changed or would, 0 that nothing did. What went wrong is shown whole. */
async function jupyterlab(expected: 0 | 3, ...words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await vagrant.jupyterlab(PASSWORD, ...words);
  expect(status, `${stdout}\n${stderr}`).toBe(expected);
  return stdout;
}

describe('the JupyterLab playbook on a machine of Vagrant’s', { timeout: 900_000 }, () => {
  it('finds the machine that vagrant up made', async () => {
    await vagrant.must('up', '--no-tty');
    expect(vagrant.stateOf('host1')).toEqual(expect.arrayContaining(['private_key', 'known_hosts']));
    expect(await jupyterlab(3, '--check')).toMatch(/^host1 : ok=\d+ +changed=\d+ +unreachable=0 +failed=0 /m);
  });

  it('runs, and has nothing to do the second time', async () => {
    await jupyterlab(3);
    expect(await jupyterlab(0)).toMatch(/^host1 : ok=\d+ +changed=0 +unreachable=0 +failed=0 /m);
  });

  it('lets in who knows the password, and nobody else', async () => {
    expect(await vagrant.logIn('not the password')).toBe(401);
    expect(await vagrant.logIn(PASSWORD)).toBe(302);
  });

  it('comes back after vagrant halt and vagrant up, the same machine at whatever address', async () => {
    await vagrant.must('halt');
    await vagrant.must('up', '--no-tty');
    expect(await vagrant.logIn(PASSWORD)).toBe(302);
    await jupyterlab(0);
  });

  it('is not talked to any more when its host keys are others than at its making', async () => {
    await vagrant.must('ssh', 'host1', '-c', 'sudo rm /etc/ssh/ssh_host_* && sudo systemctl restart ssh');
    const { status, stdout, stderr } = await vagrant.jupyterlab(PASSWORD);
    expect(status).toBe(4);
    expect(stdout + stderr).toMatch(/the host key of .* has changed/);
  });

  it('is gone after vagrant destroy, with its keys', async () => {
    await vagrant.must('destroy', '-f');
    expect(vagrant.stateOf('host1')).toEqual([]);
    expect((await enclosure.run(['lxc-ls'])).stdout).toBe('');
    const { status, stderr } = await vagrant.jupyterlab(PASSWORD);
    expect(status, stderr).toBe(1);
    expect(stderr).toContain('All machines have to be up (vagrant up)');
  });

  it('leaves nothing on this machine', async () => {
    const { folder } = enclosure;
    await enclosure.close();
    expect(existsSync(folder)).toBe(false);
  });
});
