import type { Effect } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Inputs, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, invalid, type Plan, unchanged } from '../../core/plan.ts';
import type { Run, Step } from '../../core/step.ts';
import { isUnknown, known, NotKnown, Unknown } from '../../core/unknown.ts';
import type { Conda } from '../../probes/conda.ts';
import { condaEnv } from '../../probes/conda-env.ts';
import type { CondaSimulation } from '../../probes/conda-simulation.ts';
import type { PathState } from '../../probes/path.ts';
import { type CondaArguments, namesPackages } from './conda-arguments.ts';
import { condaRun, fileRun, packagesArgv, removeEnvironment } from './conda-command.ts';
import { ownFiles, packagesEffects, removalEffects } from './conda-effects.ts';
import { type Ground, groundOf, isNothing, isOpen, simulationOf, solverArgv } from './conda-ground.ts';
import { installation } from './conda-installer.ts';
import { isChanged, packageChanges, resultOf, said, versionsDifference } from './conda-result.ts';
import { isBase, type Target, targetOf, toolKey, wantedEnvironment } from './conda-target.ts';
import { expectedPackages, withDependents } from './conda-todo.ts';
import { NoFile, type Wanted, wantedOf } from './conda-wanted.ts';
import { NoEnvironmentFile } from './environment-file.ts';

export function planConda(args: CondaArguments, seen: Seen, inputs: Inputs, context: TaskContext): Decision {
  let wanted: Wanted;
  try {
    wanted = known(wantedOf(args, inputs, (key: Key<PathState>) => seen.peek(key)));
  } catch (thrown) {
    if (thrown instanceof NoEnvironmentFile)
      return invalid(`The environment's file can't be read: ${thrown.message}`);
    if (thrown instanceof NoFile) return fails(thrown.message);
    throw thrown;
  }
  const found = seen.get(toolKey(args));
  if (found.found !== '') return planEnvironment(args, found, wanted, seen, context);
  if (args.state === 'absent') return withoutConda(args, wanted, seen);
  if (args.installer === undefined) return fails(missingConda(args));
  const installs = installation(args, seen, inputs);
  if ('verdict' in installs) return installs;
  const before = {
    steps: installs.steps,
    effects: installs.effects,
    change: `install conda in ${installs.tool.root}`,
  };
  const rest = planEnvironment(args, installs.tool, wanted, seen, context, true);
  if (rest.verdict !== 'change' && rest.verdict !== 'unchanged') return rest;
  return joined(args, before, rest);
}

function missingConda(args: CondaArguments): string {
  const { subject } = toolKey(args);
  return subject === ''
    ? 'There is no conda, mamba or micromamba on this host: name it by `executable`, or have it installed by `installer`'
    : `There is no ${subject} on this host`;
}

/** Without conda there are no environments by name; one by path may be left of another. */
function withoutConda(args: CondaArguments, wanted: Wanted, seen: Seen): Decision {
  const environment = wantedEnvironment(args, wanted.file);
  const there = 'prefix' in environment && seen.get(condaEnv(environment.prefix)).exists;
  return there ? fails(missingConda(args)) : unchanged(resultOf(args, '', ''));
}

/** conda comes first; what it then installs is told by the last output. */
function joined(
  args: CondaArguments,
  before: { steps: readonly Step[]; effects: readonly Effect[]; change: string },
  rest: Plan,
): Plan {
  return {
    ...rest,
    verdict: 'change',
    changes: [before.change, ...rest.changes],
    steps: [...before.steps, ...rest.steps],
    effects: [...before.effects, ...rest.effects],
    result: { ...rest.result, installer: args.installer ?? null },
    onlyTells: true,
    finish: (outputs) => said(outputs),
  };
}

function planEnvironment(
  args: CondaArguments,
  tool: Conda,
  wanted: Wanted,
  seen: Seen,
  context: TaskContext,
  fresh = false,
): Decision {
  const environment = wantedEnvironment(args, wanted.file);
  const found = targetOf(environment, tool, (key) => seen.get(key));
  if (!found)
    return fails(`${tool.found} doesn't tell where its environments are: name this one by \`prefix\``);
  // conda's own environment comes with it.
  const target =
    fresh && isBase(found, tool) ? { ...found, before: { exists: true, packages: {}, pip: {} } } : found;
  if (args.state === 'absent') return planAbsent(args, tool, target, wanted, seen);
  if (!namesPackages(args) && target.before.exists && args.state === 'present')
    return unchanged(resultOf(args, target.prefix, tool.found));
  const ground = groundOf(args, tool, target, wanted);
  return planPackages(ground, seen, context);
}

