import path from 'node:path';
import { mustShell } from '../support/command.ts';
import { withBoxRoot } from './box-root.ts';

/**
 * $1 the root, $2 an empty folder, $3 the box. Kernel and initial RAM disk lie beside the disk, and libvirt hands them
 * to the machine: no boot loader is needed, and no partitions. It reboots by a triple fault: the ways that Linux tries
 * first, ACPI and the keyboard controller, are nothing that the emulated machine has, and waiting for them takes minutes.
 */
const PACK = `
root=$1 folder=$2 box=$3
export DEBIAN_FRONTEND=noninteractive
chroot "$root" sh -c '
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends linux-image-cloud-amd64 initramfs-tools
  apt-get clean
' >&2
cp -L "$root/vmlinuz" "$folder/vmlinuz"
cp -L "$root/initrd.img" "$folder/initrd.img"
echo 'LABEL=root / ext4 defaults 0 1' > "$root/etc/fstab"

truncate -s 4G "$folder/raw"
mke2fs -q -t ext4 -L root -d "$root" "$folder/raw"
qemu-img convert -f raw -O qcow2 "$folder/raw" "$folder/box.img"
rm "$folder/raw"

echo '{"provider":"libvirt","format":"qcow2","virtual_size":4}' > "$folder/metadata.json"
cat > "$folder/Vagrantfile" <<'END'
Vagrant.configure('2') do |config|
  config.vm.provider :libvirt do |libvirt|
    libvirt.kernel = File.expand_path('vmlinuz', __dir__)
    libvirt.initrd = File.expand_path('initrd.img', __dir__)
    libvirt.cmd_line = 'root=LABEL=root ro console=ttyS0 net.ifnames=0 quiet mitigations=off reboot=t'
  end
end
END
tar -C "$folder" -cf "$box" box.img vmlinuz initrd.img metadata.json Vagrantfile
rm -r "$folder"
`;

/** Makes a box for vagrant-libvirt in the folder; returns its file. Takes a minute or two. */
export async function makeQemuBox(folder: string): Promise<string> {
  const box = path.join(folder, 'qemu.box');
  await withBoxRoot(folder, (root) =>
    mustShell(`mkdir "$2"\n${PACK}`, [root, path.join(folder, 'qemu-box'), box]),
  );
  return box;
}
