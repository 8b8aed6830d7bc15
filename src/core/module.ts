import type { Key, Region } from './key.ts';
import type { Decision } from './plan.ts';
import type { ArgumentSchema } from './schema.ts';
import type { Content } from './step.ts';
import type { Maybe } from './unknown.ts';

/** What the engine knows about the task that a module plans for. */
export interface TaskContext {
  /** Differences are asked for: contents are worth reading. */
  readonly diff: boolean;
  /** Check mode or a kept plan: detail (simulations) is worth its time. */
  readonly check: boolean;
  /** The user the steps run as; null is the connection's own user, whose name is not known beforehand. */
  readonly user: string | null;
  /** The task's `environment:`; steps get it anyway, probes whose answer depends on it may want it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What is wanted from the control machine. */
export type InputRequest =
  /** A file; relative paths are searched as Ansible does, in the role's `files/` first. `raw`: never decrypted. */
  | { readonly input: 'file'; readonly src: string; readonly raw?: boolean }
  /** A template rendered with the task's variables, searched in `templates/` first. */
  | {
      readonly input: 'template';
      readonly src: string;
      readonly options?: Readonly<Record<string, string | boolean>>;
    }
  /** Text the module made itself; unknown where it is made of what isn't known. */
  | { readonly input: 'text'; readonly text: Maybe<string> }
  /**
   * A file or a folder with everything below it. `raw`: never decrypted. `links`: links below it are told as links,
   * otherwise as what they point at.
   */
  | { readonly input: 'tree'; readonly src: string; readonly raw?: boolean; readonly links?: boolean }
  /**
   * Where a file of the host goes on the control machine: `dest`, relative to the playbook's folder, and in it the host's
   * name and the whole path; with `flat` `dest` itself, or what is named like the file in it where it ends in `/`.
   */
  | { readonly input: 'landing'; readonly dest: string; readonly src: string; readonly flat: boolean }
  /** Random bytes; the same for one task of one run, however often it is planned. */
  | { readonly input: 'random'; readonly bytes: number };

/** A file's content on the control machine. */
export interface FileInput {
  readonly input: 'file';
  /** Absolute path it was found at, or a name for texts. */
  readonly path: string;
  /** Unknown where a template depends on what isn't known yet. */
  readonly content: Maybe<Content>;
  /** sha1 in hex, as Ansible's results call `checksum`. */
  readonly sha1: Maybe<string>;
  /** Permission bits of the source (0o644). */
  readonly mode: number;
  /** It was encrypted by a vault: nobody is shown what is in it. */
  readonly secret?: boolean;
}

export interface TreeInput {
  readonly input: 'tree';
  readonly path: string;
  readonly isDirectory: boolean;
  /** Relative paths with '/', parents before children; the source itself (a file) has the path ''. */
  readonly entries: readonly {
    readonly path: string;
    readonly type: 'file' | 'directory' | 'link';
    readonly mode: number;
    readonly content?: Content;
    readonly sha1?: string;
    readonly target?: string;
    /** It was encrypted by a vault. */
    readonly secret?: boolean;
  }[];
}

export interface RandomInput {
  readonly input: 'random';
  readonly bytes: Uint8Array;
}

/** What is on the control machine where a file of the host goes. Digests are hex, of a file. */
export interface LandingInput {
  readonly input: 'landing';
  readonly path: string;
  readonly kind: 'absent' | 'file' | 'directory';
  readonly sha256?: string;
  readonly sha1?: string;
  readonly md5?: string;
}

export type Input = FileInput | TreeInput | LandingInput | RandomInput;
export type Inputs = Readonly<Record<string, Input>>;

/** What is known so far, while a module says what else it must know. */
export interface Known {
  /** Undefined until it was read; also where it is unknown or couldn't be read: `plan` will meet that. */
  get<T>(key: Key<T>): T | undefined;
}

/** What was observed or is expected, for a plan. */
export interface Seen {
  /**
   * The value. Where it is unknown the whole decision becomes unknown (it throws NotKnown); where reading failed,
   * the task fails with that message; where it is presumed, the verdict is presumed.
   */
  get<T>(key: Key<T>): T;
  /** The value, or the unknown itself, for plans that can go on without it. Throws only where reading failed. */
  peek<T>(key: Key<T>): Maybe<T>;
}

/** Checked and defaulted arguments; their shape is the module's own. */
export type Arguments = { readonly [name: string]: unknown };

interface ModuleBase<A> {
  readonly name: string;
  /** One sentence, then paragraphs; Markdown. */
  readonly description: string;
  readonly schema: ArgumentSchema;
  /** Playbook snippets for the docs; each is tested to compile. */
  readonly examples: readonly { readonly title: string; readonly yaml: string }[];
  /** What `register` gets besides changed/failed/msg; name → description. */
  readonly returns?: Readonly<Record<string, string>>;
  /** What jrun does differently from Ansible's module of this name, for the docs. */
  readonly differences?: readonly string[];
  /** What it does reaches beyond what it looks at: nobody knows what a package brings. */
  readonly farReaching?: true;
  /**
   * What it may change at the most, where nobody can plan it; without this, all that it looks at. What no task is about
   * (`given`) stays known anyway.
   */
  touches?(args: A, known: Known): readonly Region[];
  /** Mistakes that the schema can't say, found at compile time on static arguments. */
  check?(
    args: A,
  ): readonly { readonly message: string; readonly argument?: string; readonly hint?: string }[];
}

/** A task module: it says what must be known, and what follows. It never talks to a host. */
export interface Module<A = Arguments> extends ModuleBase<A> {
  readonly kind: 'module';
  inputs?(args: A, context: TaskContext): Readonly<Record<string, InputRequest>>;
  /** Keys to know. Called again with what is known until it asks for nothing new; at most three rounds. */
  observe(args: A, known: Known, inputs: Inputs, context: TaskContext): readonly Key[];
  /** Pure and synchronous: the same arguments and observations give the same decision. */
  plan(args: A, seen: Seen, inputs: Inputs, context: TaskContext): Decision;
  /**
   * For the items of a loop that have something to do: the arguments of one task that does all of it at once. Undefined
   * where that would not mean the same as one after the other. Without this, they always go one by one.
   */
  join?(items: readonly A[]): A | undefined;
}

/**
 * A command: opaque. Its steps always run, what they touch is anyone's guess, so everything that was known is
 * dropped afterwards; in check mode it is not run, and what it returns is unknown.
 */
export interface Command<A = Arguments> extends ModuleBase<A> {
  readonly kind: 'command';
  inputs?(args: A, context: TaskContext): Readonly<Record<string, InputRequest>>;
  observe(args: A, known: Known, inputs: Inputs, context: TaskContext): readonly Key[];
  /** As a module's plan. `verdict: change` runs it; `creates`/`removes` may say that there's nothing to do. */
  plan(args: A, seen: Seen, inputs: Inputs, context: TaskContext): Decision;
  /** It changes nothing on the host by its nature (uri with GET, wait_for): nothing is dropped after it. */
  harmless?(args: A): boolean;
  /** Whether it runs depends on what is on the host (`creates`, `removes`); otherwise it runs every time. */
  conditional?(args: A): boolean;
}

export type TaskModule<A = Arguments> = Module<A> | Command<A>;

/** Identity with types: the arguments' type is inferred from the schema's author. */
export function defineModule<A>(module: Omit<Module<A>, 'kind'>): TaskModule {
  return { kind: 'module', ...module } as unknown as TaskModule;
}

export function defineCommand<A>(command: Omit<Command<A>, 'kind'>): TaskModule {
  return { kind: 'command', ...command } as unknown as TaskModule;
}
