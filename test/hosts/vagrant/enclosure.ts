import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../support/cache-folder.ts';
import { type CommandOptions, type CommandResult, run } from '../support/command.ts';
import { leaderOf } from '../support/container.ts';
import { CONTROL_GROUPS } from '../support/control-groups.ts';
import { installPackages, prepareControlMachine } from '../support/control-machine.ts';
import { claimFleet, type FleetClaim, namespaceOf } from '../support/fleet-claim.ts';
import { Reaper, sweepDeadFleets } from '../support/fleet-removal.ts';
import { FIRST_HOST, openNet, plugIn } from '../support/local-net.ts';

/** Control groups of its own become the enclosure's root. $1 is their name; the rest is the next script's. */
const ENTER = `
${CONTROL_GROUPS}
group=$1
shift
enter_groups "$group"
exec unshare --cgroup /bin/sh -euc "$HOLD" sh "$group" "$@"
`;

/**
 * The first process of an enclosure. $1 is the name of its control groups, $2 a folder; each of the other words is a
 * folder of the machine that is covered by a copy, or by an empty one after a `-`. It lives until its input ends, and
 * all the others in there with it.
 */
const HOLD = `
${CONTROL_GROUPS}
group=$1 covers=$2
shift 2
# What others have mounted would live on in here after they unmounted it: their networks, their hosts' disks.
while read -r _ folder kind _; do
  case $kind:$folder in overlay:/ ) ;; overlay:* | nsfs:*) umount -l "$folder" ;; esac
done < /proc/self/mounts
# What /sys says about networks is about those of whoever mounted it; control groups are mounted inside it.
mkdir "$covers/cgroup"
mount --rbind /sys/fs/cgroup "$covers/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$covers/cgroup" /sys/fs/cgroup
umount -l "$covers/cgroup"
for hierarchy in $(hierarchies | grep '^/sys/' | sort -u); do mount --bind "$hierarchy/$group" "$hierarchy"; done
# Where systemd puts a machine's first process: LXC knows that, and makes its groups beside it.
enter_groups init.scope
number=0
for word; do
  number=$((number + 1))
  folder=\${word#-}
  mkdir -p "$folder" "$covers/$number"
  [ "$word" != "$folder" ] || cp -a "$folder/." "$covers/$number/"
  mount --bind "$covers/$number" "$folder"
done
echo ready
# Not exec: the shell stays the first process, and buries what daemons leave.
cat > /dev/null
exit 0
`;

export interface EnclosureNeeds {
  /** Debian packages that this machine gets where it lacks them, each with a file of it to tell. */
  readonly packages: Readonly<Record<string, string>>;
  /** Folders of the machine that are a copy inside, or empty after a `-`. */
  readonly covered: readonly string[];
}

/**
 * A part of this machine where a provider of Vagrant's can be at work: its own network with a way out, its own
 * processes, and covered folders. Bridges, packet filters, daemons and machines in there are nobody else's, and all of
 * it is gone when it is closed or this process ends in any way.
 */
export class Enclosure {
  private constructor(
    private readonly claim: FleetClaim,
    private readonly reaper: Reaper,
    private readonly leader: number,
  ) {}

  static async open({ packages, covered }: EnclosureNeeds): Promise<Enclosure> {
    await prepareControlMachine();
    await installPackages(packages);
    await sweepDeadFleets();
    const folder = mkdtempSync(path.join(cacheFolder('fleets'), 'vagrant-'));
    const claim = await claimFleet(folder, false);
    const reaper = new Reaper(claim);
    try {
      await openNet(claim.number);
      await plugIn(claim.number, FIRST_HOST);
      return new Enclosure(claim, reaper, await hold(claim, covered));
    } catch (error) {
      await reaper.remove();
      throw error;
    }
  }

  /** A folder for what belongs to it; removed with it. */
  get folder(): string {
    return this.claim.folder;
  }

  /** Runs a command inside. */
  run(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const enter = `nsenter --target ${this.leader} --mount --net --pid --cgroup --wd=. --`.split(' ');
    return run([...enter, ...argv], options);
  }

  close(): Promise<void> {
    return this.reaper.remove();
  }
}

async function hold(claim: FleetClaim, covered: readonly string[]): Promise<number> {
  const namespace = namespaceOf(claim.number, FIRST_HOST);
  const covers = path.join(claim.folder, 'covers');
  mkdirSync(covers);
  const unshare = 'unshare --mount --propagation slave --pid --fork --kill-child --mount-proc'.split(' ');
  const enter = ['/bin/sh', '-euc', ENTER, 'sh', namespace, covers, ...covered];
  const holder = spawn('nsenter', [`--net=/run/netns/${namespace}`, ...unshare, ...enter], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, HOLD },
  });
  const [ready] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')]);
  const leader = await leaderOf(namespace);
  if (String(ready) !== 'ready\n' || leader === undefined) throw new Error('the enclosure did not come up');
  return leader;
}
