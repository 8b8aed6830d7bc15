import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../../src/core/event.ts';
import type { Connector } from '../../../src/core/far-end.ts';
import { type PlaybookRun, runPlaybook } from '../../support/run-playbook.ts';
import { HostFleet, type HostOptions } from '../support/host-fleet.ts';
import { JupyterClient } from '../support/jupyter-client.ts';
import { testConnector, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';
import { keepPipCache, lendPipCache } from './pip-cache.ts';

const PLAYBOOK = path.resolve(import.meta.dirname, '../../../playbooks/jupyterlab.yaml');

export const PASSWORD = 'kernel panic at the disco';
export const SERVER_NAME = 'lab1.example.org';

/** Variables of an inventory, as JSON has them. */
type Variables = Readonly<Record<string, unknown>>;

export interface LabOptions {
  /** What the inventory says beside the password and the server's name. */
  readonly variables?: Variables;
  readonly host?: Omit<HostOptions, 'name'>;
  /** What is done to the host before the playbook meets it. */
  readonly prepare?: (host: TestHost) => Promise<void>;
}

export interface LabRun {
  readonly check?: boolean;
  readonly variables?: Variables;
  readonly connector?: Connector;
  /** Another host in its place. */
  readonly host?: TestHost;
}

/** One host, and the inventory that makes it a JupyterLab. */
export class Lab {
  private readonly inventory: string;

  private constructor(
    readonly fleet: HostFleet,
    readonly host: TestHost,
    private variables: Variables,
  ) {
    this.inventory = path.join(fleet.folder, 'inventory.yaml');
  }

  static async open(options: LabOptions): Promise<Lab> {
    const fleet = await HostFleet.open();
    try {
      const host = await fleet.startHost({ name: 'lab1', ...options.host });
      await lendPipCache(host);
      await options.prepare?.(host);
      return new Lab(fleet, host, {
        ...variablesFor(fleet, host, 'ops'),
        jupyterlab_password: PASSWORD,
        jupyterlab_server_name: SERVER_NAME,
        ...options.variables,
      });
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  /** Runs the playbook, with other variables from now on where some are given. */
  async run(more: LabRun = {}): Promise<PlaybookRun> {
    const { variables, host = this.host, connector = testConnector(), ...rest } = more;
    this.variables = { ...this.variables, ...variables };
    writeFileSync(
      this.inventory,
      JSON.stringify({
        jupyterlab: { hosts: { [this.host.name]: { ...this.variables, ansible_host: host.address } } },
      }),
    );
    return runPlaybook({
      playbook: PLAYBOOK,
      inventory: this.inventory,
      connector,
      diff: true,
      ...rest,
    });
  }

  get isHttps(): boolean {
    return this.variables['jupyterlab_https'] !== false;
  }

  get configDir(): string {
    return String(this.variables['jupyterlab_config_dir'] ?? '/etc/jupyterlab');
  }

  /** A client that isn't logged in yet. */
  client(protocol = this.isHttps ? 'https' : 'http'): JupyterClient {
    const url = `${protocol}://${this.host.address}`;
    // Listing the kernels of conda asks it several times, which takes seconds each on a busy machine.
    return new JupyterClient({ url, serverName: SERVER_NAME, timeoutMs: 120_000 });
  }

  async loggedIn(password = PASSWORD): Promise<JupyterClient> {
    const client = this.client();
    const { status, body } = await client.login(password);
    if (status !== 302) throw new Error(`logging in → ${status} ${body.slice(0, 500)}`);
    return client;
  }

  /** Whether somebody can log in now: while the server starts, nginx answers that nobody is there. */
  async letsIn(): Promise<boolean> {
    const answer = await this.client()
      .login(PASSWORD)
      .catch(() => undefined);
    return answer?.status === 302;
  }

  /** The process id of the server, whatever keeps it running. */
  async serverProcess(): Promise<string> {
    return (await this.host.exec('pgrep -o -u jupyter -f bin/jupyter-lab')).stdout.trim();
  }

  async close(): Promise<void> {
    await keepPipCache(this.host);
    await this.fleet.stop();
  }
}

export async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited 120 s for ${what}`);
    await sleep(200);
  }
}

/** What went wrong, so that a failing test says it rather than only that something did. */
export function troubles(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.event === 'unreachable') return [event.message];
    if (event.event !== 'task-ended' && event.event !== 'item-ended') return [];
    if (event.outcome.status !== 'failed') return [];
    const { message, command, stdout, stderr } = event.outcome.failure ?? { message: '' };
    return [[event.task.name, message, command, stdout, stderr].filter((part) => part).join('\n')];
  });
}

/** The tasks and handlers that changed something. */
export function changed(run: PlaybookRun): readonly string[] {
  return run.endings.filter((line) => line.endsWith(' → changed')).map((line) => line.slice(0, -10));
}
