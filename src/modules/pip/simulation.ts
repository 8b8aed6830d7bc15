import type { Key } from '../../core/key.ts';
import type { Seen, TaskContext } from '../../core/module.ts';
import type { Difference } from '../../core/plan.ts';
import { isUnknown } from '../../core/unknown.ts';
import { type PipSimulation, pipSimulation } from '../../probes/pip-simulation.ts';
import { absolute, type PipArguments } from './pip-arguments.ts';
import { extraWords, pipStep } from './pip-command.ts';
import type { Ground, Target } from './pip-target.ts';
import type { Requirement } from './requirement.ts';
import type { Packages, Todo } from './todo.ts';

type Installs = PipSimulation['installs'];

/**
 * pip's dry run, where only pip can tell what comes of the task, or detail is wanted. It is not run where that would
 * build somebody's folder in its place.
 */
export function simulationOf(
  args: PipArguments,
  target: Target,
  ground: Ground,
  todo: Todo,
  context: TaskContext,
): Key<PipSimulation> | undefined {
  if (!context.check && !context.diff) return undefined;
  if (
    ground.makes ||
    ground.closed !== false ||
    ground.interpreter === '' ||
    args.state === 'absent' ||
    todo.targets.length === 0
  )
    return undefined;
  if (todo.unsure.some(isUnknown) || todo.requirements.some(isLocal)) return undefined;
  const { argv = [], env = {}, cwd = '/' } = pipStep(args, ground.interpreter, todo.targets);
  const shared = {
    cwd,
    env: { ...context.environment, ...env },
    ...(target.folder === undefined ? {} : { folder: target.folder }),
    files: args.requirements === undefined ? [] : [absolute(args, args.requirements)],
    names: todo.requirements.flatMap(({ name }) => (name === undefined ? [] : [name])),
    upgrade: args.state !== 'present',
  };
  if (args.installer === 'pip') {
    const dry = [...argv, '--dry-run', '--report', '-', '--quiet', '--retries', '1'];
    return pipSimulation({ ...shared, argv: dry, answer: 'report' });
  }
  // uv's own dry run leaves a lock in the environment. All that it would settle on it tells of the newest only.
  if (args.state !== 'latest') return undefined;
  const file = args.requirements;
  return pipSimulation({
    ...shared,
    argv: [
      ...['uv', 'pip', 'compile', '--upgrade', '--quiet', '--no-header', '--no-annotate'],
      ...['--python', ground.interpreter, ...extraWords(args).words, file ?? '-'],
    ],
    ...(file === undefined ? { stdin: `${todo.targets.join('\n')}\n` } : {}),
    answer: 'list',
  });
}

/** A folder or an archive of the host. */
function isLocal({ editable, url }: Requirement): boolean {
  return editable === true || (url !== undefined && !/^([a-z]+\+[a-z]+|https?|ftp):\/\//.test(url));
}

/** What would come, or undefined where the dry run can't say. */
export function answerOf(key: Key<PipSimulation> | undefined, seen: Seen): PipSimulation | undefined {
  const answer = key && seen.get(key);
  return answer?.mute ? undefined : answer;
}

/** uv lists what there is already, too. */
export function arriving(args: PipArguments, { installs }: PipSimulation, packages: Packages): Installs {
  if (args.installer === 'pip') return installs;
  return installs.filter(({ name, version }) => packages[name]?.version !== version);
}

/** The versions that come, and those that go. */
export function versionsDifference(subject: string, installs: Installs, packages: Packages): Difference {
  const lines = (versionOf: (one: Installs[number]) => unknown): string =>
    installs
      .flatMap((one) => {
        const version = versionOf(one);
        return typeof version === 'string' ? [`${one.name} ${version}\n`] : [];
      })
      .join('');
  return {
    subject,
    before: lines(({ name }) => packages[name]?.version),
    after: lines(({ version }) => version),
  };
}
