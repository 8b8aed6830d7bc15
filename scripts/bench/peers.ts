import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PythonEnvironment } from '../../test/support/python-environment.ts';

const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** The folder of the peers' programs, which are installed into an environment of their own where they aren't yet. */
export async function peerPrograms(tell: (progress: string) => void): Promise<string> {
  const environment = new PythonEnvironment('bench', requirements);
  await environment.make(() => tell('installing Ansible, Mitogen and pyinfra, once'));
  return environment.bin;
}

/** Versions of what is installed, by package. */
export function peerVersions(): Readonly<Record<'ansible' | 'mitogen' | 'pyinfra', string>> {
  const text = readFileSync(requirements, 'utf8');
  const version = (name: string): string => new RegExp(`^${name}==(.+)$`, 'm').exec(text)?.[1] ?? '?';
  return { ansible: version('ansible-core'), mitogen: version('mitogen'), pyinfra: version('pyinfra') };
}
