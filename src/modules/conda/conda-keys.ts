import type { Key } from '../../core/key.ts';
import type { Inputs, Known, TaskContext } from '../../core/module.ts';
import { isUnknown, NotKnown, Unknown } from '../../core/unknown.ts';
import type { Conda } from '../../probes/conda.ts';
import { condaEnv, NO_ENV } from '../../probes/conda-env.ts';
import { home } from '../../probes/home.ts';
import { path } from '../../probes/path.ts';
import type { CondaArguments } from './conda-arguments.ts';
import { groundOf, simulationOf } from './conda-ground.ts';
import { installerKeys } from './conda-installer.ts';
import { candidates, targetOf, toolKey, wantedEnvironment } from './conda-target.ts';
import { NoFile, wantedOf } from './conda-wanted.ts';
import { NoEnvironmentFile } from './environment-file.ts';

export function condaKeys(
  args: CondaArguments,
  seen: Known,
  inputs: Inputs,
  context: TaskContext,
): readonly Key[] {
  const keys: Key[] = [home(), toolKey(args), ...installerKeys(args)];
  if (args.file !== undefined && args.remote_src) keys.push(path(args.file, 'content'));
  const tool = seen.get(toolKey(args));
  const wanted = quietly(() => wantedOf(args, inputs, (key) => seen.get(key) ?? NOT_READ));
  if (wanted === undefined || isUnknown(wanted)) return keys;
  const environment = wantedEnvironment(args, wanted.file);
  const effective = tool === undefined || tool.found !== '' ? tool : wouldBe(args, tool);
  if (effective === undefined)
    return 'prefix' in environment ? [...keys, condaEnv(environment.prefix)] : keys;
  const places = candidates(environment, effective).map((one) => condaEnv(one.path));
  keys.push(...places);
  if (tool === undefined || tool.found === '' || places.some((key) => seen.get(key) === undefined))
    return keys;
  const target = targetOf(environment, tool, (key) => seen.get(key) ?? NO_ENV);
  const ground = target && quietly(() => groundOf(args, tool, target, wanted));
  const simulation = ground && simulationOf(ground, context);
  return simulation ? [...keys, simulation] : keys;
}

const NOT_READ = Unknown.of('what is being read');

/** What can't be told while looking, the plan will tell. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof NotKnown || thrown instanceof NoFile || thrown instanceof NoEnvironmentFile)
      return undefined;
    throw thrown;
  }
}

/** Where the installer will put it. */
function wouldBe(args: CondaArguments, tool: Conda): Conda {
  const { subject } = toolKey(args);
  if (args.installer === undefined || subject === '') return tool;
  const root = subject.replace(/\/[^/]*\/[^/]*$/, '');
  return { found: subject, flavour: 'conda', root, envsDirs: [{ path: `${root}/envs`, writable: true }] };
}
