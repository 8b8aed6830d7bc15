import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { must, run } from './command.ts';
import { exclusively } from './exclusive.ts';

/** What the machine needs to run hosts, with a program of each package to tell whether it is there. */
const PACKAGES: Readonly<Record<string, string>> = {
  'systemd-container': '/usr/bin/systemd-nspawn',
  debootstrap: '/usr/sbin/debootstrap',
  iproute2: '/usr/sbin/ip',
  iptables: '/usr/sbin/iptables',
  'openssh-client': '/usr/bin/ssh',
};

/** Kernel limits that Debian sets for one system, not for twenty: systemd in a host fails to start without inotify. */
const LIMITS: Readonly<Record<string, number>> = {
  'fs/inotify/max_user_instances': 4096,
  'kernel/keys/maxkeys': 20_000,
  'kernel/keys/maxbytes': 2_000_000,
};

export class CannotRunHosts extends Error {
  override readonly name = 'CannotRunHosts';
}

/** Why this machine can't run real hosts, or undefined where it can (as far as can be told without trying). */
export function whyNoHosts(): string | undefined {
  if (process.platform !== 'linux') return `it runs ${process.platform}, and embedded hosts need Linux`;
  if (process.getuid?.() !== 0) return 'embedded hosts need root';
  const missing = missingOf(PACKAGES);
  if (missing.length > 0 && !existsSync('/usr/bin/apt-get')) {
    return `it lacks ${missing.join(', ')} and has no apt-get to install them`;
  }
  return undefined;
}

/** Installs what is missing and raises limits; throws CannotRunHosts with the reason where that can't be. */
export async function prepareControlMachine(): Promise<void> {
  const why = whyNoHosts();
  if (why !== undefined) throw new CannotRunHosts(`this machine can't run real hosts: ${why}`);
  await installPackages(PACKAGES);
  for (const [name, wanted] of Object.entries(LIMITS)) raise(`/proc/sys/${name}`, wanted);
}

/** Installs those of these Debian packages whose file isn't there; throws CannotRunHosts with apt-get's own words. */
export async function installPackages(packages: Readonly<Record<string, string>>): Promise<void> {
  if (missingOf(packages).length === 0) return;
  await exclusively('/run/jrun-hosts/packages.lock', () => install(missingOf(packages)));
}

function missingOf(packages: Readonly<Record<string, string>>): string[] {
  return Object.entries(packages)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
}

async function install(missing: readonly string[]): Promise<void> {
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run(['apt-get', 'update', '-qq'], { env });
  const words = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  await must(['apt-get', ...words, ...missing], { env }).catch((error: unknown) => {
    throw new CannotRunHosts(`this machine can't run real hosts: ${String(error)}`);
  });
}

function raise(file: string, wanted: number): void {
  if (existsSync(file) && Number(readFileSync(file, 'utf8')) < wanted) writeFileSync(file, String(wanted));
}
