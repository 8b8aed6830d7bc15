import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../test/hosts/support/cache-folder.ts';
import { DelayProxy } from '../../test/hosts/support/delay-proxy.ts';
import { HostFleet } from '../../test/hosts/support/host-fleet.ts';
import type { TestHost } from '../../test/hosts/support/test-host.ts';
import { type Way, writeInventories, writeLocalInventory } from './inventories.ts';
import { layerOfKind } from './kinds.ts';
import type { Scenario } from './work.ts';

/** So many hosts start at the same time; all of two hundred at once would not be up in time. */
const AT_ONCE = 10;

/** The hosts of a scenario, and the folder in which the tools run. */
export class Stage {
  readonly folder: string;
  private readonly proxies: DelayProxy[] = [];
  private over = '';

  private constructor(
    private readonly scenario: Scenario,
    private readonly fleet: HostFleet | undefined,
  ) {
    // A fleet's folder goes however this process ends.
    this.folder = mkdtempSync(path.join(fleet?.folder ?? cacheFolder('bench'), 'site-'));
  }

  static async open(scenario: Scenario, python: string, tell: (progress: string) => void): Promise<Stage> {
    const fleet = scenario.hosts === 0 ? undefined : await HostFleet.open({ tell });
    const stage = new Stage(scenario, fleet);
    try {
      await stage.writeWork();
      if (fleet === undefined) writeLocalInventory(stage.folder, python);
      else await stage.startHosts(fleet, tell);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** The words that make ssh(1) log in to the only host. */
  get sshArgs(): readonly string[] {
    const [host] = this.hosts;
    return host === undefined ? [] : (this.fleet?.sshArgs(host, this.user) ?? []);
  }

  /** Makes the hosts what they have to be before a run. */
  async reset(): Promise<void> {
    const { before } = this.scenario;
    if (before === 'converged') return;
    if (before === 'fresh') await this.renewHosts();
    else await Promise.all(this.hosts.map((host) => host.must(before.command)));
  }

  /** A new home for one run. */
  home(): string {
    return mkdtempSync(path.join(tmpdir(), 'jrun-bench-'));
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await this.fleet?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get hosts(): readonly TestHost[] {
    return this.fleet?.hosts ?? [];
  }

  private get user(): 'root' | 'ops' {
    return this.scenario.user ?? 'root';
  }

  private async writeWork(): Promise<void> {
    const { work, prepare } = this.scenario;
    const { playbook, deploy = '', script = '', files = {} } = work;
    const all = { 'playbook.yaml': playbook, 'deploy.py': deploy, 'script.sh': script, ...files };
    for (const [name, text] of Object.entries(all)) {
      const file = path.join(this.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      if (!existsSync(file)) writeFileSync(file, text);
    }
    await prepare?.(this.folder);
  }

  private async startHosts(fleet: HostFleet, tell: (progress: string) => void): Promise<void> {
    this.over = await layerOfKind(this.scenario.kind ?? 'plain', tell);
    for (let left = this.scenario.hosts; left > 0; left -= AT_ONCE)
      await fleet.startHosts(Math.min(left, AT_ONCE), { over: this.over });
    await this.writeInventories(fleet);
  }

  private async renewHosts(): Promise<void> {
    const { fleet } = this;
    if (fleet === undefined) return;
    const old = this.hosts;
    await Promise.all(old.map((host) => fleet.stopHost(host)));
    await fleet.startHosts(old.length, { over: this.over });
    await this.writeInventories(fleet);
  }

  private async writeInventories(fleet: HostFleet): Promise<void> {
    const ways = await Promise.all(this.hosts.map((host) => this.wayTo(fleet, host)));
    const { keyFile, knownHostsFile } = fleet;
    writeInventories(this.folder, ways, { user: this.user, keyFile, knownHostsFile });
  }

  private async wayTo(fleet: HostFleet, host: TestHost): Promise<Way> {
    const { roundTrip } = this.scenario;
    if (roundTrip === undefined) return host;
    const proxy = await DelayProxy.start(host, { roundTripMs: roundTrip });
    this.proxies.push(proxy);
    fleet.trust(host, proxy);
    return { name: host.name, address: proxy.address, port: proxy.port };
  }
}
