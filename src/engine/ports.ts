import type { Decide } from '../core/decided.ts';
import type { Report } from '../core/event.ts';
import type { Connector, Target } from '../core/far-end.ts';
import type { TaskModule } from '../core/module.ts';
import type { Includes, Play } from '../core/play.ts';
import type { Secrets } from '../core/secrets.ts';
import type { Dict } from '../core/value.ts';
import type { ControlActor, ControlReader } from '../template/index.ts';
import type { Layer } from './variables.ts';
import type { Probes } from './world.ts';

/** The control machine's files, as inputs need them. Paths are absolute; reading throws what node throws. */
export interface ControlMachine {
  /** What it is called. */
  readonly name?: string;
  kindOf(path: string): 'file' | 'directory' | undefined;
  /** Permission bits. */
  modeOf(path: string): number;
  readBytes(path: string): Buffer;
  /** In bytes. */
  sizeOf(path: string): number;
  /** Whether ansible-vault encrypted it: such a file is opened as a whole. */
  isEncrypted(path: string): boolean;
  /** All of it, piece by piece, each a buffer of its own. */
  pieces(path: string): Iterable<Buffer>;
  /** Digests of all of it, in hex, without holding it; MD5 only where asked for. Tells how many bytes are done. */
  digestsOf(
    path: string,
    withMd5: boolean,
    onBytes: (done: number) => void,
  ): Promise<{ readonly sha256: string; readonly sha1: string; readonly md5?: string }>;
  /** Changes with the file: while it is the same, nothing is read again. */
  stampOf?(path: string): string;
  /**
   * Everything below a folder, parents first, relative with '/'. With `links`, links are told as links; otherwise as
   * what they point at, but for those that point nowhere.
   */
  tree(
    path: string,
    links?: boolean,
  ): readonly { path: string; type: 'file' | 'directory' | 'link'; mode: number; target?: string }[];
  /** Opens what ansible-vault encrypted; other bytes come back as the very same object. */
  decrypt(bytes: Buffer, path: string): Buffer;
  digest(algorithm: 'sha256' | 'sha1' | 'md5', bytes: Buffer): string;
  /** `use` says what for: whoever keeps plans gives the same bytes for the same use again. */
  random(bytes: number, use: string): Uint8Array;
}

/** A host of the inventory. */
export interface InventoryHost {
  readonly name: string;
  /** Variables of the inventory for it, lowest precedence first. */
  readonly layers: readonly Layer[];
  readonly groups: readonly string[];
  /** inventory_file and inventory_dir. */
  readonly file?: string;
}

/** The inventory as the engine asks it. */
export interface Hosts {
  /** Names in order; throws Mistakes for a pattern that can't be read. */
  matching(pattern: string): readonly string[];
  /** Beside the inventory's, variables of the playbook's folder count; of the first playbook's where none is named. */
  host(name: string, playbookDir?: string): InventoryHost | undefined;
  /** Group name → its hosts' names; with `all` and `ungrouped`. */
  groups(): ReadonlyMap<string, readonly string[]>;
  /** add_host and group_by. */
  add(name: string, groups: readonly string[], variables: Dict): boolean;
  /** Reads all sources again. */
  refresh?(): void;
}

/** What the command line decides for all hosts; variables of a host beat these. */
export interface RunDefaults {
  readonly user?: string;
  readonly privateKeyFile?: string;
  readonly connection?: string;
  readonly password?: string;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
  readonly becomePassword?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly checkHostKeys?: boolean;
  readonly proxyJump?: string;
  readonly knownHostsFile?: string;
}

export interface RunOptions {
  readonly plays: readonly Play[];
  readonly playbooks: readonly string[];
  readonly includes: Includes;
  readonly hosts: Hosts;
  readonly modules: ReadonlyMap<string, TaskModule>;
  readonly probes: Probes;
  readonly connector: Connector;
  readonly control: ControlMachine;
  readonly reader: ControlReader;
  /** What lookups like `pipe` and `password` do on the control machine; never used in check mode. */
  readonly actor?: ControlActor;
  readonly secrets: Secrets;
  readonly report: Report;
  /** Keeps what is decided, or holds the run to what was decided before. */
  readonly decided?: Decide;
  /** Reads a vars file (vars_files, include_vars); undefined where there is none. Throws Mistakes. */
  readVariables(path: string): Dict | undefined;
  /** Opens an inline vault text. */
  openVault(ciphertext: string): string;
  readonly extraVars: Dict;
  readonly check: boolean;
  readonly diff: boolean;
  /** Check mode takes commands that run every time to change nothing, as they did the last time. */
  readonly commandsAreIdle?: boolean;
  /** Hosts that are talked to at the same time. */
  readonly forks: number;
  readonly defaults: RunDefaults;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** Whether a task with these tags is asked for. */
  selected(tags: readonly string[], only: readonly string[], skip: readonly string[]): boolean;
  readonly startAtTask?: string;
  /** Asks before each task, by `prompt`. */
  readonly step?: boolean;
  readonly forceHandlers: boolean;
  /** False: each task reads only what it needs itself. Slower, and the same result: that is what tests compare. */
  readonly lookAhead: boolean;
  /** Patterns that limit every play's hosts; the names that remain. */
  readonly limit?: readonly string[];
  /** Answers of vars_prompt by name. */
  prompt(
    text: string,
    options: { readonly private: boolean; readonly default: string | undefined },
  ): Promise<string>;
  now(): number;
  /** Milliseconds. */
  sleep(duration: number, signal?: AbortSignal): Promise<void>;
  readonly signal?: AbortSignal;
  /** Facts about this program and machine for templates: version, playbook folder is the play's. */
  readonly version: string;
  targetOf?(target: Target): Target;
}
