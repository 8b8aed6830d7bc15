import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { baseRoot } from './base-root.ts';
import { cacheFolder } from './cache-folder.ts';
import { must, mustShell } from './command.ts';
import { prepareControlMachine } from './control-machine.ts';
import { claimFleet, type FleetClaim } from './fleet-claim.ts';
import { endFleetIn, Reaper, removeFleet, sweepDeadFleets } from './fleet-removal.ts';
import { type FrozenState, giveIdentity, HostDisk } from './host-disk.ts';
import { FIRST_HOST, openNet, plugIn } from './local-net.ts';
import { copyMachineSettings } from './machine-settings.ts';
import { TestHost } from './test-host.ts';

export interface HostOptions {
  /** Also its host name; `host1`, `host2` … by default. */
  readonly name?: string;
  /** Start with another host's disk instead of a fresh one. */
  readonly from?: FrozenState;
  /** A folder of changes to the base, right over it: what a kind of host has beyond the base. */
  readonly over?: string;
}

export interface FleetOptions {
  /**
   * A folder that stays, for a fleet that outlives this process. A fleet that was there before is replaced:
   * its hosts start again on the disks they had.
   */
  readonly keepIn?: string;
  /** Told what takes long. */
  readonly tell?: (progress: string) => void;
}

/** The users of every host. `alice` may sudo with a password, `ops` without one, `bob` may not. */
export type TestUser = 'root' | 'ops' | 'alice' | 'bob';
const USERS: readonly TestUser[] = ['root', 'ops', 'alice', 'bob'];

/** The key on standard input may log in to the root $1 as each of the users $2 … */
const AUTHORIZE = `
root=$1
shift
exec chroot "$root" /bin/sh -euc '
  umask 077
  key=$(cat)
  for user; do
    home=$(getent passwd "$user" | cut -d: -f6)
    mkdir -p "$home/.ssh"
    echo "$key" > "$home/.ssh/authorized_keys"
    chown -R "$user:$user" "$home/.ssh"
  done
' sh "$@"`;

/** Hosts on a bridge of their own. Everything is removed when it is stopped, or when this process ends in any way. */
export class HostFleet {
  /** Logs in as each of the users. */
  readonly keyFile: string;
  readonly publicKeyFile: string;
  /** Has the key of every host. */
  readonly knownHostsFile: string;
  private started = 0;
  private readonly running = new Map<string, TestHost>();

  private constructor(
    private readonly claim: FleetClaim,
    private readonly reaper: Reaper | undefined,
    private readonly lower: readonly string[],
  ) {
    this.keyFile = path.join(claim.folder, 'id_ed25519');
    this.publicKeyFile = `${this.keyFile}.pub`;
    this.knownHostsFile = path.join(claim.folder, 'known_hosts');
  }

