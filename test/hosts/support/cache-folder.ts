import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where base roots and running hosts live: JRUN_CACHE, else `.cache/` of the repository (which git ignores). */
export function cacheFolder(...parts: readonly string[]): string {
  const folder = path.join(process.env['JRUN_CACHE'] ?? path.join(repository, '.cache'), ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}
