import type { Region } from '../core/key.ts';
import type { Known } from '../core/module.ts';
import { foldersAbove, path } from '../probes/path.ts';

/**
 * What a task about a path may change, whatever it turns out to do: the path, what is in it, and the folders on its way
 * that may have to be made. A folder that is there stays as it is.
 */
export function touchedPath(text: string, seen: Known): readonly Region[] {
  const { subject } = path(text);
  const missing = foldersAbove(subject).filter((folder) => {
    const state = seen.get(path(folder));
    return state === undefined || (state.type !== 'directory' && state.type !== 'link');
  });
  const real = seen.get(path(subject));
  const through = real?.type === 'link' && typeof real.real === 'string' ? [real.real] : [];
  return [
    ...[subject, ...through].map((place) => ({ kind: 'path', subject: place, below: true as const })),
    ...missing.map((folder) => ({ kind: 'path', subject: folder })),
  ];
}
