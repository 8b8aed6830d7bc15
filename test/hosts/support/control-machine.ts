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
  const missing = missingPackages();
  if (missing.length > 0 && !existsSync('/usr/bin/apt-get')) {
    return `it lacks ${missing.join(', ')} and has no apt-get to install them`;
  }
  return undefined;
}

/** Installs what is missing and raises limits; throws CannotRunHosts with the reason where that can't be. */
export async function prepareControlMachine(): Promise<void> {
  const why = whyNoHosts();
  if (why !== undefined) throw new CannotRunHosts(`this machine can't run real hosts: ${why}`);
  if (missingPackages().length > 0) await exclusively('/run/jrun-hosts/packages.lock', installMissing);
  for (const [name, wanted] of Object.entries(LIMITS)) raise(`/proc/sys/${name}`, wanted);
}

function missingPackages(): string[] {
  return Object.entries(PACKAGES)
    .filter(([, program]) => !existsSync(program))
    .map(([name]) => name);
}

async function installMissing(): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run(['apt-get', 'update', '-qq'], { env });
  const install = [
    'apt-get',
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=300',
  ];
  install.push(...missing);
  await must(install, { env }).catch((error: unknown) => {
    throw new CannotRunHosts(`this machine can't run real hosts: ${String(error)}`);
  });
}

function raise(file: string, wanted: number): void {
  if (existsSync(file) && Number(readFileSync(file, 'utf8')) < wanted) writeFileSync(file, String(wanted));
}
