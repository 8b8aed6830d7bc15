import { randomBytes } from 'node:crypto';
import type { Connector, FarEnd, Target } from '../core/far-end.ts';
import { LocalRoad } from './local/local-road.ts';
import { Machine } from './machine.ts';
import type { SshOptions, SshRoads } from './ssh/ssh-roads.ts';

export interface ConnectorOptions extends SshOptions {
  /** Names the run in the stamps of temporary files. Default: random. Letters and digits. */
  readonly runId?: string;
  /** Seconds for which a lost connection is tried again. Default 60. */
  readonly reconnectLimit?: number;
}

/** Connects to machines, over SSH or to this one. One for each run. */
export function createConnector(options: ConnectorOptions = {}): Connector {
  const runId = options.runId ?? randomBytes(4).toString('hex');
  // A third of what a run has to load: not for one that stays on this machine.
  let loading: Promise<SshRoads> | undefined;
  const roads = () => {
    loading ??= import('./ssh/ssh-roads.ts').then((ssh) => new ssh.SshRoads(options));
    return loading;
  };
  return {
    async connect(target: Target, signal?: AbortSignal): Promise<FarEnd> {
      const reach = async (stop?: AbortSignal) =>
        target.transport === 'local' ? new LocalRoad() : (await roads()).open(target, stop);
      const road = await reach(signal);
      return new Machine(
        {
          name: target.name,
          runId,
          shell: target.shell ?? '/bin/sh',
          reach,
          openLimit: Math.max(target.connectLimit, 10) * 1000,
          reconnectLimit: (options.reconnectLimit ?? 60) * 1000,
        },
        road,
      );
    },
  };
}
