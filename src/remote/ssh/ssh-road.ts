import { type Target, Unreachable } from '../../core/far-end.ts';
import type { Road } from '../road.ts';

export interface SshOptions {
  readonly home?: string;
}

export async function sshRoad(target: Target, _options: SshOptions, _signal?: AbortSignal): Promise<Road> {
  throw new Unreachable(`${target.name}: not yet`);
}
