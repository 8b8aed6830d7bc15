import type { Diagnostic } from './diagnostic.ts';
import type { Arguments, TaskModule } from './module.ts';
import type { Place } from './place.ts';
import type { Dict, Value } from './value.ts';

/**
 * What compile makes of playbooks: names resolved, keywords inherited (a block's `when` stands in each of its
 * tasks), static arguments checked. Values are as written: templates in them are rendered host by host by the
 * engine, when a task is reached or looked at ahead.
 */
export interface Play {
  readonly name: string;
  readonly place: Place;
  /** Pattern of hosts; may be templated with extra variables. */
  readonly hosts: Value;
  /** Where that stands. */
  readonly hostsPlace: Place;
  /** Absolute folder of the playbook's file (`playbook_dir`). */
  readonly playbookDir: string;
  readonly vars: Dict;
  /** Each entry is a path or a list of alternatives, of which the first that exists counts. */
  readonly varsFiles: readonly Value[];
  readonly varsPrompt: readonly VarsPrompt[];
  /** Undefined: as Ansible's default, yes. */
  readonly gatherFacts: Value | undefined;
  /** Which facts, and where the host's own are: as for the module `setup`. */
  readonly gatherSubset?: Value;
  readonly factPath?: Value;
  readonly keywords: Keywords;
  /** Sizes of batches: numbers or percentages; empty: all at once. */
  readonly serial: readonly Value[];
  readonly strategy: 'linear' | 'free' | 'host_pinned';
  readonly order: 'inventory' | 'sorted' | 'reverse_sorted' | 'reverse_inventory' | 'shuffle';
  readonly maxFailPercentage: Value | undefined;
  readonly forceHandlers: boolean;
  /** pre_tasks; roles and tasks; post_tasks. Handlers are flushed at the end of each. */
  readonly sections: readonly (readonly Entry[])[];
  readonly handlers: readonly Handler[];
  /** The play's static roles, in the order they run: all see each other's defaults and vars. */
  readonly roles: readonly Role[];
}

export interface VarsPrompt {
  readonly name: string;
  readonly prompt: string;
  readonly private: boolean;
  readonly default: Value | undefined;
  readonly confirm: boolean;
  /** The answer is kept as a hash: sha512 or sha256, as crypt(3) makes them. */
  readonly encrypt: string | undefined;
  readonly salt: string | undefined;
  readonly saltSize: number | undefined;
}

export interface Role {
  readonly name: string;
  /** Absolute folder. */
  readonly path: string;
  readonly defaults: Dict;
  readonly vars: Dict;
  /** Parameters given where the role is listed or included; they beat everything but extra variables. */
  readonly params: Dict;
  /** Of roles with the same text here one runs on a host in a play; undefined: as often as they are listed. */
  readonly once?: string | undefined;
  /** Roles that led to this one (it is their dependency or they include it), outermost first. */
  readonly parents: readonly Role[];
}

export type Entry = Task | Block;

export interface Block {
  readonly entry: 'block';
  readonly name: string | undefined;
  readonly place: Place;
  readonly body: readonly Entry[];
  readonly rescue: readonly Entry[];
  readonly always: readonly Entry[];
}

export interface Task {
  readonly entry: 'task';
  /** Unique within a run; stable between runs of the same text (kept plans and due handlers are keyed by it). */
  readonly id: string;
  /** As written; may be templated. Undefined: the module's name is shown. */
  readonly name: string | undefined;
  readonly place: Place;
  readonly action: Action;
  readonly keywords: Keywords;
  readonly role: Role | undefined;
  /** Where relative files and templates are searched, outermost last: the role, the task file's folder, the playbook's. */
  readonly search: SearchPath;
}

export interface Handler extends Task {
  readonly listen: readonly Value[];
}

export interface SearchPath {
  /** Folders of roles, the task's own first, then the roles it depends from. */
  readonly roles: readonly string[];
  /** Folder of the file the task stands in. */
  readonly taskDir: string;
  readonly playbookDir: string;
}

