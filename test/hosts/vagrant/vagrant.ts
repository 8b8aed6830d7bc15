import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CommandFailed, type CommandResult } from '../support/command.ts';
import type { Enclosure } from './enclosure.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

export interface VagrantSettings {
  readonly provider: 'lxc' | 'libvirt';
  /** More environment, for the Vagrantfile: MEMORY, CPUS … */
  readonly env?: NodeJS.ProcessEnv;
  /** For each command. */
  readonly timeoutMs: number;
  /** Seconds that jrun waits for a connection: an emulated machine takes its time to encrypt. */
  readonly connectLimit?: number;
  /** Whether what vagrant and jrun print is shown rather than returned. */
  readonly shown?: boolean;
}

/** This repository's Vagrantfile and what is done with its machines, with a home and a state of its own. */
export class Vagrant {
  private readonly env: NodeJS.ProcessEnv;
  private readonly machines: string;

  constructor(
    private readonly enclosure: Enclosure,
    private readonly settings: VagrantSettings,
  ) {
    // People's folders have spaces, and worse; this one comes up in the paths of each machine's keys.
    const state = path.join(enclosure.folder, 'state -Just Vagrants');
    this.machines = path.join(state, 'machines');
    this.env = {
      ...process.env,
      ...settings.env,
      VAGRANT_CWD: repository,
      VAGRANT_HOME: path.join(enclosure.folder, 'home'),
      VAGRANT_DOTFILE_PATH: state,
      VAGRANT_DEFAULT_PROVIDER: settings.provider,
      VAGRANT_CHECKPOINT_DISABLE: '1',
      BOX: 'jrun-test',
      HOSTS: '1',
    };
  }

  async addBox(file: string): Promise<void> {
    const argv = ['vagrant', 'box', 'add', '--name', 'jrun-test', file];
    const result = await this.enclosure.run(argv, { env: this.env });
    if (result.status !== 0) throw new CommandFailed(argv, result);
  }

  /** Runs `vagrant …`, which must succeed. */
  async must(...words: readonly string[]): Promise<CommandResult> {
    const argv = ['vagrant', ...words];
    const result = await this.run(argv);
    if (result.status !== 0) throw new CommandFailed(argv, result);
    return result;
  }

  /** What a command prints in the machine; undefined while it can't be asked. */
  async ask(machine: string, command: string): Promise<string | undefined> {
    const argv = ['vagrant', 'ssh', machine, '-c', command];
    const { status, stdout } = await this.enclosure.run(argv, { env: this.env, timeoutMs: 300_000 });
    return status === 0 ? stdout.trim() : undefined;
  }

  /**
   * `jrun playbooks/jupyterlab.yaml -i inventory/vagrant …`: the machines are found by the inventory script. Its status
   * is 3 where something changed (or would), and 0 where nothing did.
   */
  jupyterlab(password: string, ...words: readonly string[]): Promise<CommandResult> {
    const jrun = [process.execPath, '--import', 'tsx', path.join(repository, 'src/cli/main.ts')];
    const playbook = path.join(repository, 'playbooks/jupyterlab.yaml');
    const inventory = path.join(repository, 'inventory/vagrant');
    const patience = ['--timeout', `${this.settings.connectLimit ?? 10}`];
    return this.run([...jrun, playbook, '-i', inventory, '--detailed-exitcode', ...patience, ...words], {
      JUPYTERLAB_PASSWORD: password,
    });
  }

  /** What the server at the machine answers to somebody who logs in: 302 to the right password, 401 to a wrong one. */
  async logIn(password: string): Promise<number> {
    const sshConfig = await this.enclosure.run(['vagrant', 'ssh-config'], { env: this.env });
    const [, address] = /^ *HostName (.+)$/m.exec(sshConfig.stdout) ?? [];
    const script = path.join(import.meta.dirname, 'log-in.ts');
    const argv = [process.execPath, '--import', 'tsx', script, `https://${address}`];
    const result = await this.enclosure.run(argv, { input: password, timeoutMs: this.settings.timeoutMs });
    if (result.status !== 0) throw new CommandFailed(argv, result);
    return Number(result.stdout);
  }

  /** What is kept about the machine: its keys, its host keys; empty when there is none. */
  stateOf(machine: string): string[] {
    const folder = path.join(this.machines, machine, this.settings.provider);
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  private run(argv: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const { timeoutMs, shown = false } = this.settings;
    return this.enclosure.run(argv, { env: { ...this.env, ...more }, timeoutMs, shown });
  }
}
