import type { Decide } from '../core/decided.ts';
import type { Report } from '../core/event.ts';
import type { Connector } from '../core/far-end.ts';
import { Secrets } from '../core/secrets.ts';
import type { ControlMachine } from '../engine/index.ts';
import { type ControlFiles, nodeControlFiles, type VaultPassword } from '../load/index.ts';
import type { ProfileGather } from '../report/index.ts';
import type { ControlReader } from '../template/index.ts';
import type { Preparation } from './preparation.ts';

/** Who looks on at a run, and what it is given instead of finding out itself. Kept plans are made of this. */
export interface Watch {
  /** A file of the control machine was read: absolute path. */
  readonly onSource?: (path: string, bytes: Uint8Array) => void;
  /** Tells where the time goes. */
  readonly profile?: ProfileGather;
  readonly onPrepared?: (prepared: Preparation) => void;
  readonly onEvent?: Report;
  readonly decided?: Decide;
  /** Random bytes for one use, instead of fresh ones. */
  readonly random?: (bytes: number, use: string) => Uint8Array;
  /** Answers one of vars_prompt's questions; `ask` asks at the terminal. */
  readonly answer?: (question: string, ask: () => Promise<string>) => Promise<string>;
  readonly secrets?: Secrets;
  readonly vaultPasswords?: readonly VaultPassword[];
  readonly connector?: (own: Connector) => Connector;
  /** Check mode takes commands that run every time to change nothing. */
  readonly commandsAreIdle?: boolean;
  /** Nothing is shown but mistakes. */
  readonly quiet?: boolean;
}

export function secretsOf(watch: Watch): Secrets {
  return watch.secrets ?? new Secrets();
}

/** The control machine's files for loading. */
export function watchedFiles({ onSource }: Watch): ControlFiles {
  if (!onSource) return nodeControlFiles;
  return {
    ...nodeControlFiles,
    readText: (path) => {
      const text = nodeControlFiles.readText(path);
      onSource(path, Buffer.from(text));
      return text;
    },
    readBytes: (path) => {
      const bytes = nodeControlFiles.readBytes(path);
      onSource(path, bytes);
      return bytes;
    },
  };
}

/** The same for what templates read. */
export function watchedReader(reader: ControlReader, { onSource }: Watch): ControlReader {
  if (!onSource) return reader;
  return {
    ...reader,
    readFile: (file) => {
      const bytes = reader.readFile(file);
      onSource(file, bytes);
      return bytes;
    },
  };
}

/** The same for what tasks send. */
export function watchedControl(control: ControlMachine, { onSource, random }: Watch): ControlMachine {
  return {
    ...control,
    ...(random ? { random } : {}),
    ...(onSource
      ? {
          readBytes: (path) => {
            const bytes = control.readBytes(path);
            onSource(path, bytes);
            return bytes;
          },
          // What is never held is known by its digest.
          digestsOf: async (path, withMd5, onBytes) => {
            const digests = await control.digestsOf(path, withMd5, onBytes);
            onSource(path, Buffer.from(digests.sha256));
            return digests;
          },
        }
      : {}),
  };
}
