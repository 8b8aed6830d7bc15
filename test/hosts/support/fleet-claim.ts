import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.ts';

/** Claims are of the whole machine, whatever checkout and cache they come from: names and subnets are the machine's. */
const CLAIMS = '/run/jrun-hosts';

/**
 * A fleet's number on this machine. Everything outside a fleet's folder is named after it (bridge, namespaces, subnet),
 * so whoever finds the claim of a dead process knows all that has to go.
 */
export interface FleetClaim {
  readonly number: number;
  /** Where the fleet's overlays, keys and logs live. */
  readonly folder: string;
  /** Undefined: the fleet outlives its process (a demo). */
  readonly owner?: { readonly pid: number; readonly startTime: string };
  /** A fleet of an earlier boot is dead whoever owned it: /run isn't always emptied. */
  readonly boot: string;
}

export const bridgeOf = (fleet: number): string => `jrun${fleet}`;
export const subnetOf = (fleet: number): string => `10.213.${fleet}`;
export const namespaceOf = (fleet: number, host: number): string => `jrun-${fleet}-${host}`;
export const vethOf = (fleet: number, host: number): string => `jr${fleet}h${host}`;
export const claimFile = (fleet: number): string => path.join(CLAIMS, `${fleet}.json`);

/** Takes the first free number. link(2) fails on a name that exists, and what it links is complete: no half claim is seen. */
export async function claimFleet(folder: string, outlivesProcess: boolean): Promise<FleetClaim> {
  mkdirSync(CLAIMS, { recursive: true });
  const routes = (await run(['ip', '-4', 'route', 'show'])).stdout;
  for (let number = 1; number < 250; number++) {
    if (routes.includes(`${subnetOf(number)}.`)) continue;
    const claim: FleetClaim = {
      number,
      folder,
      boot: bootId(),
      ...(outlivesProcess ? {} : { owner: { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' } }),
    };
    const draft = path.join(CLAIMS, `draft-${process.pid}-${number}`);
    writeFileSync(draft, JSON.stringify(claim));
    try {
      linkSync(draft, claimFile(number));
      return claim;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  throw new Error('all 249 numbers of fleets are taken on this machine');
}

export function claims(): FleetClaim[] {
  mkdirSync(CLAIMS, { recursive: true });
  return readdirSync(CLAIMS)
    .filter((name) => /^\d+\.json$/.test(name))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(path.join(CLAIMS, name), 'utf8')) as FleetClaim];
      } catch {
        return []; // removed since it was listed
      }
    });
}

export function isAlive(claim: FleetClaim): boolean {
  if (claim.boot !== bootId()) return false;
  return claim.owner === undefined || startTimeOf(claim.owner.pid) === claim.owner.startTime;
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Process ids are used again; together with the start time they name one process. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