  static async open(options: FleetOptions = {}): Promise<HostFleet> {
    await prepareControlMachine();
    await sweepDeadFleets();
    const keep = options.keepIn !== undefined;
    const folder = options.keepIn ?? (await mkdtemp(path.join(cacheFolder('fleets'), 'fleet-')));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (keep) await endFleetIn(folder);
    const base = await baseOf(folder, options.tell);
    const claim = await claimFleet(folder, keep);
    const reaper = keep ? undefined : new Reaper(claim);
    const settings = path.join(folder, 'settings');
    const fleet = new HostFleet(claim, reaper, [path.join(settings, 'upper'), base]);
    try {
      await fleet.makeKey();
      await openNet(claim.number);
      await fleet.fillSettings(new HostDisk(settings, [base]));
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  get hosts(): readonly TestHost[] {
    return [...this.running.values()];
  }

  /** The number this fleet has on this machine; its bridge and addresses are named after it. */
  get number(): number {
    return this.claim.number;
  }

  /** Where its disks, keys and logs are. */
  get folder(): string {
    return this.claim.folder;
  }

  async startHost(options: HostOptions = {}): Promise<TestHost> {
    const order = ++this.started;
    const number = FIRST_HOST + order - 1;
    const name = options.name ?? `host${order}`;
    if (this.running.has(name)) throw new Error(`this fleet has a host ${name} already`);
    const disk = new HostDisk(
      path.join(this.claim.folder, `host-${number}`),
      options.from?.layers ?? this.lowerWith(options.over),
    );
    const [address] = await Promise.all([plugIn(this.claim.number, number), disk.mount()]);
    const hostKey = await giveIdentity(disk, name, address);
    const knownHostsLine = `${address} ${hostKey}`;
    appendFileSync(this.knownHostsFile, `${knownHostsLine}\n`);
    const frozen = path.join(this.claim.folder, 'frozen');
    const host = new TestHost({ name, address, knownHostsLine }, this.claim.number, number, disk, frozen);
    this.running.set(name, host);
    await host.start();
    return host;
  }

  /** Several fresh hosts at once. */
  async startHosts(count: number, options: Pick<HostOptions, 'over'> = {}): Promise<TestHost[]> {
    const started = await Promise.allSettled(Array.from({ length: count }, () => this.startHost(options)));
    // Only now: a fleet must not be stopped while a host of it is still being made.
    return started.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  /** Removes one host. */
  async stopHost(host: TestHost): Promise<void> {
    this.running.delete(host.name);
    await host.stop();
  }

  /** Removes all hosts and the net; of a fleet that outlives its process, the disks stay. */
  async stop(): Promise<void> {
    this.running.clear();
    if (this.reaper === undefined) await removeFleet(this.claim, true);
    else await this.reaper.remove();
  }

  /** A host is known by the address one comes to it by: tells the known hosts of another way to it. */
  trust(host: TestHost, way: { readonly address: string; readonly port: number }): void {
    const [, ...key] = host.knownHostsLine.split(' ');
    const line = `[${way.address}]:${way.port} ${key.join(' ')}\n`;
    if (!readFileSync(this.knownHostsFile, 'utf8').includes(line)) appendFileSync(this.knownHostsFile, line);
  }

  /** The words that make ssh(1) log in to a host of this fleet, and to nothing else of this machine's. */
  sshArgs(host: TestHost, user: TestUser): string[] {
    const options = [
      `UserKnownHostsFile=${this.knownHostsFile}`,
      'GlobalKnownHostsFile=/dev/null',
      'StrictHostKeyChecking=yes',
      'IdentitiesOnly=yes',
      'BatchMode=yes',
    ];
    return [
      '-F',
      'none',
      '-i',
      this.keyFile,
      ...options.flatMap((option) => ['-o', option]),
      `${user}@${host.address}`,
    ];
  }

  private lowerWith(over: string | undefined): readonly string[] {
    return over === undefined ? this.lower : [...this.lower.slice(0, -1), over, ...this.lower.slice(-1)];
  }

  private async makeKey(): Promise<void> {
    writeFileSync(this.knownHostsFile, '');
    if (existsSync(this.keyFile)) return;
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'jrun-test', '-f', this.keyFile]);
  }

  /**
   * The layer between base and hosts: what belongs to this machine and this fleet. It is written through a mounted overlay,
   * so that the folders it touches keep the owner and mode they have in the base.
   */
  private async fillSettings(disk: HostDisk): Promise<void> {
    await disk.mount();
    try {
      await copyMachineSettings(disk.root);
      const authorized = readFileSync(this.publicKeyFile, 'utf8');
      await mustShell(AUTHORIZE, [disk.root, ...USERS], { input: authorized });
    } finally {
      await disk.unmount();
    }
  }
}

/** A disk only fits the base it was made over, so a folder that stays keeps to the base of its first time. */
async function baseOf(folder: string, tell: FleetOptions['tell']): Promise<string> {
  const file = path.join(folder, 'base');
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (known !== undefined && existsSync(known)) return known;
  const base = await baseRoot(tell);
  writeFileSync(file, `${base}\n`);
  return base;
}
