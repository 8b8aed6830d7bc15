// Plain JavaScript, and nothing but Node's own: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Installs the project's packages where they aren't there yet; false where that fails. */
export function installDependencies(repository) {
  // What npm writes last: an installation that was cut off has none.
  if (existsSync(path.join(repository, 'node_modules/.package-lock.json'))) return true;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
}
