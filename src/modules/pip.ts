import { defineModule } from '../core/module.ts';
import type { PipArguments } from './pip/pip-arguments.ts';
import { pipKeys, planPip } from './pip/pip-plan.ts';
import { joinSplitNames, parseRequirement } from './pip/requirement.ts';

export default defineModule<PipArguments>({
  name: 'pip',
  description: `Installs, upgrades and removes Python packages, in a virtual environment or outside of any.

What is installed is read from the environment's own files, so that packages that are there cost neither a run of pip
nor any network. The environment is made where there is none, and repaired where its interpreter is gone (as after an
upgrade of the system's Python).

Check mode asks pip's own dry run (pip 22.2 or later) where only pip can tell, and shows which versions would come.
Nothing is written for that; but a package that comes as source only is built in a temporary folder to be understood.`,
  schema: {
    type: 'object',
    properties: {
      name: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'A requirement.' },
        description:
          'Requirements: `jupyterlab`, `jupyterlab>=4,<5`, `black[d]`, `app @ https://…`, a URL, a path on the host, `git+https://…@v1#egg=app`. All that extras require belongs to what has to be there.',
      },
      version: { 'x-type': 'string', description: 'The version of the one package in `name`.' },
      requirements: {
        'x-type': 'string',
        description:
          'A requirements file on the host; those it names with `-r` and `-c`, hashes, markers and comments are understood.',
      },
      virtualenv: {
        'x-type': 'path',
        description: 'The virtual environment to install into; made where it is not there.',
      },
      virtualenv_site_packages: {
        'x-type': 'bool',
        default: false,
        description: "Whether a new environment also sees the system's packages.",
      },
      virtualenv_command: {
        'x-type': 'string',
        description:
          'What makes the environment, such as `virtualenv`. By default Python itself, by its module venv.',
      },
      virtualenv_python: {
        'x-type': 'string',
        description: 'The Python for a new environment, such as `python3.11`.',
      },
      state: {
        'x-type': 'string',
        enum: ['present', 'absent', 'latest', 'forcereinstall'],
        default: 'present',
        description:
          '`present` installs what is missing or does not fit its specifiers. `latest` upgrades, for which the package index has to be asked each time. `forcereinstall` installs anew, whatever is there. `absent` uninstalls; versions do not matter then.',
      },
      extra_args: {
        'x-type': 'string',
        description:
          "More words for pip's command line. Addresses of package indexes with a password in them are told by the environment instead (`PIP_INDEX_URL`, `PIP_EXTRA_INDEX_URL`; `UV_…` for uv): command lines can be read by everybody on the host.",
      },
      editable: {
        'x-type': 'bool',
        default: false,
        description: 'Install folders so that changes to them take effect.',
      },
      chdir: { 'x-type': 'path', description: 'The folder to run in, to which other paths may be relative.' },
      executable: {
        'x-type': 'string',
        description: 'A pip or python outside of virtual environments, such as `pip3.11`.',
      },
      umask: {
        'x-type': 'string',
        description: 'Octal; for files that others have to read in spite of a strict umask.',
      },
      break_system_packages: {
        'x-type': 'bool',
        default: false,
        description: "Install into a Python that belongs to the system's package manager (PEP 668).",
      },
      installer: {
        'x-type': 'string',
        enum: ['pip', 'uv'],
        default: 'pip',
        description:
          'Have `uv` do it, which has to be in the PATH of the user the task runs as; where it is not, the task fails rather than falling back on pip. uv makes the environment, too, and puts no pip into it. It reads its own settings (uv.toml, `UV_…` variables), not those of pip.',
      },
    },
    'x-required-one-of': [['name', 'requirements']],
    'x-mutually-exclusive': [
      ['name', 'requirements'],
      ['executable', 'virtualenv'],
    ],
  },
  examples: [
    {
      title: 'JupyterLab in an environment of its own',
      yaml: `- pip:
    name:
      - jupyterlab>=4,<5
      - jupyterlab-language-pack-zh-CN
    virtualenv: /srv/jupyterlab/venv`,
    },
    {
      title: 'What a requirements file lists',
      yaml: `- pip:
    requirements: /srv/app/requirements.txt
    virtualenv: /srv/app/venv
    virtualenv_python: python3.11`,
    },
    {
      title: 'The newest there is, of an application with its extras',
      yaml: `- pip:
    name: fastapi[standard]
    virtualenv: /srv/api/venv
    state: latest`,
    },
    {
      title: 'A working copy, used in place',
      yaml: `- pip:
    name: .
    chdir: /srv/app
    virtualenv: /srv/app/venv
    editable: true`,
    },
    {
      title: 'By uv',
      yaml: `- pip:
    name: ruff
    version: 0.6.9
    virtualenv: /srv/tools
    installer: uv`,
    },
  ],
  returns: {
    name: 'The requirements, as the task lists them.',
    version: 'The version asked for.',
    requirements: 'The requirements file.',
    virtualenv: 'The environment.',
    state: 'The state asked for.',
    cmd: 'The command that was run, as a list.',
    msg: 'Why it failed.',
    stdout: 'What it printed.',
    stderr: 'What it complained about.',
  },
  differences: [
    'An environment is made by `python3 -m venv` unless told otherwise; Ansible calls `virtualenv`.',
    'Requirements files are read, so a satisfied one is `ok` in check mode and costs no run of pip.',
    'An environment whose interpreter is gone is repaired.',
    'Only what is missing is handed to pip.',
    'Packages that an extra requires are looked for, too: Ansible takes an extra for installed when its package is.',
    'What was installed in place from a path, or from a URL, is known by where it came from; Ansible has pip do it again.',
    '`installer: uv` is an addition.',
  ],
  check(args) {
    const names = joinSplitNames(args.name ?? []);
    if (args.version !== undefined && args.state === 'latest') {
      return [{ message: 'version is incompatible with state=latest', argument: 'version' }];
    }
    if (args.version !== undefined && names.length > 1) {
      const hint = 'write the version next to each name';
      return [{ message: "'version' is ambiguous with several packages", argument: 'version', hint }];
    }
    if (
      args.version !== undefined &&
      names[0] !== undefined &&
      parseRequirement(names[0]).specifiers !== ''
    ) {
      return [{ message: `'version' conflicts with the one in '${names[0]}'`, argument: 'version' }];
    }
    if (args.umask !== undefined && !/^[0-7]{1,4}$/.test(args.umask)) {
      return [{ message: 'umask must be an octal integer', argument: 'umask' }];
    }
    return [];
  },
  observe: (args, known, _inputs, context) => pipKeys(args, known, context),
  plan: (args, seen, _inputs, context) => planPip(args, seen, context),
});
