import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Deed, FarEnd, Target } from '../../../src/core/far-end.ts';
import { type Identity, LOGIN } from '../../../src/core/identity.ts';
import type { Step, StepOutput } from '../../../src/core/step.ts';
import { type ConnectorOptions, createConnector } from '../../../src/remote/index.ts';
import { act as actAlone } from '../../support/act.ts';
import { DelayProxy, type ProxyOptions } from '../support/delay-proxy.ts';
import { HostFleet, type TestUser } from '../support/host-fleet.ts';
import type { TestHost } from '../support/test-host.ts';

export function sudo(user = 'root', more: Partial<Identity> = {}): Identity {
  return { user, method: 'sudo', ...more };
}

/** A fleet, and a home folder of the control machine in which there is nothing but what a test puts there. */
export class SshHosts {
  private readonly open: FarEnd[] = [];
  private readonly proxies: DelayProxy[] = [];

  private constructor(
    readonly fleet: HostFleet,
    readonly hosts: readonly TestHost[],
    readonly home: string,
  ) {}

  static async start(count = 1): Promise<SshHosts> {
    const fleet = await HostFleet.open();
    const hosts = await fleet.startHosts(count);
    return new SshHosts(fleet, hosts, mkdtempSync(path.join(tmpdir(), 'jrun-home-')));
  }

  get host(): TestHost {
    const [host] = this.hosts;
    if (host === undefined) throw new Error('no host');
    return host;
  }

  target(user: TestUser, more: Partial<Target> = {}): Target {
    return {
      name: this.host.name,
      transport: 'ssh',
      address: this.host.address,
      user,
      privateKeyFile: this.fleet.keyFile,
      knownHostsFile: this.fleet.knownHostsFile,
      connectLimit: 10,
      checkHostKey: true,
      ...more,
    };
  }

  async connect(target: Target, options: ConnectorOptions = {}): Promise<FarEnd> {
    const connector = createConnector({
      home: this.home,
      sshConfig: { user: path.join(this.home, 'config'), system: null },
      reconnectLimit: 20,
      ...options,
    });
    const farEnd = await connector.connect(target);
    this.open.push(farEnd);
    return farEnd;
  }

  /** A way to the first host that can be cut, and a target that takes it. */
  async throughProxy(
    user: TestUser,
    options: ProxyOptions = {},
  ): Promise<{ proxy: DelayProxy; target: Target }> {
    const proxy = await DelayProxy.start(this.host, options);
    this.proxies.push(proxy);
    const [, ...key] = this.host.knownHostsLine.split(' ');
    appendFileSync(this.fleet.knownHostsFile, `[127.0.0.1]:${proxy.port} ${key.join(' ')}\n`);
    return { proxy, target: this.target(user, { address: '127.0.0.1', port: proxy.port }) };
  }

  /** Ends what tests have opened, and nothing of it may be left on the hosts. */
  async closeAll(): Promise<void> {
    await Promise.all(this.open.splice(0).map((farEnd) => farEnd.close()));
    for (const proxy of this.proxies.splice(0)) await proxy.stop();
  }

  async stop(): Promise<void> {
    rmSync(this.home, { recursive: true, force: true });
    await this.fleet.stop();
  }
}

export async function read(
  farEnd: FarEnd,
  script: string,
  as: Identity = LOGIN,
  timeLimit = 20,
): Promise<string> {
  const [output] = await farEnd.read([{ script, timeLimit }], as);
  return output?.stdout.toString('utf8') ?? '';
}

export async function act(
  farEnd: FarEnd,
  steps: readonly Step[],
  as: Identity = LOGIN,
  more: Partial<Deed> = {},
): Promise<readonly StepOutput[]> {
  return (await actAlone(farEnd, { steps, readings: [], environment: {}, ...more }, as)).outputs;
}

export function outcomes(outputs: readonly StepOutput[]): string[] {
  return outputs.map(({ outcome }) => outcome);
}
