import type { ArgumentSchema } from '../../core/schema.ts';

export interface CondaArguments {
  readonly name?: readonly string[];
  readonly version?: string;
  readonly state: 'present' | 'absent' | 'latest';
  readonly environment?: string;
  readonly prefix?: string;
  readonly channels?: readonly string[];
  readonly override_channels: boolean;
  readonly file?: string;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly remote_src: boolean;
  readonly prune: boolean;
  readonly executable?: string;
  readonly extra_args?: string;
  readonly installer?: string;
  readonly installer_checksum?: string;
  readonly root_prefix?: string;
}

export const CONDA_SCHEMA: ArgumentSchema = {
  type: 'object',
  properties: {
    name: {
      'x-type': 'list',
      items: { 'x-type': 'string', description: 'A package, as conda writes it.' },
      'x-aliases': ['package', 'packages', 'pkg'],
      description:
        'Packages, not environments: `jupyterlab`, `python=3.11` (any 3.11), `numpy==1.26.4` (this one), `numpy>=1.20,<2`, `conda-forge::nodejs`. With `state: latest`, `*` stands for all that are there.',
    },
    version: {
      'x-type': 'string',
      description: 'The version of the one package in `name`: `1.26` is any 1.26.',
    },
    state: {
      'x-type': 'string',
      enum: ['present', 'absent', 'latest'],
      default: 'present',
      description:
        '`absent` removes the packages in `name`, and without `name` the whole environment. `latest` upgrades, for which the channels have to be asked each time.',
    },
    environment: {
      'x-type': 'string',
      'x-aliases': ['env'],
      description:
        "The environment by its name, or by its path where there is a `/` in it. It is made where it isn't there. Without it and `prefix` it is conda's own, `base`.",
    },
    prefix: { 'x-type': 'path', description: 'The environment by its path.' },
    channels: {
      'x-type': 'list',
      items: { 'x-type': 'string', description: 'A name or an address.' },
      'x-aliases': ['channel'],
      description:
        'Where packages come from, the most important first, before those that conda is configured with.',
    },
    override_channels: {
      'x-type': 'bool',
      default: false,
      description: 'Only `channels` count; what conda is configured with is not looked at.',
    },
    file: {
      'x-type': 'string',
      description:
        'An environment.yml, searched like the files of `copy`; or on the host, with `remote_src`. Its `name` counts where the task names no environment.',
    },
    spec: { 'x-type': 'dict', description: 'What would be in that file, written in the playbook.' },
    remote_src: {
      'x-type': 'bool',
      default: false,
      description: '`file` and `installer` are on the host already.',
    },
    prune: {
      'x-type': 'bool',
      default: false,
      description: 'Remove what neither the file names nor anything that it names needs.',
    },
    executable: {
      'x-type': 'path',
      description:
        'The conda, mamba or micromamba to use: `/opt/conda/bin/conda`. Without it one is looked for: in PATH, then where installers put it (`/opt/conda`, `/opt/miniforge3`, `~/miniconda3` …).',
    },
    extra_args: { 'x-type': 'string', description: "More words for conda's command line." },
    installer: {
      'x-type': 'string',
      description:
        'What installs conda where there is none: the `.sh` of Miniforge or Miniconda, as a file of the control machine, a URL that the host fetches, or with `remote_src` a file on the host.',
    },
    installer_checksum: {
      'x-type': 'string',
      description: 'What the installer must be: `sha256:` and hex digits. Nothing else is run.',
    },
    root_prefix: {
      'x-type': 'path',
      description:
        'The folder that conda itself is installed in: `/opt/conda`. Its program is `bin/conda` in there, unless `executable` says otherwise.',
    },
  },
  additionalProperties: false,
  'x-mutually-exclusive': [
    ['environment', 'prefix'],
    ['file', 'spec'],
    ['file', 'name'],
    ['spec', 'name'],
  ],
};

/** Channels may be written in one text with blanks between them. */
export function channelsOf({ channels = [] }: CondaArguments): string[] {
  return channels.flatMap((one) => one.trim().split(/\s+/)).filter((one) => one !== '');
}

/** A list may have been written with commas: `numpy>=1.20,<2` is one package. */
export function packagesOf({ name = [], version }: Pick<CondaArguments, 'name' | 'version'>): string[] {
  const joined: string[] = [];
  for (const part of name) {
    const last = joined.length - 1;
    const open = /\[[^\]]*$/.test(joined[last] ?? '');
    if (last >= 0 && (open || /^\s*[<>=!~]/.test(part))) joined[last] += `,${part.trim()}`;
    else joined.push(part.trim());
  }
  const packages = joined.filter((one) => one !== '');
  return version === undefined ? packages : packages.map((one) => `${one}=${version}`);
}

/** Where conda itself is or will be, as far as the task says so. */
export function rootOf(args: CondaArguments): string | undefined {
  const folder = args.root_prefix ?? executableRoot(args.executable);
  if (folder !== undefined || args.installer === undefined || namesPackages(args))
    return folder?.replace(/\/+$/, '');
  // `installer` and `prefix` alone: conda itself, and its own environment.
  return args.prefix?.replace(/\/+$/, '');
}

function executableRoot(executable: string | undefined): string | undefined {
  return executable?.match(/^(\/.*)\/(?:bin|condabin)\/[^/]+$/)?.[1];
}

export function namesPackages(args: CondaArguments): boolean {
  return args.name !== undefined || args.file !== undefined || args.spec !== undefined;
}

export function isUrl(text: string): boolean {
  return /^(https?|ftp):\/\//.test(text);
}
