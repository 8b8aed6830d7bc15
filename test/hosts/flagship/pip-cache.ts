import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../support/cache-folder.ts';
import { must, mustShell } from '../support/command.ts';
import { exclusively } from '../support/exclusive.ts';
import type { TestHost } from '../support/test-host.ts';

/*
 * Fetching the same hundred wheels for each host is most of the time these tests take. pip's own cache is lent to a host
 * before, and what it fetched is kept afterwards: one copy for this machine.
 */

const LOCK = 'lock';
const inHost = (host: TestHost): string => path.join(host.root, 'root/.cache/pip');
const kept = (): string => cacheFolder('pip', 'cache');

export async function lendPipCache(host: TestHost): Promise<void> {
  mkdirSync(inHost(host), { recursive: true, mode: 0o700 });
  await locked(() => must(['cp', '-a', '--reflink=auto', `${kept()}/.`, inHost(host)]));
}

export async function keepPipCache(host: TestHost): Promise<void> {
  if (!existsSync(inHost(host))) return;
  await locked(() => mustShell('cp -a --reflink=auto --no-clobber "$1/." "$2"', [inHost(host), kept()]));
}

/** Half a file must never be lent. */
function locked<T>(work: () => Promise<T>): Promise<T> {
  return exclusively(path.join(cacheFolder('pip'), LOCK), work);
}
