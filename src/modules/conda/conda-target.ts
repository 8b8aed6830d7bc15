import type { Key } from '../../core/key.ts';
import { type Conda, conda } from '../../probes/conda.ts';
import { type CondaEnv, condaEnv } from '../../probes/conda-env.ts';
import { type CondaArguments, rootOf } from './conda-arguments.ts';
import type { EnvironmentFile } from './environment-file.ts';

/** The conda that the task is about. */
export function toolKey(args: CondaArguments): Key<Conda> {
  if (args.executable !== undefined) return conda(args.executable);
  const root = rootOf(args);
  return conda(root === undefined ? '' : `${root}/bin/conda`);
}

/** Which environment: by path, by name, or conda's own. */
export type Wanted = { readonly prefix: string } | { readonly name: string };

export function wantedEnvironment(args: CondaArguments, file: EnvironmentFile | undefined): Wanted {
  const named = args.prefix ?? args.environment ?? file?.prefix ?? file?.name;
  if (named === undefined || named === 'base' || named === 'root') return { name: 'base' };
  return named.includes('/') ? { prefix: named.replace(/(?<=.)\/+$/, '') } : { name: named };
}

/** Where it may be: the environments to look at, in order. */
export function candidates(
  wanted: Wanted,
  tool: Conda,
): readonly { readonly path: string; readonly writable: boolean }[] {
  if ('prefix' in wanted) return [{ path: wanted.prefix, writable: true }];
  if (wanted.name === 'base') return tool.root === '' ? [] : [{ path: tool.root, writable: true }];
  return tool.envsDirs.map(({ path, writable }) => ({ path: `${path}/${wanted.name}`, writable }));
}

export interface Target {
  readonly prefix: string;
  readonly key: Key<CondaEnv>;
  readonly before: CondaEnv;
}

/** The first that is there, else where a new one goes. Undefined where conda has no place for it. */
export function targetOf(
  wanted: Wanted,
  tool: Conda,
  get: (key: Key<CondaEnv>) => CondaEnv,
): Target | undefined {
  const all = candidates(wanted, tool).map((one) => {
    const key = condaEnv(one.path);
    return { ...one, key, before: get(key) };
  });
  const found = all.find(({ before }) => before.exists) ?? all.find(({ writable }) => writable) ?? all[0];
  return found && { prefix: found.path, key: found.key, before: found.before };
}

/** conda's own environment can't be made, and isn't removed. */
export function isBase(target: Target, tool: Conda): boolean {
  return target.prefix === tool.root;
}
