import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layerOf } from './layer.ts';
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

/**
 * A layer with which a Debian host has dnf as well, and repositories of small rpms: `fleet.startHost({ over: await dnfLayer() })`.
 * Facts still say that the host's package manager is apt, so a play says `use: dnf`, or sets `ansible_package_use: dnf`
 * among the host's variables (`ansible_pkg_mgr: dnf` does where no facts are gathered). The rpms of programs (nginx, python3, supervisor …; see `rpms.ts`) are empty stand-ins: dnf installs
 * and removes them like others, but what a task uses of the program has to be Debian's own, installed on the host before
 * (`host.must('apt-get -qq update; apt-get -qq install -y nginx')`).
 *
 * Made once, in about a minute and a half, and kept beside the base root.
 */
export function dnfLayer(tell?: (progress: string) => void): Promise<string> {
  return layerOf(
    {
      name: 'dnf',
      install: INSTALL,
      fill: (root) => writeSpecs(path.join(root, 'root')),
      recipe: [RPMS.map((rpm) => [rpm.where, specOf(rpm)]), GROUPS, INSTALL],
    },
    tell,
  );
}

function writeSpecs(home: string): void {
  for (const rpm of RPMS) {
    const folder = path.join(home, 'specs', rpm.where);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${rpm.name}-${rpm.version}.spec`), specOf(rpm));
  }
  writeFileSync(path.join(home, 'groups.xml'), GROUPS);
}
