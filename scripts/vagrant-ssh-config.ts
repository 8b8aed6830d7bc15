import { quote } from '../src/core/quote.ts';
import { configLines } from '../src/remote/ssh/config-lines.ts';

/** What `vagrant ssh-config` says about one machine. */
export interface VagrantMachine {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identityFile: string | undefined;
}

/** What was printed can't be made into an inventory; the message says why. */
export class NoInventory extends Error {
  override readonly name = 'NoInventory';
}

/**
 * Reads the blocks that `vagrant ssh-config` prints; throws NoInventory. It also prints that host keys shall not be
 * checked (`StrictHostKeyChecking no`), which is left out on purpose.
 */
export function machinesOf(text: string): VagrantMachine[] {
  const blocks: Map<string, string>[] = [];
  for (const { keyword, words, rest } of configLines(text)) {
    if (keyword === 'host') blocks.push(new Map());
    const block = blocks.at(-1);
    // As for ssh, the first of several counts.
    if (block?.has(keyword) === false)
      block.set(keyword, keyword === 'proxycommand' ? rest : (words[0] ?? ''));
  }
  if (blocks.length === 0) throw new NoInventory('vagrant ssh-config told of no machine');
  return blocks.map(machineOf);
}

function machineOf(block: ReadonlyMap<string, string>): VagrantMachine {
  const name = block.get('host') ?? '';
  const address = block.get('hostname');
  const port = Number(block.get('port') ?? 22);
  const user = block.get('user');
  if (address === undefined || address === '' || user === undefined || !Number.isInteger(port)) {
    throw new NoInventory(`vagrant ssh-config doesn't say how to reach ${name}`);
  }
  if (block.has('proxycommand')) {
    throw new NoInventory(
      `${name} is reached through a ProxyCommand: append what vagrant ssh-config prints to ~/.ssh/config, and name the machine in an inventory`,
    );
  }
  return { name, address, port, user, identityFile: block.get('identityfile') };
}

/**
 * The answer to `--list`: the group `vagrant` with all machines. Only Ansible's own variables, so that Ansible can read
 * it too. `knownHostsOf` tells the file with a machine's host keys, or undefined where there is none: then the machine
 * is checked like any other host, against ~/.ssh/known_hosts.
 */
export function inventoryOf(
  machines: readonly VagrantMachine[],
  knownHostsOf: (machine: VagrantMachine) => string | undefined,
): object {
  const variables = machines.map((machine) => {
    const knownHosts = knownHostsOf(machine);
    return {
      ansible_host: machine.address,
      ansible_port: machine.port,
      ansible_user: machine.user,
      ...(machine.identityFile === undefined ? {} : { ansible_ssh_private_key_file: machine.identityFile }),
      // Twice quoted: once for the one who splits these words, once for ssh, to which a space separates two files.
      ...(knownHosts === undefined
        ? {}
        : { ansible_ssh_common_args: `-o ${quote(`UserKnownHostsFile="${knownHosts}"`)}` }),
    };
  });
  const names = machines.map(({ name }) => name);
  return {
    _meta: { hostvars: Object.fromEntries(names.map((name, index) => [name, variables[index]])) },
    vagrant: { hosts: names },
  };
}
