import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { inventoryOf, machinesOf, NoInventory, type VagrantMachine } from './vagrant-ssh-config.ts';

/*
 * An inventory script: prints the machines of the Vagrantfile at hand (in the working folder, or above it) as Ansible
 * wants it for `--list`. Everything is told at once, so `--host NAME` has nothing to add.
 */

/** The Vagrantfile puts a machine's host keys beside its private key. */
function knownHostsOf({ identityFile }: VagrantMachine): string | undefined {
  if (identityFile === undefined) return undefined;
  const file = path.join(path.dirname(identityFile), 'known_hosts');
  return existsSync(file) ? file : undefined;
}

function sshConfig(): string {
  const { status, stdout, stderr, error } = spawnSync('vagrant', ['ssh-config'], { encoding: 'utf8' });
  if (error !== undefined) throw new NoInventory(`vagrant can't be run: ${error.message}`);
  if (status === 0) return stdout;
  const said = stderr.trim().replace(/\s+/g, ' ');
  throw new NoInventory(
    `vagrant ssh-config: ${said}\nAll machines have to be up (vagrant up), and HOSTS the same as it was then.`,
  );
}

function main([wanted]: readonly string[]): void {
  const answer = wanted === '--host' ? {} : inventoryOf(machinesOf(sshConfig()), knownHostsOf);
  process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NoInventory)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
