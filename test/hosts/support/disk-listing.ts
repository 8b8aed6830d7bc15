import { run } from './command.ts';
import type { HostDisk } from './host-disk.ts';

/** Type, mode, owner, size, both times that a change moves (one of which nobody can set back), and a link's target. */
export const ATTRIBUTES = '%y %m %U:%G %s %T@ %C@ %l';

/**
 * All that was ever written to a disk, by path: a host's disk is a layer of its own over the base, so whatever was
 * written, removed or set is in that layer, and nothing else is.
 */
export async function listDisk(disk: HostDisk): Promise<ReadonlyMap<string, string>> {
  const found = await run(['find', disk.upper, '-mindepth', '1', '-printf', `%P/ ${ATTRIBUTES}\\0`]);
  return listed(found.stdout, '/');
}

/** Reads what find printed: a path, `/ `, and attributes, each ended by a NUL. */
export function listed(text: string, below = ''): Map<string, string> {
  return new Map(
    text
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const end = line.lastIndexOf('/ ', line.search(/\/ [a-zA-Z] \d+ \d+:\d+ /));
        return [`${below}${line.slice(0, end)}`, line.slice(end + 2)];
      }),
  );
}

/** Paths that are new, other or gone. */
export function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
