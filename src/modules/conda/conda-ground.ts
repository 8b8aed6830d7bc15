import type { Key } from '../../core/key.ts';
import type { TaskContext } from '../../core/module.ts';
import { known } from '../../core/unknown.ts';
import type { Conda } from '../../probes/conda.ts';
import { type CondaSimulation, condaSimulation } from '../../probes/conda-simulation.ts';
import { type CondaArguments, namesPackages } from './conda-arguments.ts';
import { packagesArgv, QUIETLY } from './conda-command.ts';
import type { Target } from './conda-target.ts';
import { superfluous, type Todo, todoOf } from './conda-todo.ts';
import type { Wanted } from './conda-wanted.ts';

/** What there is to work on: the conda, the environment, what is wanted in it. */
export interface Ground {
  readonly args: CondaArguments;
  readonly tool: Conda;
  readonly target: Target;
  readonly wanted: Wanted;
  readonly todo: Todo;
  readonly extra: readonly string[];
}

export function groundOf(args: CondaArguments, tool: Conda, target: Target, wanted: Wanted): Ground {
  const todo = todoOf(wanted.specs, wanted.pip, target.before);
  const packages = known(target.before.packages);
  const extra = args.prune && target.before.exists && wanted.file ? superfluous(wanted.specs, packages) : [];
  return { args, tool, target, wanted, todo, extra };
}

/** What only the solver can decide: which versions are the newest. */
export function isOpen({ args, todo, wanted, target }: Ground): boolean {
  if (!target.before.exists || todo.missing.length > 0 || todo.pip.length > 0) return false;
  if (todo.unsure.length > 0) return true;
  return args.state === 'latest' && (wanted.all || wanted.specs.length > 0 || !namesPackages(args));
}

export function isNothing(ground: Ground): boolean {
  const { todo, target, extra } = ground;
  return (
    target.before.exists && !isOpen(ground) && todo.missing.length + todo.pip.length + extra.length === 0
  );
}

/** Asked where only it can decide, and where somebody wants to see versions. */
export function simulationOf(ground: Ground, context: TaskContext): Key<CondaSimulation> | undefined {
  const { tool, target } = ground;
  if (ground.args.state === 'absent' || isNothing(ground)) return undefined;
  const wantsDetail = context.check && context.diff;
  if (!wantsDetail && !(context.check && isOpen(ground))) return undefined;
  const argv = [...solverArgv(ground), '--dry-run'];
  const env = { ...context.environment, ...QUIETLY };
  return condaSimulation({ argv, env, root: tool.root, prefix: target.prefix });
}

/** The command line that has the solver work: also where a file is what is really handed over. */
export function solverArgv({ args, tool, target, wanted, todo }: Ground): string[] {
  const { exists } = target.before;
  const every = wanted.specs.map(({ text }) => text);
  const everything = exists && args.state === 'latest' && (wanted.all || !namesPackages(args));
  if (everything) return packagesArgv(args, tool, 'update', target.prefix, ['--all']);
  const wantsAll = !exists || args.state === 'latest' || wanted.file !== undefined;
  const words = wantsAll ? every : [...todo.missing, ...todo.unsure].map(({ text }) => text);
  return packagesArgv(args, tool, exists ? 'install' : 'create', target.prefix, words, wanted.file?.channels);
}
