import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { baseRoot } from './base-root.ts';
import { cacheFolder } from './cache-folder.ts';
import { mustShell } from './command.ts';
import { exclusively } from './exclusive.ts';
import { HostDisk, removeDisks } from './host-disk.ts';
import { copyMachineSettings } from './machine-settings.ts';
import { GROUPS, RPMS, specOf } from './rpms.ts';

/** Where the hosts have the repositories and the loose files. */
export const RPM_FOLDER = '/usr/local/share/rpms';

/**
 * One database of rpms for the whole system, as on systems that are built of them; on Debian it is in the home of whoever
 * calls rpm. Timers would fetch and log while a test looks on.
 */
const INSTALL = `
apt-get -qq update
apt-get -qq install -y --no-install-recommends dnf rpm createrepo-c
find /etc/systemd/system/timers.target.wants -type l -delete
mkdir -p /etc/rpm /etc/dnf/vars /etc/yum.repos.d
echo '%_dbpath /var/lib/rpm' > /etc/rpm/macros
echo 9 > /etc/dnf/vars/releasever
rpmdb --initdb
cd /root/specs
for place in *; do
  mkdir -p ${RPM_FOLDER}/$place
  for spec in "$place"/*.spec; do
    rpmbuild --quiet -bb --define "_topdir /root/build" --define "_rpmdir ${RPM_FOLDER}/$place" \\
      --define "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" "$spec" >/dev/null
  done
done
createrepo_c --quiet -g /root/groups.xml ${RPM_FOLDER}/local
createrepo_c --quiet ${RPM_FOLDER}/extra
for place in local extra; do
  [ $place = local ] && enabled=1 || enabled=0
  printf '[%s]\\nname=%s\\nbaseurl=file://${RPM_FOLDER}/%s\\ngpgcheck=0\\nenabled=%s\\n' $place $place $place $enabled
done > /etc/yum.repos.d/local.repo
rm -rf /root/specs /root/build /root/groups.xml /root/.rpmdb /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb
rm -f /var/log/apt/* /var/log/dpkg.log
`;

const recipe = createHash('sha256')
  .update(JSON.stringify([RPMS.map((rpm) => [rpm.where, specOf(rpm)]), GROUPS, INSTALL]))
  .digest('hex')
  .slice(0, 12);

/**
 * A layer with which a Debian host has dnf as well, and repositories of small rpms: `fleet.startHost({ over: await dnfLayer() })`.
 * Facts still say that the host's package manager is apt, so a play says `use: dnf`, or sets `ansible_package_use: dnf`
 * among the host's variables (`ansible_pkg_mgr: dnf` does where no facts are gathered). The rpms of programs (nginx, python3, supervisor …; see `rpms.ts`) are empty stand-ins: dnf installs
 * and removes them like others, but what a task uses of the program has to be Debian's own, installed on the host before
 * (`host.must('apt-get -qq update; apt-get -qq install -y nginx')`).
 *
 * Made once, in about a minute and a half, and kept beside the base root.
 */
export async function dnfLayer(tell: (progress: string) => void = () => undefined): Promise<string> {
  const base = await baseRoot(tell);
  const layer = path.join(cacheFolder('roots'), `${path.basename(base)}-dnf-${recipe}`);
  if (existsSync(layer)) return layer;
  await exclusively(path.join(cacheFolder('roots'), 'dnf.lock'), async () => {
    // Another process may have made it while this one waited.
    if (existsSync(layer)) return;
    tell('making the layer of hosts with dnf, once: this takes a minute or two');
    await make(layer, base);
  });
  return layer;
}

/** Where packages come from is the machine's matter: those settings lie below while it is made, and aren't in it. */
async function make(layer: string, base: string): Promise<void> {
  const folder = `${layer}.unfinished`;
  await removeDisks(folder);
  const settings = new HostDisk(path.join(folder, 'settings'), [base]);
  await settings.mount();
  await copyMachineSettings(settings.root).finally(() => settings.unmount());
  const disk = new HostDisk(path.join(folder, 'layer'), [settings.upper, base]);
  await disk.mount();
  try {
    writeSpecs(path.join(disk.root, 'root'));
    // In namespaces of its own, which end with this process.
    const alone = 'exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child';
    const inside = 'mount -t proc proc "$1/proc"; exec chroot "$1" /bin/sh -euc "$2"';
    await mustShell(`${alone} /bin/sh -euc '${inside}' sh "$1" "$2"`, [disk.root, INSTALL], {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        DEBIAN_FRONTEND: 'noninteractive',
      },
    });
  } finally {
    await disk.unmount();
  }
  await rename(disk.upper, layer);
  await removeDisks(folder);
}

function writeSpecs(home: string): void {
  for (const rpm of RPMS) {
    const folder = path.join(home, 'specs', rpm.where);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${rpm.name}-${rpm.version}.spec`), specOf(rpm));
  }
  writeFileSync(path.join(home, 'groups.xml'), GROUPS);
}
