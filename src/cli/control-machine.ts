import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { ControlMachine } from '../engine/index.ts';

/** The control machine's files and randomness, for the inputs of modules. */
export function nodeControlMachine(decrypt: ControlMachine['decrypt']): ControlMachine {
  return {
    name: hostname(),
    kindOf: (file) => {
      const status = statSync(file, { throwIfNoEntry: false });
      if (status?.isDirectory()) return 'directory';
      return status ? 'file' : undefined;
    },
    modeOf: (file) => statSync(file).mode & 0o7777,
    readBytes: (file) => readFileSync(file),
    stampOf: (file) => {
      const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
      return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
    },
    tree: (folder, links = false) => treeOf(folder, links),
    decrypt,
    digest: (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex'),
    random: (count) => randomBytes(count),
  };
}

type TreeEntry = ReturnType<ControlMachine['tree']>[number];

/** Everything below the folder, in the order of names, parents first. */
function treeOf(root: string, links: boolean): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const visit = (folder: string, above: readonly string[]): void => {
    for (const name of readdirSync(folder).sort()) {
      const file = path.join(folder, name);
      const relative = path.relative(root, file);
      const isLink = lstatSync(file).isSymbolicLink();
      const status = statSync(file, { throwIfNoEntry: false });
      if (isLink && (links || !status)) {
        entries.push({ path: relative, type: 'link', mode: 0o777, target: readlinkSync(file) });
        continue;
      }
      if (!status) continue;
      if (status.isDirectory()) {
        entries.push({ path: relative, type: 'directory', mode: status.mode & 0o7777 });
        const id = `${status.dev}:${status.ino}`;
        if (!above.includes(id)) visit(file, [...above, id]);
      } else if (status.isFile()) {
        entries.push({ path: relative, type: 'file', mode: status.mode & 0o7777 });
      }
    }
  };
  visit(root, []);
  return entries;
}
