import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../test/hosts/support/cache-folder.ts';
import { CannotRunHosts } from '../test/hosts/support/control-machine.ts';
import { claims, isAlive } from '../test/hosts/support/fleet-claim.ts';
import { endFleetIn } from '../test/hosts/support/fleet-removal.ts';
import { HostFleet } from '../test/hosts/support/host-fleet.ts';
import { sshAnswers } from '../test/hosts/support/ssh-answers.ts';

/*
 * One embedded host that stays when this process ends:
 *   demo-host [up] [NAME]     starts it, or finds it running; prints how to reach it as JSON
 *   demo-host inventory       prints the host `demo` as Ansible wants it of an inventory script (inventory/demo)
 *   demo-host remove [NAME]   ends it and removes its disk
 */

/** What an inventory needs to know about the host. */
interface DemoHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly privateKeyFile: string;
  readonly knownHostsFile: string;
}

const OTHER_WAYS = `Two ways remain:
  - Vagrant, with any of its providers: \`vagrant up\` in this repository
  - a host of your own with an SSH server, named in an inventory that you give with -i
`;

async function up(name: string): Promise<DemoHost> {
  const folder = folderOf(name);
  return (await found(folder)) ?? (await start(name, folder));
}

/** The host of an earlier call, if it still answers to its address. */
async function found(folder: string): Promise<DemoHost | undefined> {
  const file = path.join(folder, 'host.json');
  const claimed = claims().some((claim) => claim.folder === folder && isAlive(claim));
  if (!claimed || !existsSync(file)) return undefined;
  const host = JSON.parse(readFileSync(file, 'utf8')) as DemoHost;
  return (await sshAnswers(host.address, host.port)) ? host : undefined;
}

async function start(name: string, folder: string): Promise<DemoHost> {
  const fleet = await HostFleet.open({
    keepIn: folder,
    tell: (progress) => process.stderr.write(`${progress}\n`),
  });
  const { address, port } = await fleet.startHost({ name });
  const host = {
    name,
    address,
    port,
    user: 'ops',
    privateKeyFile: fleet.keyFile,
    knownHostsFile: fleet.knownHostsFile,
  };
  writeFileSync(path.join(folder, 'host.json'), `${JSON.stringify(host, undefined, 2)}\n`);
  return host;
}

/** The host `demo`, for the group of the main job. */
function inventory(): unknown {
  const file = path.join(folderOf('demo'), 'host.json');
  if (!existsSync(file)) throw new Error('there is no demo host; `npm run demo` makes one');
  const host = JSON.parse(readFileSync(file, 'utf8')) as DemoHost;
  const variables = {
    ansible_host: host.address,
    ansible_port: host.port,
    ansible_user: host.user,
    ansible_ssh_private_key_file: host.privateKeyFile,
    ansible_ssh_known_hosts_file: host.knownHostsFile,
  };
  return { jupyterlab: { hosts: [host.name] }, _meta: { hostvars: { [host.name]: variables } } };
}

async function remove(name: string): Promise<void> {
  const folder = folderOf(name);
  await endFleetIn(folder);
  rmSync(folder, { recursive: true, force: true });
}

function folderOf(name: string): string {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) throw new Error(`'${name}' can't be a host name`);
  return path.join(cacheFolder('demo'), name);
}

async function main([command = 'up', name = 'demo']: readonly string[]): Promise<void> {
  if (command === 'up') print(await up(name));
  else if (command === 'inventory') print(inventory());
  else if (command === 'remove') await remove(name);
  else throw new Error(`unknown command '${command}': there are up, inventory and remove`);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n${error instanceof CannotRunHosts ? OTHER_WAYS : ''}`);
  process.exitCode = 1;
});
