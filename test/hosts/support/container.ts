import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { must, mustShell } from './command.ts';
import { CONTROL_GROUPS } from './control-groups.ts';

export interface ContainerSpec {
  /** The mounted root file system. */
  readonly root: string;
  /** A network namespace that is there already: it has the address, and keeps it over reboots. */
  readonly namespace: string;
  readonly hostname: string;
  readonly consoleLog: string;
}

/**
 * Starts the container again when it asked for a reboot (status 133, which --keep-unit makes systemd-nspawn tell us
 * rather than doing it itself). A shell of its own does that, because a demo's host reboots when nobody looks on.
 */
const SUPERVISE = `
${CONTROL_GROUPS}
enter_groups "$2"
while :; do
  systemd-nspawn --quiet --register=no --keep-unit --settings=no --boot \
    --directory="$1" --machine="$2" --hostname="$3" --network-namespace-path="/run/netns/$2" \
    --resolv-conf=off --timezone=off --link-journal=no --console=pipe
  [ $? -eq 133 ] || exit 0
done
`;

/** Starts a container's supervisor and doesn't wait for anything. */
export function startContainer(spec: ContainerSpec): void {
  const log = openSync(spec.consoleLog, 'a');
  try {
    const child = spawn('/bin/sh', ['-c', SUPERVISE, 'sh', spec.root, spec.namespace, spec.hostname], {
      detached: true,
      stdio: ['ignore', log, log],
      // /tmp on the root file system, as on a plain Debian 12: a test must see what is left there.
      env: { PATH: process.env['PATH'], SYSTEMD_NSPAWN_TMPFS_TMP: '0' },
    });
    child.unref();
  } finally {
    closeSync(log);
  }
}

/** The process id of the container's init as this machine sees it; undefined while it isn't running. */
export async function leaderOf(namespace: string): Promise<number | undefined> {
  for (const pid of await processesIn(namespace)) {
    // The last number is the id in the innermost namespace. A helper that entered from outside has no second number 1.
    if (/^NSpid:\s+\d+\s+1$/m.test(readStatus(pid))) return pid;
  }
  return undefined;
}

/** Ends all its processes at once, as a power cut does. systemd-nspawn ends with its init. */
export async function powerCut(namespace: string): Promise<void> {
  for (;;) {
    const pids = await processesIn(namespace);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // gone since it was listed
      }
    }
    await sleep(10);
  }
}

/** Removes what an ended container leaves in the kernel. */
export async function removeControlGroups(namespace: string): Promise<void> {
  await mustShell(`${CONTROL_GROUPS}\nremove_groups "$1"`, [namespace]);
}

async function processesIn(namespace: string): Promise<number[]> {
  const listed = await must(['ip', 'netns', 'pids', namespace]);
  return listed.split('\n').filter(Boolean).map(Number);
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
