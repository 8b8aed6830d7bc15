import { defineModule } from '../core/module.ts';
import {
  CONDA_SCHEMA,
  type CondaArguments,
  isUrl,
  namesPackages,
  packagesOf,
  rootOf,
} from './conda/conda-arguments.ts';
import { checksumOf } from './conda/conda-installer.ts';
import { condaKeys } from './conda/conda-keys.ts';
import { planConda } from './conda/conda-plan.ts';
import { environmentOf } from './conda/environment-file.ts';
import { parseMatchSpec } from './conda/match-spec.ts';

export default defineModule<CondaArguments>({
  name: 'conda',
  description: `Makes and removes conda environments, installs, upgrades and removes packages in them, and installs conda itself.

What is installed is read from the environment's own records (\`conda-meta\`), so packages that are there cost no run of
conda, which takes seconds, and no Python. Only what is missing is handed to conda. Its solver is asked for a dry run
where only it can tell (\`state: latest\` in check mode), and where versions are to be seen (\`--check --diff\`).

conda, mamba and micromamba do alike; the one named by \`executable\`, or the first that is found.`,
  schema: CONDA_SCHEMA,
  examples: [
    {
      title: 'JupyterLab in an environment of its own, which is made where it is not there',
      yaml: `- conda:
    environment: jupyterlab
    name: [python=3.11, jupyterlab, nb_conda_kernels]
    channels: conda-forge
    executable: /opt/conda/bin/conda`,
    },
    {
      title: 'An R kernel, from a channel that comes before the others',
      yaml: `- conda:
    environment: R-4.0.2
    name: [r-base=4.0.2, r-irkernel]
    channels: [r, conda-forge]`,
    },
    {
      title: 'conda itself, without anything else',
      yaml: `- conda:
    installer: https://github.com/conda-forge/miniforge/releases/download/24.7.1-0/Miniforge3-24.7.1-0-Linux-x86_64.sh
    installer_checksum: "sha256:{{ miniforge_sha256 }}"
    root_prefix: /opt/conda`,
    },
    {
      title: 'What an environment.yml beside the playbook says, and nothing else',
      yaml: `- conda:
    file: environment.yml
    prefix: /srv/app/env
    prune: true`,
    },
    {
      title: 'An environment that is no longer wanted',
      yaml: `- conda:
    environment: Python2
    state: absent`,
    },
    {
      title: 'All packages of an environment as new as can be',
      yaml: `- conda:
    environment: jupyterlab
    name: "*"
    state: latest`,
    },
  ],
  returns: {
    prefix: "The environment's path.",
    executable: 'The conda that was used.',
    cmd: 'The command that was run, as a list.',
    actions: 'What conda says it did: `LINK`, `UNLINK`, `FETCH`.',
    name: 'The packages, as the task lists them.',
    version: 'The version asked for.',
    state: 'The state asked for.',
    installer: 'What installed conda, where it was installed.',
    msg: 'Why it failed.',
    stdout: 'What conda printed.',
    stderr: 'What it complained about.',
  },
  differences: [
    'Ansible has no such module of its own. The arguments are those of the ones that roles bring along (`name`, `version`, `state`, `environment`, `channels`, `executable`, `extra_args`); a role that has one of its own in `library/` works by this one.',
    'A package that is there, in a version that was asked for, is `ok`: conda itself would upgrade it in passing.',
    'Without `environment` it is the environment `base`, whichever one is activated.',
    '`prune` goes by what packages say they need, so that a pruned environment costs no solver.',
  ],
  check(args) {
    const packages = packagesOf({ name: args.name ?? [] });
    if (args.version !== undefined && args.state === 'latest')
      return [{ message: '`version` must not be set with state=latest', argument: 'version' }];
    if (args.version !== undefined && packages.length > 1) {
      const hint = 'write the version next to each name: `numpy=1.26`';
      return [{ message: "'version' is ambiguous with several packages", argument: 'version', hint }];
    }
    const first = packages[0];
    if (args.version !== undefined && first !== undefined && parseMatchSpec(first).version !== '')
      return [{ message: `'version' conflicts with the one in '${first}'`, argument: 'version' }];
    if (packages.includes('*') && args.state !== 'latest')
      return [{ message: '`*` stands for all packages only with state=latest', argument: 'name' }];
    if (args.prune && args.file === undefined && args.spec === undefined)
      return [{ message: 'prune goes by a file', argument: 'prune', hint: 'give `file` or `spec`' }];
    if (args.spec !== undefined) {
      try {
        environmentOf(args.spec);
      } catch (thrown) {
        return [{ message: (thrown as Error).message, argument: 'spec' }];
      }
    }
    return installerMistakes(args);
  },
  inputs: (args) => ({
    ...(args.file === undefined || args.remote_src ? {} : { file: { input: 'file', src: args.file } }),
    ...(args.installer === undefined || args.remote_src || isUrl(args.installer) || args.state === 'absent'
      ? {}
      : { installer: { input: 'file', src: args.installer, raw: true } }),
  }),
  observe: condaKeys,
  plan: planConda,
});

function installerMistakes(args: CondaArguments): { message: string; argument: string; hint?: string }[] {
  const wanted = checksumOf(args);
  if (wanted !== undefined && !/^[0-9a-f]{64}$/.test(wanted)) {
    const hint = 'sha256: and 64 hex digits';
    return [{ message: `'${args.installer_checksum}' is no checksum`, argument: 'installer_checksum', hint }];
  }
  if (args.installer === undefined) return [];
  if (rootOf(args) === undefined) {
    const hint = namesPackages(args) ? 'root_prefix: /opt/conda' : 'root_prefix, or prefix: /opt/conda';
    return [{ message: 'installer takes the folder to install conda into', argument: 'installer', hint }];
  }
  if (args.remote_src && !args.installer.endsWith('.sh'))
    return [{ message: 'an installer wants a name that ends in .sh', argument: 'installer' }];
  return [];
}
