import type { Content } from '../core/step.ts';
import type { ControlMachine } from './ports.ts';

/** A file of the control machine, as inputs need it. */
export interface ControlFile {
  readonly bytes: Buffer;
  readonly content: Content;
  readonly sha1: string;
  /** A vault kept it. */
  readonly secret: boolean;
}

interface Kept {
  readonly stamp: string;
  readonly file: ControlFile;
}

/** The control machine's files, each read and hashed once, however many hosts and tasks want it; anew once it changed. */
export class ControlFiles {
  readonly control: ControlMachine;
  private readonly kept = new Map<string, Kept>();

  constructor(control: ControlMachine) {
    this.control = control;
  }

  /** `raw`: as it is stored, also where a vault keeps it. */
  open(path: string, raw: boolean): ControlFile {
    const stamp = this.control.stampOf?.(path);
    const name = `${raw ? 'raw ' : ''}${path}`;
    const kept = this.kept.get(name);
    if (kept && kept.stamp === stamp) return kept.file;
    const stored = this.control.readBytes(path);
    const bytes = raw ? stored : this.control.decrypt(stored, path);
    const file = { bytes, ...this.digests(bytes), secret: bytes !== stored };
    if (stamp !== undefined) this.kept.set(name, { stamp, file });
    return file;
  }

  digests(bytes: Buffer): Pick<ControlFile, 'content' | 'sha1'> {
    return {
      content: {
        sha256: this.control.digest('sha256', bytes),
        size: bytes.length,
        read: () => bytes,
      },
      sha1: this.control.digest('sha1', bytes),
    };
  }
}
