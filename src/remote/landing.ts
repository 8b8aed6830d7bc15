import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** What arrived, in hex. */
export interface Landed {
  readonly sha256: string;
  readonly sha1: string;
  readonly md5: string;
}

/**
 * A file of the control machine that a host's file becomes: written beside it as it arrives, and put in place when all
 * of it is there. What goes wrong here is told at the end, since the host sends to the end anyway.
 */
export class Landing {
  private readonly into: string;
  private readonly beside: string;
  private readonly hashes = [createHash('sha256'), createHash('sha1'), createHash('md5')] as const;
  private readonly descriptor: number;
  private broken: Error | undefined;
  private isOpen = true;

  /** Makes the folders above it. Throws what node throws. */
  constructor(into: string) {
    // What a link points at is replaced, not the link.
    this.into = existsSync(into) ? realpathSync(into) : into;
    const folder = path.dirname(this.into);
    mkdirSync(folder, { recursive: true });
    this.beside = path.join(folder, `.jrun-${randomBytes(6).toString('hex')}`);
    this.descriptor = openSync(this.beside, 'wx');
  }

  take(bytes: Buffer): void {
    if (this.broken !== undefined) return;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor, bytes, at);
      for (const hash of this.hashes) hash.update(bytes);
    } catch (thrown) {
      this.broken = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  }

  digests(): Landed {
    const [sha256 = '', sha1 = '', md5 = ''] = this.hashes.map((hash) => hash.digest('hex'));
    return { sha256, sha1, md5 };
  }

  /** Throws where it could not be written. */
  place(): void {
    if (this.broken !== undefined) throw this.broken;
    this.close();
    if (existsSync(this.into)) chmodSync(this.beside, statSync(this.into).mode & 0o7777);
    renameSync(this.beside, this.into);
  }

  /** Leaves nothing behind; nothing happens where it was put in place. */
  drop(): void {
    this.close();
    rmSync(this.beside, { force: true });
  }

  private close(): void {
    if (this.isOpen) closeSync(this.descriptor);
    this.isOpen = false;
  }
}
