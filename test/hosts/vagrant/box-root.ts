import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { baseRoot } from '../support/base-root.ts';
import { mustShell } from '../support/command.ts';
import { HostDisk } from '../support/host-disk.ts';
import { copyMachineSettings } from '../support/machine-settings.ts';

/**
 * What Vagrant expects of a box: its user with sudo and its well-known key (which it replaces at once by one of the
 * machine's own), and an address by DHCP. A box belongs to nobody: host keys are made when a machine first starts.
 */
const MAKE_BOX = `
root=$1
chroot "$root" useradd --create-home --shell /bin/bash vagrant
echo 'vagrant ALL=(ALL:ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/vagrant"
chmod 0440 "$root/etc/sudoers.d/vagrant"
mkdir -m 0700 "$root/home/vagrant/.ssh"
cp "$(dpkg -L vagrant | grep '/keys/vagrant.pub$')" "$root/home/vagrant/.ssh/authorized_keys"
chmod 0600 "$root/home/vagrant/.ssh/authorized_keys"
chroot "$root" chown -R vagrant:vagrant /home/vagrant/.ssh

mkdir -p "$root/etc/systemd/system/ssh.service.d"
# No RSA key: an emulated processor takes minutes to make one.
cat > "$root/usr/local/sbin/make-host-keys" <<'END'
#!/bin/sh
for type in ed25519 ecdsa; do
  file=/etc/ssh/ssh_host_\${type}_key
  [ -s "$file" ] || ssh-keygen -q -t "$type" -N '' -f "$file"
done
END
chmod 0755 "$root/usr/local/sbin/make-host-keys"
cat > "$root/etc/systemd/system/ssh.service.d/host-keys.conf" <<'END'
[Service]
ExecStartPre=
ExecStartPre=/usr/local/sbin/make-host-keys
ExecStartPre=/usr/sbin/sshd -t
END
# Empty rather than missing: the id is made at the first start, without enabling everything that could be enabled.
: > "$root/etc/machine-id"

printf '[Match]\\nName=eth*\\n[Network]\\nDHCP=ipv4\\nLinkLocalAddressing=no\\nIPv6AcceptRA=no\\n' \
  > "$root/etc/systemd/network/80-dhcp.network"
chroot "$root" systemctl --quiet enable systemd-networkd.service
printf '127.0.0.1 localhost\\n' > "$root/etc/hosts"
echo debian > "$root/etc/hostname"
`;

/** Hands out the mounted root of a box-to-be: the test hosts' base, made fit for Vagrant. It is gone afterwards. */
export async function withBoxRoot<T>(folder: string, pack: (root: string) => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const disk = new HostDisk(path.join(folder, 'box-root'), [await baseRoot()]);
  await disk.mount();
  try {
    await copyMachineSettings(disk.root);
    await mustShell(MAKE_BOX, [disk.root]);
    return await pack(disk.root);
  } finally {
    await disk.unmount();
    await mustShell('rm -rf "$1"', [disk.folder]);
  }
}
