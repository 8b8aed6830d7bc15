import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

/** How a host is reached. */
export interface Way {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What is the same for all hosts. */
export interface Login {
  readonly user: string;
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

/** Writes the hosts as Ansible and jrun want them, and as pyinfra does. */
export function writeInventories(folder: string, ways: readonly Way[], login: Login): void {
  const vars = {
    ansible_user: login.user,
    ansible_ssh_private_key_file: login.keyFile,
    ansible_ssh_common_args: `-o UserKnownHostsFile=${login.knownHostsFile} -o StrictHostKeyChecking=yes`,
    // Looking for it would cost the peers time.
    ansible_python_interpreter: '/usr/bin/python3',
    // Nothing to be gained between two places on one machine.
    mitogen_ssh_compression: false,
  };
  const hosts = Object.fromEntries(
    ways.map(({ name, address, port }) => [name, { ansible_host: address, ansible_port: port }]),
  );
  writeFileSync(path.join(folder, 'inventory.yaml'), stringify({ all: { vars, hosts } }));
  const data = {
    ssh_user: login.user,
    ssh_key: login.keyFile,
    ssh_known_hosts_file: login.knownHostsFile,
    ssh_strict_host_key_checking: 'yes',
  };
  const pairs = ways.map(({ name, address, port }) => [name, { ssh_hostname: address, ssh_port: port }]);
  // JSON of texts and numbers is Python, too.
  writeFileSync(
    path.join(folder, 'inventory.py'),
    `bench = ([tuple(host) for host in ${JSON.stringify(pairs)}], ${JSON.stringify(data)})\n`,
  );
}

/** The control machine itself, by no connection at all. */
export function writeLocalInventory(folder: string, python: string): void {
  const here = { ansible_connection: 'local', ansible_python_interpreter: python };
  writeFileSync(path.join(folder, 'inventory.yaml'), stringify({ all: { hosts: { here } } }));
}