function planAbsent(args: CondaArguments, tool: Conda, target: Target, wanted: Wanted, seen: Seen): Decision {
  const { prefix, before } = target;
  if (!before.exists) return unchanged(resultOf(args, prefix, tool.found));
  if (args.name === undefined) {
    if (isBase(target, tool)) {
      return args.environment === undefined && args.prefix === undefined
        ? invalid('state absent takes the environment that is to go, or packages', { argument: 'state' })
        : fails(`${prefix} is conda itself: it isn't removed`);
    }
    const run = removeEnvironment(tool, prefix);
    return {
      verdict: 'change',
      changes: [`remove the environment ${prefix}`],
      steps: [run],
      effects: [...ownFiles(tool, prefix, seen), ...removalEffects(target)],
      result: resultOf(args, prefix, tool.found, run.argv),
      onlyTells: true,
      finish: said,
    };
  }
  const packages = known(before.packages);
  const names = wanted.specs.flatMap(({ name }) => (name !== undefined && packages[name] ? [name] : []));
  if (names.length === 0) return unchanged(resultOf(args, prefix, tool.found));
  const argv = packagesArgv(args, tool, 'remove', prefix, names);
  const gone = withDependents(names, packages);
  return {
    verdict: 'change',
    changes: [...gone].map((name) => `remove ${name}`),
    steps: [condaRun(argv)],
    effects: [
      ...ownFiles(tool, prefix, seen),
      ...packagesEffects(target, expectedPackages(packages, [], gone, undefined), before.pip, false),
    ],
    result: resultOf(args, prefix, tool.found, argv),
    onlyTells: true,
    finish: said,
  };
}

function planPackages(ground: Ground, seen: Seen, context: TaskContext): Decision {
  const { args, tool, target, wanted, todo, extra } = ground;
  const { prefix, before } = target;
  const nothing = (): Decision => unchanged(resultOf(args, prefix, tool.found));
  if (isNothing(ground)) return nothing();
  const open = isOpen(ground) && extra.length === 0;
  const answer = answerOf(ground, open, seen, context);
  if (open && answer && answer.refusal !== '') return fails(`${tool.flavour} refuses: ${answer.refusal}`);
  if (open && answer && answer.link.length + answer.unlink.length === 0) return nothing();
  const solved = answer?.refusal === '' ? answer : undefined;

  const argv = solverArgv(ground);
  const run: Run =
    wanted.content === undefined
      ? condaRun(argv)
      : fileRun(args, tool, prefix, !before.exists, wanted.content);
  const packages = known(before.packages);
  const comes = args.state === 'latest' ? wanted.specs : [...todo.missing, ...todo.unsure];
  // Where a file is handed over, conda may also renew what fits already.
  const exact = solved !== undefined && wanted.file === undefined;
  const after = expectedPackages(packages, comes, new Set(extra), exact ? solved : undefined);
  return {
    verdict: 'change',
    changes: changesOf(ground, solved),
    ...(solved && context.diff ? { differences: [versionsDifference(prefix, solved)] } : {}),
    ...(answer && answer.refusal !== ''
      ? { warnings: [`${tool.flavour} refuses now: ${answer.refusal}`] }
      : {}),
    steps: [run],
    effects: [...ownFiles(tool, prefix, seen), ...packagesEffects(target, after, pipAfter(ground), exact)],
    result: resultOf(args, prefix, tool.found, run.argv),
    onlyTells: true,
    finish: (outputs, read) => ({
      ...said(outputs),
      ...(open ? { changed: isChanged(before, read.get(target.key)) } : {}),
    }),
  };
}

function answerOf(
  ground: Ground,
  open: boolean,
  seen: Seen,
  context: TaskContext,
): CondaSimulation | undefined {
  const key = simulationOf(ground, context);
  if (key === undefined) return undefined;
  const answer = open ? seen.get(key) : seen.peek(key);
  if (isUnknown(answer)) return undefined;
  if (answer.mute && open) throw new NotKnown(Unknown.of(`what ${ground.tool.found} says once it is there`));
  return answer.mute ? undefined : answer;
}

function changesOf(
  { args, target, todo, wanted, extra }: Ground,
  solved: CondaSimulation | undefined,
): string[] {
  const packages = known(target.before.packages);
  const changes = [
    ...(target.before.exists ? [] : [`make the environment ${target.prefix}`]),
    ...packageChanges([...todo.missing, ...todo.unsure], packages, solved),
    ...todo.pip.map((text) => `install ${text} by pip`),
    ...extra.map((name) => `remove ${name}`),
  ];
  if (changes.length > 0) return changes;
  const names = wanted.specs.map(({ text }) => text);
  const moved = solved?.link.map(({ name }) => ({ name, text: name })) ?? [];
  if (moved.length > 0) return packageChanges(moved, packages, solved);
  return [
    args.state === 'latest' ? `upgrade ${names.join(', ') || 'all packages'}` : `update ${target.prefix}`,
  ];
}

function pipAfter({ todo, target, wanted }: Ground): Target['before']['pip'] {
  if (todo.pip.length === 0 && wanted.pip.length === 0) return target.before.pip;
  return Unknown.of(`what pip installs in ${target.prefix}`);
}
