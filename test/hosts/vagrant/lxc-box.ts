import path from 'node:path';
import { mustShell } from '../support/command.ts';
import { withBoxRoot } from './box-root.ts';

/** $1 the root, $2 an empty folder, $3 the box. What nobody reads in a test is left out, since Vagrant unpacks it all. */
const PACK = `
root=$1 folder=$2 box=$3
cat > "$folder/lxc-config" <<'END'
lxc.include = /usr/share/lxc/config/common.conf
lxc.apparmor.profile = unconfined
lxc.mount.auto = proc:mixed sys:mixed cgroup:mixed
lxc.tty.max = 0
lxc.autodev = 1
# The signal that systemd takes for "power off"; by default LXC sends one it ignores, and waits a minute.
lxc.signal.halt = SIGRTMIN+4
END
echo '{"provider":"lxc","version":"1.0.0"}' > "$folder/metadata.json"
# vagrant-lxc strips two levels: ./rootfs/bin → bin.
tar -C "$root" --numeric-owner --transform='flags=rh;s,^\\.,./rootfs,' \
  --exclude=./usr/share/doc/* --exclude=./usr/share/man/* --exclude=./usr/share/locale/* \
  -cf - . | gzip -1 > "$folder/rootfs.tar.gz"
tar -C "$folder" -cf "$box" lxc-config metadata.json rootfs.tar.gz
rm -r "$folder"
`;

/** Makes a box for vagrant-lxc in the folder; returns its file. */
export async function makeLxcBox(folder: string): Promise<string> {
  const box = path.join(folder, 'lxc.box');
  await withBoxRoot(folder, (root) =>
    mustShell(`mkdir "$2"\n${PACK}`, [root, path.join(folder, 'lxc-box'), box]),
  );
  return box;
}
