import type { Run } from '../../core/step.ts';
import { type Told, withoutPasswords } from './index-urls.ts';
import type { PipArguments } from './pip-arguments.ts';

/** Nobody answers its questions, and nobody asked for news about pip itself. */
const ENVIRONMENT = {
  PIP_NO_INPUT: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_COLOR: '1',
  PIP_PROGRESS_BAR: 'off',
  LC_ALL: 'C.UTF-8',
};

/** Tools of the environment itself (a compiler, a build backend) come before the host's. */
const WITH_ITS_TOOLS = 'PATH="$0:$PATH"; export PATH; exec "$@"';

/** What runs pip (or uv) on the wanted Python; `python` is a path or a name. */
export function pipStep(args: PipArguments, python: string, targets: readonly string[]): Run {
  const more = extraWords(args);
  const words = [...operation(args), ...more.words];
  if (args.installer === 'pip' && args.state === 'absent') words.push('-y');
  const installs = args.state !== 'absent';
  const listed = args.requirements !== undefined && installs ? ['-r', args.requirements] : targets;
  const argv =
    args.installer === 'uv'
      ? ['uv', 'pip', ...words, '--python', python, ...listed]
      : args.executable?.includes('pip')
        ? [args.executable, ...words, ...listed]
        : [python, '-m', 'pip', ...words, ...listed];
  const folder = python.includes('/') ? python.slice(0, python.lastIndexOf('/')) : '';
  const run = inPlace(args);
  return {
    ...run,
    env: { ...run.env, ...more.env },
    argv: folder ? ['sh', '-c', WITH_ITS_TOOLS, folder, ...argv] : argv,
  };
}

/** What `extra_args` adds to a command line. */
export function extraWords(args: PipArguments): Told {
  return withoutPasswords(shellWords(args.extra_args ?? ''), args.installer);
}

function operation(args: PipArguments): string[] {
  switch (args.state) {
    case 'present':
      return ['install'];
    case 'latest':
      return ['install', '--upgrade'];
    case 'forcereinstall':
      return args.installer === 'uv'
        ? ['install', '--upgrade', '--reinstall']
        : ['install', '--upgrade', '--force-reinstall'];
    case 'absent':
      return ['uninstall'];
  }
}

function inPlace(args: PipArguments): Run {
  const breaks = args.break_system_packages
    ? { PIP_BREAK_SYSTEM_PACKAGES: '1', UV_BREAK_SYSTEM_PACKAGES: '1' }
    : {};
  return {
    do: 'run',
    cwd: args.chdir ?? '/',
    env: { ...ENVIRONMENT, ...breaks },
    ...(args.umask === undefined ? {} : { umask: args.umask }),
  };
}

/** The Python that makes the environment, where that is decided by its own module `venv`. */
export function makerOf(args: PipArguments): string | undefined {
  if (args.installer === 'uv') return undefined;
  if (args.virtualenv_command === undefined) return args.virtualenv_python ?? 'python3';
  const [command = '', ...options] = shellWords(args.virtualenv_command);
  return options.join(' ') === '-m venv' ? command : undefined;
}

/** The command that makes environments where Python's own module doesn't. */
export function makerCommand(args: PipArguments): string {
  return shellWords(args.virtualenv_command ?? 'virtualenv')[0] ?? '';
}

/** venv stumbles over a link to a Python that is gone. */
const RELINKED = 'rm -f "$0"/bin/python*; exec "$@"';

export function makeVenv(args: PipArguments, folder: string, broken = false): Run {
  const site = args.virtualenv_site_packages ? ['--system-site-packages'] : [];
  const maker = makerOf(args);
  const interpreter = args.virtualenv_python;
  let argv: string[];
  if (args.installer === 'uv') {
    argv = [
      'uv',
      'venv',
      '--allow-existing',
      ...site,
      ...(interpreter ? ['--python', interpreter] : []),
      folder,
    ];
  } else if (maker !== undefined) argv = [maker, '-m', 'venv', ...site, folder];
  else {
    const command = shellWords(args.virtualenv_command ?? 'virtualenv');
    argv = [...command, ...site, ...(interpreter ? ['-p', interpreter] : []), folder];
  }
  return { ...inPlace(args), argv: broken ? ['sh', '-c', RELINKED, folder, ...argv] : argv };
}

/** An environment that was made without pip gets the one that came with its Python. */
export function ensurePip(args: PipArguments, python: string): Run {
  return { ...inPlace(args), argv: [python, '-m', 'ensurepip', '--upgrade'] };
}

/** Splits as a shell would, quotes and all; nothing is expanded. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const m of text.matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(\s+)|([^\s'"\\]+)/g)) {
    const [, single, double, escaped, space, plain] = m;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '');
  }
  if (word !== undefined) words.push(word);
  return words;
}
