/** The tools that are compared; `script` is one plain shell script over one ssh. */
export const TOOLS = ['jrun', 'ansible', 'mitogen', 'pyinfra', 'script'] as const;
export type ToolName = (typeof TOOLS)[number];

/** The same work, said for each tool: what stands in the folder a tool is run in. */
export interface Work {
  /** For jrun, Ansible and Mitogen. */
  readonly playbook: string;
  /** For pyinfra: a deploy in Python. */
  readonly deploy?: string;
  /** For a plain shell on the host, as root. */
  readonly script?: string;
  /** More files, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What is measured once for each tool. */
export interface Scenario {
  readonly name: string;
  /** A line for the table. */
  readonly title: string;
  readonly tools: readonly ToolName[];
  /** None: the tools run on the control machine alone. */
  readonly hosts: number;
  /** `lab` hosts have what a fresh JupyterLab needs, so that nothing is downloaded. Default: `plain`. */
  readonly kind?: HostKind;
  /** Default: root. `ops` becomes root by sudo. */
  readonly user?: 'root' | 'ops';
  /** Milliseconds of round trip that a proxy adds. */
  readonly roundTrip?: number;
  /** Makes what is too large to be written down here, in the folder; a folder is made once a bench. */
  readonly prepare?: (folder: string) => Promise<void>;
  readonly work: Work;
  /**
   * What the hosts are before each run: `converged` by an earlier run that isn't measured; `fresh`, newly made; or what a
   * shell command makes of them.
   */
  readonly before: 'converged' | 'fresh' | { readonly command: string };
  /** How many tasks a tool has to say it changed on each host, or its run doesn't count as the same work. */
  readonly changed: number;
  /** The same for pyinfra, where each item of a loop is an operation of its own. Default: as many. */
  readonly operations?: number;
  /** jrun tells records, which hold for how long commands ran. */
  readonly records?: boolean;
  /** Only `--version`: nothing is changed, and nobody is asked for a count. */
  readonly versionOnly?: boolean;
}

export type HostKind = 'plain' | 'lab';
