import { BoundedCache } from '../core/bounded-cache.ts';
import type { Content } from '../core/step.ts';
import type { ControlMachine } from './ports.ts';

/** A file of the control machine, as inputs need it. */
export interface ControlFile {
  readonly content: Content;
  readonly sha1: string;
  /** Of a large file only where it was asked for. */
  readonly md5?: string;
  /** A vault kept it. */
  readonly secret: boolean;
}

type Digested = Pick<ControlFile, 'content' | 'sha1'>;

interface Kept {
  readonly stamp: string | undefined;
  readonly file: ControlFile;
}

/** Larger files are never held: they are hashed before they are opened, and sent piece by piece. */
export const LARGE = 1024 * 1024;
/** Bytes that are held at the most, so that many hosts don't have their files read again for each. */
const HELD = 64 * 1024 * 1024;
/** Texts whose hashes are held: hosts that get the same one ask for it soon after each other. */
const TEXTS = 50;

/** The control machine's files, each read and hashed once, however many hosts and tasks want it; anew once it changed. */
export class ControlFiles {
  readonly control: ControlMachine;
  private readonly kept = new Map<string, Kept>();
  private readonly texts = new BoundedCache<Digested>(TEXTS);
  private readonly hashing = new Map<string, Promise<void>>();
  private held = 0;

  constructor(control: ControlMachine) {
    this.control = control;
  }

  /** `raw`: as it is stored, also where a vault keeps it. A large one must have been hashed. */
  open(path: string, raw: boolean, withMd5 = false): ControlFile {
    const stamp = this.control.stampOf?.(path);
    const name = nameOf(path, raw, withMd5);
    const kept = this.kept.get(name);
    if (kept && kept.stamp === stamp) return kept.file;
    if (this.isLarge(path, raw)) throw new Error(`${path} changed while it was being read`);
    const file = this.readWhole(path, raw);
    if (stamp !== undefined) this.kept.set(name, { stamp, file });
    return file;
  }

  isLarge(path: string, raw: boolean): boolean {
    return this.control.sizeOf(path) > LARGE && (raw || !this.control.isEncrypted(path));
  }

  /** Whether it has to be hashed before it is opened. */
  isToBeHashed(path: string, raw: boolean, withMd5 = false): boolean {
    const kept = this.kept.get(nameOf(path, raw, withMd5));
    return this.isLarge(path, raw) && (!kept || kept.stamp !== this.control.stampOf?.(path));
  }

  /** Hashes a large file, once for all who want it at the same time. `onBytes` is told how far it is, of how many. */
  async hash(
    path: string,
    raw: boolean,
    onBytes: (done: number, total: number) => void,
    withMd5 = false,
  ): Promise<void> {
    const name = nameOf(path, raw, withMd5);
    const stamp = this.control.stampOf?.(path);
    if (!this.isToBeHashed(path, raw, withMd5)) return;
    const one = `${stamp} ${name}`;
    const running = this.hashing.get(one) ?? this.hashNow(path, { name, stamp, withMd5 }, onBytes);
    this.hashing.set(one, running);
    await running.finally(() => this.hashing.delete(one));
  }

  /** A text that is made here, in UTF-8; hashed once for all who get the same one. */
  text(text: string): Digested {
    const digest = () => this.digests(Buffer.from(text, 'utf8'));
    return text.length > LARGE ? digest() : this.texts.get(text, digest);
  }

  private digests(bytes: Buffer): Digested {
    return {
      content: {
        sha256: this.control.digest('sha256', bytes),
        size: bytes.length,
        read: () => bytes,
      },
      sha1: this.control.digest('sha1', bytes),
    };
  }

  private async hashNow(
    path: string,
    as: { readonly name: string; readonly stamp: string | undefined; readonly withMd5: boolean },
    onBytes: (done: number, total: number) => void,
  ): Promise<void> {
    const { name, stamp, withMd5 } = as;
    const size = this.control.sizeOf(path);
    const { sha256, ...others } = await this.control.digestsOf(path, withMd5, (done) => onBytes(done, size));
    const content: Content = {
      sha256,
      size,
      read: () => this.control.readBytes(path),
      pieces: () => this.control.pieces(path),
    };
    this.kept.set(name, { stamp, file: { content, ...others, secret: false } });
  }

  private readWhole(path: string, raw: boolean): ControlFile {
    const { bytes, secret } = this.read(path, raw);
    const { content, sha1 } = this.digests(bytes);
    const isHeld = this.held + bytes.length <= HELD;
    if (isHeld) this.held += bytes.length;
    const { sha256, size } = content;
    const read = isHeld ? content.read : () => this.read(path, raw).bytes;
    const { control } = this;
    return {
      content: { sha256, size, read },
      sha1,
      secret,
      // Seldom asked for.
      get md5() {
        return control.digest('md5', read());
      },
    };
  }

  private read(path: string, raw: boolean): { readonly bytes: Buffer; readonly secret: boolean } {
    const stored = this.control.readBytes(path);
    const bytes = raw ? stored : this.control.decrypt(stored, path);
    return { bytes, secret: bytes !== stored };
  }
}

function nameOf(path: string, raw: boolean, withMd5: boolean): string {
  return `${withMd5 ? 'md5 ' : ''}${raw ? 'raw ' : ''}${path}`;
}
