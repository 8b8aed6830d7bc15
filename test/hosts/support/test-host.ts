import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed, type CommandOptions, type CommandResult, run } from './command.ts';
import { leaderOf, powerCut, removeControlGroups, startContainer } from './container.ts';
import { namespaceOf } from './fleet-claim.ts';
import type { FrozenState, HostDisk } from './host-disk.ts';
import { unplug } from './local-net.ts';
import { type HostSnapshot, takeSnapshot } from './snapshot.ts';
import { sshAnswers } from './ssh-answers.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface TestHostIdentity {
  readonly name: string;
  readonly address: string;
  /** The line that ssh's known_hosts wants. */
  readonly knownHostsLine: string;
}

/** A running Debian with systemd and sshd, and what a test needs to look into it from outside. */
export class TestHost {
  readonly name: string;
  readonly address: string;
  readonly port = 22;
  readonly knownHostsLine: string;
  private readonly namespace: string;
  private frozen = 0;

  constructor(
    identity: TestHostIdentity,
    private readonly fleet: number,
    private readonly number: number,
    readonly disk: HostDisk,
    private readonly freezeInto: string,
  ) {
    this.name = identity.name;
    this.address = identity.address;
    this.knownHostsLine = identity.knownHostsLine;
    this.namespace = namespaceOf(fleet, number);
  }

  /** What the host changed on its disk. */
  get upperDir(): string {
    return this.disk.upper;
  }

  /** The host's whole file system as this machine sees it. */
  get root(): string {
    return this.disk.root;
  }

  /** Starts a host that isn't running, and waits until users can log in. */
  async start(): Promise<void> {
    startContainer({
      root: this.disk.root,
      namespace: this.namespace,
      hostname: this.name,
      consoleLog: this.consoleLog,
    });
    await this.untilUp();
  }

  /** The process id of its init as this machine sees it: another one after each boot; undefined while it is down. */
  leader(): Promise<number | undefined> {
    return leaderOf(this.namespace);
  }

  async isRunning(): Promise<boolean> {
    return (await this.leader()) !== undefined;
  }

  /**
   * Runs a shell command in the host as root, without SSH: what a test looks at must not depend on what it tests.
   * It goes through no login, so it leaves no trace in journal or login records.
   */
  async exec(command: string, options: CommandOptions = {}): Promise<CommandResult> {
    const leader = await this.leader();
    if (leader === undefined) throw new Error(`the host ${this.name} isn't running`);
    const enter = ['nsenter', '--target', String(leader), '--mount', '--uts', '--ipc', '--net', '--pid'];
    const environment = [
      'env',
      '-i',
      `PATH=${PATH}`,
      'HOME=/root',
      'LANG=C.UTF-8',
      'DEBIAN_FRONTEND=noninteractive',
    ];
    return run([...enter, '--', ...environment, '/bin/sh', '-c', command], options);
  }

  /** Like exec, for a command that must succeed; returns what it printed. */
  async must(command: string, options: CommandOptions = {}): Promise<string> {
    const result = await this.exec(command, options);
    if (result.status !== 0) throw new CommandFailed([this.name, command], result);
    return result.stdout;
  }

  /** Files, units, packages, users as they are now. */
  snapshot(): Promise<HostSnapshot> {
    return takeSnapshot(this);
  }

  /** Reboots in an orderly way and waits until the host is back. */
  async reboot(): Promise<void> {
    const before = await this.leader();
    if (before === undefined) throw new Error(`the host ${this.name} isn't running`);
    await this.exec('systemctl reboot');
    await until(`${this.name} to go down`, 60_000, async () => (await this.leader()) !== before);
    await this.untilUp();
  }

  /** Halts in an orderly way; `start()` brings it back. */
  async shutdown(): Promise<void> {
    await this.exec('systemctl poweroff');
    await until(`${this.name} to halt`, 60_000, async () => !(await this.isRunning()));
    await this.untilReleased();
  }

  /** Ends the host in an instant, whatever it is doing; `start()` brings it back. */
  async powerCut(): Promise<void> {
    await powerCut(this.namespace);
    await this.untilReleased();
  }

  /** Ends the host and removes it with its disk. */
  async stop(): Promise<void> {
    await this.powerCut();
    await this.disk.unmount();
    await removeControlGroups(this.namespace);
    await unplug(this.fleet, this.number);
    rmSync(this.disk.folder, { recursive: true, force: true });
  }

  /** Keeps a copy of the disk as it is now; `startHost({ from })` starts others from it. Quiesce what writes, or shut down. */
  async freeze(): Promise<FrozenState> {
    return this.disk.freeze(path.join(this.freezeInto, `${this.number}-${++this.frozen}`));
  }

  get consoleLog(): string {
    return path.join(this.disk.folder, 'console.log');
  }

  /** sshd answers, and /run/nologin no longer keeps everyone but root out. */
  async untilUp(): Promise<void> {
    try {
      await until(`${this.name} to answer`, 60_000, () => sshAnswers(this.address, this.port));
      await until(`${this.name} to allow logins`, 30_000, async () => {
        const leader = await this.leader();
        return leader !== undefined && !existsSync(`/proc/${leader}/root/run/nologin`);
      });
    } catch (error) {
      const log = existsSync(this.consoleLog) ? readFileSync(this.consoleLog, 'utf8').slice(-2000) : '';
      throw new Error(`${String(error)}; its console said:\n${log}`);
    }
  }

  /** systemd-nspawn lives a little longer than its container, and starting again meanwhile finds the folder busy. */
  private async untilReleased(): Promise<void> {
    const supervisor = `--directory=${this.disk.root} `;
    await until(`${this.name} to be released`, 20_000, async () => {
      const found = await run(['pgrep', '-f', '--', supervisor]);
      return found.status !== 0;
    });
  }
}

async function until(what: string, limitMs: number, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs / 1000} s for ${what}`);
    await sleep(25);
  }
}
