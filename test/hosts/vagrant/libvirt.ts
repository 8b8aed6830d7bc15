import { CommandFailed } from '../support/command.ts';
import { Enclosure } from './enclosure.ts';
import { makeQemuBox } from './qemu-box.ts';
import { Vagrant } from './vagrant.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  vagrant: '/usr/bin/vagrant',
  'vagrant-libvirt': '/usr/share/vagrant-plugins/plugins.d/vagrant-libvirt.json',
  'libvirt-daemon': '/usr/sbin/libvirtd',
  'libvirt-daemon-system': '/etc/libvirt/qemu.conf',
  'libvirt-daemon-driver-qemu': '/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so',
  'libvirt-clients': '/usr/bin/virsh',
  'qemu-system-x86': '/usr/bin/qemu-system-x86_64',
  'qemu-utils': '/usr/bin/qemu-img',
  e2fsprogs: '/usr/sbin/mke2fs',
  'dnsmasq-base': '/usr/sbin/dnsmasq',
  rsync: '/usr/bin/rsync',
};

/** libvirt as nobody else's: without security labels, users, namespaces and groups, which need a whole system around it. */
const START_LIBVIRT = `
cat > /etc/libvirt/qemu.conf <<'END'
user = "root"
group = "root"
security_driver = "none"
namespaces = []
cgroup_controllers = []
remember_owner = 0
END
rm -f /etc/libvirt/qemu/networks/autostart/*
virtlogd --daemon
libvirtd --daemon
tries=0
until virsh --quiet --connect qemu:///system uri >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || { virsh --connect qemu:///system uri; exit 1; }
  sleep 0.1
done
`;

/** Vagrant with an emulated virtual machine: an enclosure with a libvirt of its own, and a box that was just made. */
export async function openLibvirt(
  tell: (progress: string) => void,
): Promise<{ readonly enclosure: Enclosure; readonly vagrant: Vagrant }> {
  const enclosure = await Enclosure.open({
    packages: PACKAGES,
    covered: [
      '/etc/libvirt',
      '-/var/lib/libvirt',
      '-/run/libvirt',
      '-/var/cache/libvirt',
      '-/var/log/libvirt',
    ],
  });
  try {
    const started = await enclosure.run(['/bin/sh', '-euc', START_LIBVIRT]);
    if (started.status !== 0) throw new CommandFailed(['libvirtd'], started);
    const env = { LIBVIRT_DRIVER: 'qemu', MEMORY: '1536', CPUS: '2' };
    const patience = { timeoutMs: 5_400_000, connectLimit: 120 };
    const vagrant = new Vagrant(enclosure, { provider: 'libvirt', env, shown: true, ...patience });
    tell('making a box: Debian 12 with a kernel of its own');
    await vagrant.addBox(await makeQemuBox(enclosure.folder));
    return { enclosure, vagrant };
  } catch (error) {
    await enclosure.close();
    throw error;
  }
}