/** What a task does. */
export type Action =
  | {
      readonly action: 'module';
      readonly module: TaskModule;
      /** The name it was called by (`service`, `ansible.builtin.copy`). */
      readonly name: string;
      /** As written, k=v text already split; includes `args:`; module_defaults are merged below. */
      readonly args: Dict;
      /** Whole arguments from a variable (`args: "{{ x }}"`), rendered and merged first. */
      readonly argsFrom?: Value;
      /** What `prepare` makes of arguments without templates: the same for every host, so it is made once. */
      readonly prepared?: Arguments;
      /** Checks and types rendered arguments by the module's schema: defaults, aliases, coercion. */
      prepare(rendered: Dict): { readonly args: Arguments } | { readonly mistakes: readonly Diagnostic[] };
    }
  | {
      readonly action: 'directive';
      readonly directive: DirectiveName;
      readonly args: Dict;
      prepare(rendered: Dict): { readonly args: Arguments } | { readonly mistakes: readonly Diagnostic[] };
    };

export type DirectiveName =
  | 'debug'
  | 'assert'
  | 'fail'
  | 'set_fact'
  | 'meta'
  | 'add_host'
  | 'group_by'
  | 'include_vars'
  | 'include_tasks'
  | 'include_role'
  | 'pause'
  | 'gather_facts'
  | 'validate_argument_spec';

/** Keywords of a task with what it inherits from its blocks, role and play. Values are as written. */
export interface Keywords {
  /** All must hold; the outermost first. */
  readonly when: readonly Condition[];
  readonly loop: Loop | undefined;
  readonly register: string | undefined;
  readonly notify: readonly Value[];
  readonly changedWhen: readonly Condition[] | undefined;
  readonly failedWhen: readonly Condition[] | undefined;
  readonly until: readonly Condition[] | undefined;
  readonly retries: Value | undefined;
  /** Seconds. */
  readonly delay: Value | undefined;
  readonly ignoreErrors: Value | undefined;
  readonly ignoreUnreachable: Value | undefined;
  /** Block and task variables, the outermost first. */
  readonly vars: readonly Dict[];
  /** Variables of the includes that brought the task; they beat set_fact, unlike those of blocks. */
  readonly includeParams?: readonly Dict[];
  /** Merged by name, the later beats. */
  readonly environment: readonly Value[];
  readonly become: Value | undefined;
  readonly becomeUser: Value | undefined;
  readonly becomeMethod: Value | undefined;
  readonly becomeFlags: Value | undefined;
  readonly becomeExe: Value | undefined;
  readonly remoteUser: Value | undefined;
  readonly connection: Value | undefined;
  readonly port: Value | undefined;
  readonly delegateTo: Value | undefined;
  readonly delegateFacts: Value | undefined;
  readonly runOnce: Value | undefined;
  readonly noLog: Value | undefined;
  readonly checkMode: Value | undefined;
  readonly diff: Value | undefined;
  readonly anyErrorsFatal: Value | undefined;
  readonly throttle: Value | undefined;
  /** Seconds. */
  readonly timeout: Value | undefined;
  /** Seconds the task may take in the background; with `poll`. */
  readonly async: Value | undefined;
  readonly poll: Value | undefined;
  readonly tags: readonly string[];
}

/** A condition as written: an expression's text, or a boolean. */
export interface Condition {
  readonly value: Value;
  readonly place: Place;
}

export interface Loop {
  /** `items` for `loop`; else the lookup's name of `with_<lookup>`. */
  readonly lookup: string;
  /** `loop:` takes its list as it is; `with_items` flattens one level. */
  readonly style: 'loop' | 'with';
  readonly over: Value;
  readonly place: Place;
  readonly loopVar: string;
  readonly indexVar: string | undefined;
  readonly label: Value | undefined;
  readonly pause: Value | undefined;
  readonly extended: boolean;
  /** False: `ansible_loop` holds no copy of the whole list. */
  readonly allItems?: boolean;
}

/** Compiles what is included while a play runs; handed to the engine. */
export interface Includes {
  /** Throws Mistakes. The entries inherit the including task's keywords, and `apply`. */
  tasks(file: string, including: Task): readonly Entry[];
  /** Handlers of roles that the file imports; it was compiled before. */
  handlers?(file: string, including: Task): readonly Handler[];
  role(
    name: string,
    including: Task,
    options: {
      readonly tasksFrom?: string;
      readonly varsFrom?: string;
      readonly defaultsFrom?: string;
      readonly handlersFrom?: string;
      readonly public?: boolean;
    },
  ): { readonly role: Role; readonly entries: readonly Entry[]; readonly handlers: readonly Handler[] };
}
