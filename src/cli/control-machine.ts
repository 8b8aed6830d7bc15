import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { ControlMachine } from '../engine/index.ts';
import { isEncrypted } from '../load/index.ts';

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
    sizeOf: (file) => statSync(file).size,
    isEncrypted: (file) => isEncrypted(beginning(file, 16).toString('latin1')),
    pieces: piecesOf,
    digestsOf,
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

/** Of what is read at a time. */
const PIECE = 256 * 1024;

function beginning(file: string, length: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

function* piecesOf(file: string): Generator<Buffer> {
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(PIECE);
      const length = readSync(descriptor, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

async function digestsOf(file: string, withMd5: boolean, onBytes: (done: number) => void) {
  const [sha256, sha1] = [createHash('sha256'), createHash('sha1')];
  const md5 = withMd5 ? createHash('md5') : undefined;
  const handle = await open(file, 'r');
  try {
    const piece = Buffer.allocUnsafeSlow(4 * PIECE);
    for (let done = 0; ; onBytes(done)) {
      const { bytesRead } = await handle.read(piece);
      if (bytesRead === 0) break;
      const bytes = piece.subarray(0, bytesRead);
      sha256.update(bytes);
      sha1.update(bytes);
      md5?.update(bytes);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  const digests = { sha256: sha256.digest('hex'), sha1: sha1.digest('hex') };
  return md5 ? { ...digests, md5: md5.digest('hex') } : digests;
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
