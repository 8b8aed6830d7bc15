import { randomBytes } from 'node:crypto';
import { openLibvirt } from '../test/hosts/vagrant/libvirt.ts';
import type { Vagrant } from '../test/hosts/vagrant/vagrant.ts';

/*
 * npm run vagrant:vm: the main job on a real virtual machine, from `vagrant up` to `vagrant destroy`, with a reboot. The
 * machine is emulated, so that it runs anywhere; that makes it slow. Linux as root.
 */

const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';
const durations: string[] = [];

async function main(): Promise<void> {
  const { enclosure, vagrant } = await step('a box, and a libvirt of its own', () => openLibvirt(say));
  try {
    await trial(vagrant);
  } finally {
    await step('everything else removed', () => enclosure.close());
  }
  say(`\n${durations.join('\n')}`);
}

async function trial(vagrant: Vagrant): Promise<void> {
  const password = randomBytes(9).toString('base64url');
  await step('vagrant up', () => vagrant.must('up', '--no-tty'));
  await jrun(vagrant, password, 3, '--check');
  await jrun(vagrant, password, 3);
  await jrun(vagrant, password, 0);
  await step('logging in', () => logIn(vagrant, password));
  await step('rebooting the machine', () => reboot(vagrant));
  await step('logging in after the reboot', () => logIn(vagrant, password));
  await jrun(vagrant, password, 0);
  await step('vagrant destroy -f', () => vagrant.must('destroy', '-f'));
}

/** Status 3 says that something changed, or would; 0 that nothing did. */
async function jrun(vagrant: Vagrant, password: string, expected: number, ...words: string[]): Promise<void> {
  await step(['jrun playbooks/jupyterlab.yaml -i inventory/vagrant', ...words].join(' '), async () => {
    const { status } = await vagrant.jupyterlab(password, ...words);
    if (status !== expected) throw new Error(`jrun ended with ${status} instead of ${expected}`);
  });
}

async function logIn(vagrant: Vagrant, password: string): Promise<void> {
  const [wrong, right] = [await vagrant.logIn('not the password'), await vagrant.logIn(password)];
  say(`a wrong password: ${wrong}; the right one: ${right}`);
  if (wrong !== 401 || right !== 302) throw new Error('JupyterLab does not let in who it should');
}

/** The machine has rebooted when its kernel says another boot id. */
async function reboot(vagrant: Vagrant): Promise<void> {
  const before = await vagrant.ask('host1', BOOT_ID);
  if (before === undefined) throw new Error('the machine does not tell its boot id');
  await vagrant.ask('host1', 'sudo systemctl reboot');
  const end = Date.now() + 1_800_000;
  for (;;) {
    const now = await vagrant.ask('host1', BOOT_ID);
    if (now !== undefined && now !== before) return say(`boot id ${before} → ${now}`);
    if (Date.now() > end) throw new Error('the machine did not come back within half an hour');
  }
}

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  say(`\n━━ ${what}`);
  const start = Date.now();
  try {
    return await work();
  } finally {
    const seconds = Math.round((Date.now() - start) / 1000);
    durations.push(`${String(seconds).padStart(6)} s  ${what}`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
