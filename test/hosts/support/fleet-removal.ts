import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { must } from './command.ts';
import { CONTROL_GROUPS } from './control-groups.ts';
import { exclusively } from './exclusive.ts';
import { bridgeOf, claimFile, claims, type FleetClaim, isAlive, subnetOf } from './fleet-claim.ts';

/**
 * Removes everything of one fleet. It is a shell script, not TypeScript, because it must run after this process is dead.
 * $1 number, $2 bridge, $3 subnet, $4 folder, $5 claim file, $6 "keep" to leave the folder.
 * Each step works on what an earlier, interrupted removal left.
 */
const REMOVE = `
${CONTROL_GROUPS}
number=$1 bridge=$2 subnet=$3 folder=$4 claim=$5 keep=$6
for netns in /run/netns/jrun-"$number"-*; do
  [ -e "$netns" ] || continue
  name=\${netns##*/}
  # The host's init goes last of all that way, and systemd-nspawn ends with it.
  for pid in $(ip netns pids "$name"); do kill -KILL "$pid" 2>/dev/null || :; done
done
for root in "$folder"/*/root; do
  tries=0
  while mountpoint -q "$root"; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then umount -l "$root"; break; fi
    umount "$root" 2>/dev/null || sleep 0.05
  done
done
for netns in /run/netns/jrun-"$number"-*; do
  [ -e "$netns" ] || continue
  ip netns del "\${netns##*/}" || :
done
remove_groups "jrun-$number-*"
ip link del "$bridge" 2>/dev/null || :
while iptables -w -t nat -D POSTROUTING -s "$subnet.0/24" ! -d "$subnet.0/24" -j MASQUERADE 2>/dev/null; do :; done
while iptables -w -D FORWARD -i "$bridge" -j ACCEPT 2>/dev/null; do :; done
while iptables -w -D FORWARD -o "$bridge" -j ACCEPT 2>/dev/null; do :; done
[ "$keep" = keep ] || rm -rf "$folder"
rm -f "$claim"
`;

function removal(claim: FleetClaim, keepFolder: boolean): string[] {
  const fleet = claim.number;
  const keep = keepFolder ? 'keep' : '';
  return ['sh', String(fleet), bridgeOf(fleet), subnetOf(fleet), claim.folder, claimFile(fleet), keep];
}

export async function removeFleet(claim: FleetClaim, keepFolder = false): Promise<void> {
  await must(['/bin/sh', '-c', REMOVE, ...removal(claim, keepFolder)]);
}

/** Ends the fleet that outlived the process which started it in this folder; its disks stay. */
export async function endFleetIn(folder: string): Promise<void> {
  for (const claim of claims()) {
    if (claim.folder === folder) await removeFleet(claim, true);
  }
}

/** Removes what dead processes left, for instance after the machine lost its power. */
export async function sweepDeadFleets(): Promise<void> {
  await exclusively('/run/jrun-hosts/sweep.lock', async () => {
    for (const claim of claims()) {
      // The folder of a fleet that outlives its process is a host's disk: it is kept over a restart of the machine.
      if (!isAlive(claim)) await removeFleet(claim, claim.owner === undefined);
    }
  });
}

/**
 * Waits for the end of this process and then removes the fleet. Its input is a pipe that only this process holds:
 * the pipe closes on exit, on any signal and on `kill -9` alike, so there is one way of cleaning up, not four.
 */
export class Reaper {
  private readonly child: ChildProcess;

  constructor(private readonly claim: FleetClaim) {
    const script = `trap '' INT TERM HUP; cat >/dev/null; ${REMOVE}`;
    this.child = spawn('/bin/sh', ['-c', script, ...removal(claim, false)], {
      // A session of its own: Ctrl-C in a terminal goes to the whole process group.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.child.unref();
    const input = this.child.stdin;
    if (input !== null && 'unref' in input && typeof input.unref === 'function') input.unref();
  }

  /** Removes the fleet now. */
  async remove(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.ref();
    this.child.stdin?.end();
    if (this.child.exitCode === null) await ended;
    if (existsSync(claimFile(this.claim.number))) await removeFleet(this.claim);
  }
}
