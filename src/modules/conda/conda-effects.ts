import { becomes, type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Seen } from '../../core/module.ts';
import { isUnknown, type Maybe } from '../../core/unknown.ts';
import type { Conda } from '../../probes/conda.ts';
import { type CondaEnv, type CondaPackage, NO_ENV } from '../../probes/conda-env.ts';
import { home } from '../../probes/home.ts';
import { made, NOTHING, path } from '../../probes/path.ts';
import type { Target } from './conda-target.ts';

/** Where packages put what others don't: programs, libraries, conda's own records. */
const BROUGHT = ['bin', 'sbin', 'lib', 'lib64', 'libexec', 'include', 'conda-meta', 'condabin', 'ssl', 'man'];

/** What is made of an environment. `exact`: conda's own solver said so. */
export function packagesEffects(
  { prefix, key, before }: Target,
  packages: Readonly<Record<string, CondaPackage>>,
  pip: CondaEnv['pip'],
  exact: boolean,
): Effect[] {
  const below = (part: string) => ({ kind: 'path', subject: `${prefix}/${part}`, below: true }) as const;
  const others = `nothing else comes or goes in ${prefix} with what conda installs there`;
  return [
    ...(before.exists ? [] : [becomes(path(prefix), made(prefix, { type: 'directory' }))]),
    ...BROUGHT.map((part) => unsettles(below(part), `what the packages in ${prefix} bring`)),
    presumes(
      { kind: 'path', subject: prefix, below: true },
      `no conda package brings this file, or takes it away, in ${prefix}`,
    ),
    becomes(key, { exists: true, packages, pip }),
    ...(exact ? [] : [presumes({ kind: 'conda-env', subject: key.subject }, others)]),
  ];
}

export function removalEffects({ prefix, key }: Target): Effect[] {
  return [becomes(path(prefix), NOTHING), becomes(key, NO_ENV)];
}

/** What conda keeps for itself, wherever it installs: packages, what channels offer, the list of environments. */
export function ownFiles(tool: Conda, prefix: string, seen: Seen): Effect[] {
  const folder: Maybe<string | null> = seen.peek(home());
  const homes =
    isUnknown(folder) || folder === null ? [] : [`${folder}/.conda`, `${folder}/.cache`, `${folder}/.mamba`];
  const why = 'what conda keeps for later';
  const parent = prefix.slice(0, prefix.lastIndexOf('/'));
  return [
    ...(tool.root === '' ? homes : [`${tool.root}/pkgs`, ...homes]).map((subject) =>
      unsettles({ kind: 'path', subject, below: true }, why),
    ),
    unsettles({ kind: 'path', subject: `${parent}/.conda_envs_dir_test` }, why),
    // The folder of all environments is made with the first of them.
    ...(tool.root !== '' && parent === `${tool.root}/envs`
      ? [presumes({ kind: 'path', subject: parent }, `${parent} is there`)]
      : []),
  ];
}
