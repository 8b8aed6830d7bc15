import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustShell } from './command.ts';

/**
 * Gives a root the machine's own way to package registries: certificates, name servers, apt's sources, pip's settings.
 * They are read when a host is made and never written down here: they belong to the machine, not to the project.
 */
export async function copyMachineSettings(root: string): Promise<void> {
  await copyCertificates(root);
  writeFileSync(path.join(root, 'etc/resolv.conf'), nameServers());
  copyAptSources(root);
  writeFileSync(path.join(root, 'etc/pip.conf'), pipSettings());
}

/** The bundle, and the hashed links beside it that OpenSSL (and so Python) looks certificates up by. */
async function copyCertificates(root: string): Promise<void> {
  await mustShell(
    `mkdir -p "$1/usr/local/share/ca-certificates"
     if [ -d /usr/local/share/ca-certificates ]; then cp -a /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"; fi
     if [ -d /etc/ssl/certs ]; then cp -a /etc/ssl/certs/. "$1/etc/ssl/certs/"; fi
     # Not a way to a registry, but what other packages of this machine put there.
     rm -rf "$1/etc/ssl/certs/java" "$1/etc/ssl/certs/ssl-cert-snakeoil.pem"`,
    [root],
  );
}

/** systemd-resolved's own address is this machine's loopback, which a host can't reach: take the servers behind it. */
function nameServers(): string {
  const behind = '/run/systemd/resolve/resolv.conf';
  const own = readFileSync('/etc/resolv.conf', 'utf8');
  return /^nameserver\s+127\./m.test(own) && existsSync(behind) ? readFileSync(behind, 'utf8') : own;
}

/** Only sources of the host's own Debian release, and only those of apt's settings that say how to fetch. */
function copyAptSources(root: string): void {
  const found = ['/etc/apt/sources.list', ...filesIn('/etc/apt/sources.list.d', /\.(list|sources)$/)].filter(
    (file) =>
      existsSync(file) &&
      /\bbookworm\b[^\n]*(\n|\s)[\s\S]*\bmain\b/.test(readFileSync(file, 'utf8')) &&
      isDebian(file),
  );
  if (found.length > 0) {
    rmSync(path.join(root, 'etc/apt/sources.list'), { force: true });
    for (const file of found) copyText(file, root);
  }
  for (const file of filesIn('/etc/apt/apt.conf.d', /./)) {
    const lines = readFileSync(file, 'utf8').split('\n');
    const fetching = lines.filter(
      (line) => /^\s*Acquire::[^{]*;\s*$/.test(line) && !/Languages|Index/.test(line),
    );
    if (fetching.length > 0) writeText(root, file, `${fetching.join('\n')}\n`);
  }
}

function isDebian(file: string): boolean {
  return /debian-archive-keyring|\/debian(-security)?\/?\s/.test(readFileSync(file, 'utf8'));
}

/** The machine's pip.conf with what its environment adds, since a host's logins don't have that environment. */
function pipSettings(): string {
  const settings = new Map<string, string>();
  if (existsSync('/etc/pip.conf')) {
    let section = '';
    for (const line of readFileSync('/etc/pip.conf', 'utf8').split('\n')) {
      section = /^\s*\[(.+)\]/.exec(line)?.[1] ?? section;
      const [, name, value] = /^\s*([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined && section === 'global') settings.set(name, value);
    }
  }
  for (const name of [
    'index-url',
    'extra-index-url',
    'trusted-host',
    'proxy',
    'cert',
    'default-timeout',
    'retries',
  ]) {
    const value = process.env[`PIP_${name.toUpperCase().replaceAll('-', '_')}`];
    if (value !== undefined && value !== '') settings.set(name, value);
  }
  return `[global]\n${[...settings].map(([name, value]) => `${name} = ${value}\n`).join('')}`;
}

function filesIn(folder: string, names: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .map((name) => path.join(folder, name));
}

function copyText(file: string, root: string): void {
  writeText(root, file, readFileSync(file, 'utf8'));
}

function writeText(root: string, file: string, text: string): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
