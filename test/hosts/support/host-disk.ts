import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must, mustShell, run } from './command.ts';

/** The state of a stopped or running host at one moment, to start others from: a folder with its changes to the base. */
export interface FrozenState {
  /** Top first; the fleet's own layer and the base come below them. */
  readonly layers: readonly string[];
}

/** A host's file system: its own changes over what it started from. */
export class HostDisk {
  /** The whole file system, mounted. */
  readonly root: string;
  /** What the host changed against the layers below. */
  readonly upper: string;
  private readonly work: string;

  constructor(
    readonly folder: string,
    readonly lower: readonly string[],
  ) {
    this.root = path.join(folder, 'root');
    this.upper = path.join(folder, 'upper');
    this.work = path.join(folder, 'work');
  }

  async mount(): Promise<void> {
    // A volatile overlay that wasn't unmounted refuses to be mounted again over its work folder.
    rmSync(this.work, { recursive: true, force: true });
    for (const folder of [this.root, this.upper, this.work]) mkdirSync(folder, { recursive: true });
    const options = [
      `lowerdir=${this.lower.join(':')}`,
      `upperdir=${this.upper}`,
      `workdir=${this.work}`,
      // Renaming a folder of the base must work as it does on a plain file system.
      'redirect_dir=on',
      // dpkg syncs every file; a test host's disk needs to survive nothing.
      'volatile',
    ];
    await must(['mount', '-t', 'overlay', 'overlay', '-o', options.join(','), this.root]);
  }

  async unmount(): Promise<void> {
    // systemd-nspawn holds the root for some milliseconds more than its init lives.
    for (let tries = 0; tries < 100; tries++) {
      if ((await run(['umount', this.root])).status === 0) return;
      await sleep(20);
    }
    await must(['umount', '--lazy', this.root]);
  }

  /** Copies the host's changes into a folder; the layers below are shared. */
  async freeze(into: string): Promise<FrozenState> {
    mkdirSync(path.dirname(into), { recursive: true });
    await must(['cp', '-a', '--reflink=auto', this.upper, into]);
    return { layers: [into, ...this.lower] };
  }
}

/** Removes a folder that holds disks, also where a process that was killed left them mounted. */
export async function removeDisks(folder: string): Promise<void> {
  const unmount = 'for root in "$1"/*/root; do ! mountpoint -q "$root" || umount --lazy "$root"; done';
  await mustShell(`${unmount}; rm -rf "$1"`, [folder]);
}

/**
 * What makes one host of many: names, a machine id, an SSH host key; a disk that was used before keeps its id and key.
 * Returns the public key.
 */
export async function giveIdentity(disk: HostDisk, hostname: string, address: string): Promise<string> {
  const etc = path.join(disk.root, 'etc');
  const key = path.join(etc, 'ssh/ssh_host_ed25519_key');
  // A disk that starts from another's state has that one's key only in a layer below.
  const wasUsed = existsSync(path.join(disk.upper, 'etc/ssh/ssh_host_ed25519_key'));
  writeFileSync(path.join(etc, 'hostname'), `${hostname}\n`);
  // sudo looks its own host name up and waits for name servers where it isn't there.
  writeFileSync(path.join(etc, 'hosts'), `127.0.0.1 localhost\n::1 localhost\n${address} ${hostname}\n`);
  if (!wasUsed) {
    // A machine id that is there already: without one, systemd takes the boot for the first and enables its presets.
    writeFileSync(path.join(etc, 'machine-id'), `${randomBytes(16).toString('hex')}\n`);
    rmSync(key, { force: true });
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', hostname, '-f', key]);
  }
  const [type, material] = (await must(['cat', `${key}.pub`])).split(' ');
  return `${type} ${material}`;
}
