import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { must, mustShell } from './command.ts';
import { exclusively } from './exclusive.ts';

/** No Python: jrun promises that a host needs an SSH server and a POSIX shell, and this base proves it. */
const PACKAGES = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'openssh-server',
  'sudo',
  'procps',
  'iproute2',
  'ca-certificates',
];

const SUITE = 'bookworm';

/** The password of `alice`, for sudo and for logging in. */
export const ALICE_PASSWORD = 'wonder land';

/**
 * What is done to the fresh root ($1). A base belongs to nobody: identity (keys, machine id, names) comes with each host.
 * Debian's own timers would download and log while a test looks on, so none of them is enabled.
 */
const FINISH = `
root=$1
chroot "$root" useradd --create-home --shell /bin/bash ops
chroot "$root" useradd --create-home --shell /bin/bash --groups sudo alice
chroot "$root" useradd --create-home --shell /bin/bash bob
echo 'alice:${ALICE_PASSWORD}' | chroot "$root" chpasswd
echo 'ops ALL=(ALL:ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/ops"
chmod 0440 "$root/etc/sudoers.d/ops"
cat > "$root/etc/ssh/sshd_config.d/test-host.conf" <<'END'
MaxStartups 400:30:800
MaxSessions 200
END
find "$root/etc/systemd/system/timers.target.wants" -type l -delete
rm -f "$root"/etc/ssh/ssh_host_*
rm -f "$root/etc/machine-id" "$root/var/lib/dbus/machine-id" "$root/etc/hostname" "$root/etc/resolv.conf"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb
: > "$root/etc/fstab"
`;

const recipe = createHash('sha256')
  .update(JSON.stringify([SUITE, PACKAGES, FINISH]))
  .digest('hex')
  .slice(0, 12);

/** The folder of the base root, which is made (in about a minute) where this recipe was not made yet. */
export async function baseRoot(tell: (progress: string) => void = () => undefined): Promise<string> {
  const roots = cacheFolder('roots');
  const root = path.join(roots, `${SUITE}-plain-${recipe}`);
  if (!existsSync(root)) {
    await exclusively(path.join(roots, 'lock'), async () => {
      // Another process may have made it while this one waited.
      if (existsSync(root)) return;
      tell('making the base of the embedded hosts, once: this takes a minute or two');
      await make(root);
    });
  }
  return root;
}

/** Made under another name and renamed when complete, so that an interrupted build is never taken for a base. */
async function make(root: string): Promise<void> {
  const unfinished = `${root}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const mirror = machineMirror();
  await must(
    [
      // In namespaces of its own, which end with this process: no debootstrap goes on alone in a folder that
      // the next process empties, and nothing stays mounted there.
      ...['setpriv', '--pdeathsig', 'KILL', 'unshare', '--mount-proc', '--pid', '--fork', '--kill-child'],
      'debootstrap',
      '--variant=minbase',
      `--include=${PACKAGES.join(',')}`,
      SUITE,
      unfinished,
      ...(mirror === undefined ? [] : [mirror]),
    ],
    { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
  );
  await mustShell(FINISH, [unfinished]);
  await rename(unfinished, root);
}

/** Where this machine gets its Debian packages from; undefined leaves it to debootstrap's own default. */
function machineMirror(): string | undefined {
  const texts = ['/etc/apt/sources.list', ...listsIn('/etc/apt/sources.list.d')]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'));
  for (const text of texts) {
    const stanza = /^URIs:\s*(\S+)[\s\S]*?^Suites:.*?\bbookworm(?:\s|$)/m.exec(text);
    const line = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+bookworm\s+main/m.exec(text);
    const found = stanza?.[1] ?? line?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

function listsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => path.join(folder, name));
}
