import { CommandFailed } from '../support/command.ts';
import { Enclosure } from './enclosure.ts';
import { makeLxcBox } from './lxc-box.ts';
import { Vagrant } from './vagrant.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  vagrant: '/usr/bin/vagrant',
  'vagrant-lxc': '/usr/share/vagrant-plugins/plugins.d/vagrant-lxc.json',
  lxc: '/usr/libexec/lxc/lxc-net',
  'dnsmasq-base': '/usr/sbin/dnsmasq',
  rsync: '/usr/bin/rsync',
};

const BRIDGE = '/usr/libexec/lxc/lxc-net';

/** Vagrant with containers: an enclosure with LXC's bridge, and a box that was just made. */
export async function openLxc(): Promise<{ readonly enclosure: Enclosure; readonly vagrant: Vagrant }> {
  const enclosure = await Enclosure.open({
    packages: PACKAGES,
    covered: ['-/var/lib/lxc', '-/run/lxc', '-/var/lib/misc', '-/var/log/lxc'],
  });
  try {
    const bridge = await enclosure.run([BRIDGE, 'start']);
    if (bridge.status !== 0) throw new CommandFailed([BRIDGE, 'start'], bridge);
    const vagrant = new Vagrant(enclosure, { provider: 'lxc', timeoutMs: 600_000 });
    await vagrant.addBox(await makeLxcBox(enclosure.folder));
    return { enclosure, vagrant };
  } catch (error) {
    await enclosure.close();
    throw error;
  }
}
