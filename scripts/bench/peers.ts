import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../test/hosts/support/cache-folder.ts';
import { must } from '../../test/hosts/support/command.ts';
import { exclusively } from '../../test/hosts/support/exclusive.ts';

const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** The folder of the peers' programs, which are installed into an environment of their own where they aren't yet. */
export async function peerPrograms(tell: (progress: string) => void): Promise<string> {
  const id = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const environment = path.join(cacheFolder('bench'), `peers-${id}`);
  const complete = path.join(environment, 'complete');
  await exclusively(`${environment}.lock`, async () => {
    if (existsSync(complete)) return;
    tell('installing Ansible, Mitogen and pyinfra, once');
    rmSync(environment, { recursive: true, force: true });
    await must(['python3', '-m', 'venv', environment]);
    // Compiled whatever this machine's settings say: a tool that compiles itself at each start would look slow.
    const env = { ...process.env };
    delete env['PYTHONDONTWRITEBYTECODE'];
    await must([path.join(environment, 'bin/pip'), 'install', '--quiet', '-r', requirements], { env });
    writeFileSync(complete, '');
  });
  return path.join(environment, 'bin');
}

/** Versions of what is installed, by package. */
export function peerVersions(): Readonly<Record<'ansible' | 'mitogen' | 'pyinfra', string>> {
  const text = readFileSync(requirements, 'utf8');
  const version = (name: string): string => new RegExp(`^${name}==(.+)$`, 'm').exec(text)?.[1] ?? '?';
  return { ansible: version('ansible-core'), mitogen: version('mitogen'), pyinfra: version('pyinfra') };
}
