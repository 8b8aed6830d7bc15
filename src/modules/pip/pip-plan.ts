import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, invalid, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Run, Step } from '../../core/step.ts';
import { known, NotKnown, Unknown } from '../../core/unknown.ts';
import { home } from '../../probes/home.ts';
import { program } from '../../probes/program.ts';
import type { Venv } from '../../probes/venv.ts';
import { absolute, type PipArguments } from './pip-arguments.ts';
import { ensurePip, makeVenv, pipStep } from './pip-command.ts';
import { interpreterEffects, ownFiles, sourceEffects, venvEffects } from './pip-effects.ts';
import { changedPackages, resultOf, said } from './pip-result.ts';
import { cannotMake, type Ground, groundOf, makerKeys, type Target, targetOf } from './pip-target.ts';
import { answerOf, arriving, simulationOf, versionsDifference } from './simulation.ts';
import { decide, expectedPackages, todoOf, wordsOf } from './todo.ts';
import { requirementFiles, type Wanted, wantedOf } from './wanted.ts';

export function pipKeys(args: PipArguments, seen: Known, context: TaskContext): readonly Key[] {
  const soFar = knownOnly(seen);
  const wanted = wantedOf(args, (key) => seen.get(key) ?? NOT_READ);
  const target = targetOf(args, wanted.withExtras);
  const keys: Key[] = [home(), target.key, ...requirementFiles(args, (key) => seen.get(key))];
  if (args.installer === 'uv') keys.push(program('uv'));
  if (target.folder !== undefined) {
    const now = seen.get(target.key);
    if (now && now.state !== 'works') keys.push(...makerKeys(args));
  }
  // Files that are nested deeply are read too late to decide whether a dry run is worth its time.
  if (wanted.nested && args.state !== 'latest') return keys;
  try {
    const ground = groundOf(args, target, soFar);
    const todo = todoOf(args, wanted, ground.packages, ground.version);
    const simulation = simulationOf(args, target, ground, todo, context);
    if (simulation) keys.push(simulation);
  } catch (thrown) {
    if (!(thrown instanceof NotKnown)) throw thrown;
  }
  return keys;
}

const NOT_READ = Unknown.of('what is being read');

/** For `observe`: what isn't known yet is not an error, it is asked for. */
function knownOnly(seen: Known): Seen {
  const get = <T>(key: Key<T>): T => {
    const value = seen.get(key);
    if (value === undefined) throw new NotKnown(NOT_READ);
    return value;
  };
  return { get, peek: get };
}

export function planPip(args: PipArguments, seen: Seen, context: TaskContext): Decision {
  if (args.virtualenv !== undefined && !absolute(args, args.virtualenv).startsWith('/')) {
    return invalid('virtualenv is an absolute path, or relative to chdir', { argument: 'virtualenv' });
  }
  const wanted = wantedOf(args, (key) => seen.peek(key));
  if (wanted.missing !== undefined)
    return fails(`There is no requirements file ${wanted.missing} on the host`);
  const target = targetOf(args, wanted.withExtras);
  const refusal = cannotWork(args, target, seen);
  if (refusal) return refusal;
  return planPackages(args, target, groundOf(args, target, seen), wanted, seen, context);
}

/** What isn't there to work with. */
function cannotWork(args: PipArguments, target: Target, seen: Seen): Decision | undefined {
  if (target.folder === undefined) {
    const { found, hasPip } = seen.get(target.key);
    if (found === '') return fails(`There is no ${target.key.subject} on this host`);
    if (args.installer === 'pip' && known(hasPip) === false)
      return fails(`${found} has no pip; on Debian it takes the package python3-pip`);
  } else if (seen.get(target.key).state !== 'works') {
    if (args.state === 'absent') return unchanged(emptyResult(args, target.folder));
    const refusal = cannotMake(args, seen);
    if (refusal) return refusal;
  }
  if (args.installer === 'uv' && seen.get(program('uv')) === '') {
    return fails("There is no uv on this host: it has to be in root's PATH, such as /usr/local/bin/uv");
  }
  return undefined;
}

function emptyResult(args: PipArguments, folder: string): ResultFields {
  return resultOf(args, pipStep(args, `${folder}/bin/python`, args.name ?? []), folder);
}

function planPackages(
  args: PipArguments,
  target: Target,
  ground: Ground,
  wanted: Wanted,
  seen: Seen,
  context: TaskContext,
): Decision {
  const { packages, interpreter, makes } = ground;
  const { folder } = target;
  const todo = todoOf(args, wanted, packages, ground.version);
  const simulation =
    wanted.nested && args.state !== 'latest' ? undefined : simulationOf(args, target, ground, todo, context);
  const answer = answerOf(simulation, seen);
  const nothingToDo = (): Decision =>
    unchanged(resultOf(args, pipStep(args, interpreter, wordsOf(wanted.requirements)), folder));
  const found = decide(todo, makes, context, answer);
  if (found === 'nothing') return nothingToDo();
  if (known(ground.closed)) {
    return fails(
      `${interpreter} belongs to the system's package manager (PEP 668): install into a virtualenv, or set break_system_packages: true`,
    );
  }
  if (answer && answer.refusal !== '') return fails(`${args.installer} refuses: ${answer.refusal}`);
  const come = answer && arriving(args, answer, packages);
  if (come?.length === 0) return nothingToDo();

  const steps: Step[] = [];
  const changes: string[] = [];
  if (makes && folder !== undefined && target.folder !== undefined) {
    const broken = seen.get(target.key).state === 'broken';
    steps.push(makeVenv(args, folder, broken));
    changes.push(`${broken ? 'repair' : 'make'} the virtual environment ${folder}`);
  }
  if (todo.targets.length > 0) {
    if (target.folder !== undefined && lacksPip(args, makes, seen.get(target.key)))
      steps.push(ensurePip(args, interpreter));
    steps.push(pipStep(args, interpreter, todo.targets));
    changes.push(...todo.changes);
  }
  const sources = args.state === 'absent' ? [] : todo.requirements;
  const after = expectedPackages(args, todo, packages, come);
  const effects =
    target.folder === undefined
      ? interpreterEffects(target.key, { ...seen.get(target.key), packages: after }, args.installer)
      : venvEffects(target.folder, target.key, madeOf(args, ground, seen.get(target.key), after), makes);
  return {
    verdict: 'change',
    changes,
    ...(come ? { differences: [versionsDifference(folder ?? interpreter, come, packages)] } : {}),
    steps,
    effects: [...ownFiles(args, seen), ...sourceEffects(sources), ...effects],
    result: resultOf(args, steps.at(-1) as Run, folder),
    onlyTells: true,
    finish: (outputs, read) => ({
      ...said(outputs),
      ...(found === 'undecided' ? { changed: changedPackages(packages, read, target.key) } : {}),
    }),
  };
}

function lacksPip(args: PipArguments, makes: boolean, before: Venv): boolean {
  return !makes && args.installer === 'pip' && known(before.hasPip) === false;
}

/** The environment as it will be. */
function madeOf(
  args: PipArguments,
  { makes, version }: Ground,
  before: Venv,
  packages: Venv['packages'],
): Venv {
  return {
    state: 'works',
    python: version,
    hasPip: args.installer === 'pip' || before.hasPip,
    systemSitePackages: makes ? args.virtualenv_site_packages : before.systemSitePackages,
    packages,
  };
}
