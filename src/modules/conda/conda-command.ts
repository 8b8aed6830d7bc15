import type { Content, Run } from '../../core/step.ts';
import type { Conda } from '../../probes/conda.ts';
import { shellWords } from '../pip/pip-command.ts';
import { type CondaArguments, channelsOf } from './conda-arguments.ts';

/** Nothing is asked, nothing is sent to anybody, no news are shown; messages are English. */
export const QUIETLY = {
  CONDA_REPORT_ERRORS: 'false',
  CONDA_ALWAYS_YES: 'true',
  CONDA_NOTIFY_OUTDATED_CONDA: 'false',
  CONDA_NUMBER_CHANNEL_NOTICES: '0',
  MAMBA_NO_BANNER: '1',
  PIP_NO_INPUT: '1',
  LC_ALL: 'C.UTF-8',
};

/** Hours: a slow solver and a slow network are no failure. */
const TIME_LIMIT = 3 * 3600;

export function condaRun(argv: readonly string[], attachment?: Run['attachment']): Run {
  return {
    do: 'run',
    argv,
    env: QUIETLY,
    cwd: '/',
    timeLimit: TIME_LIMIT,
    ...(attachment === undefined ? {} : { attachment }),
  };
}

function channelWords(args: CondaArguments, more: readonly string[] = []): string[] {
  return [
    ...(args.override_channels ? ['--override-channels'] : []),
    ...[...channelsOf(args), ...more].flatMap((channel) => ['--channel', channel]),
  ];
}

/** Makes an environment, installs into it or removes from it. */
export function packagesArgv(
  args: CondaArguments,
  tool: Conda,
  verb: 'create' | 'install' | 'update' | 'remove',
  prefix: string,
  packages: readonly string[],
  channels: readonly string[] = [],
): string[] {
  return [
    tool.found,
    verb,
    ...['--prefix', prefix, '--yes', '--quiet', '--json'],
    ...channelWords(args, channels),
    ...shellWords(args.extra_args ?? ''),
    ...packages,
  ];
}

/** What makes or updates an environment as a file says. conda's own `env update` knows neither --yes nor channels. */
export function fileRun(
  args: CondaArguments,
  tool: Conda,
  prefix: string,
  makes: boolean,
  content: Content,
): Run {
  const extra = shellWords(args.extra_args ?? '');
  const file = ['--file', '{attachment}'];
  const prune = args.prune && !makes ? ['--prune'] : [];
  const attachment = { name: 'environment.yml', content };
  if (tool.flavour === 'micromamba') {
    const verb = makes ? ['create'] : prune.length > 0 ? ['update', ...prune] : ['install'];
    return condaRun(
      [tool.found, ...verb, '--prefix', prefix, '--yes', '--quiet', ...channelWords(args), ...extra, ...file],
      attachment,
    );
  }
  const verb = makes ? ['create', '--yes'] : ['update', ...prune];
  return condaRun([tool.found, 'env', ...verb, '--prefix', prefix, '--quiet', ...extra, ...file], attachment);
}

export function removeEnvironment(tool: Conda, prefix: string): Run {
  return condaRun([tool.found, 'env', 'remove', '--prefix', prefix, '--yes']);
}
