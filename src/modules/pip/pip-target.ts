import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { type Fails, fails } from '../../core/plan.ts';
import { known, type Maybe, Unknown } from '../../core/unknown.ts';
import { program } from '../../probes/program.ts';
import { type Python, python } from '../../probes/python.ts';
import { type Venv, venv } from '../../probes/venv.ts';
import { absolute, type PipArguments } from './pip-arguments.ts';
import { makerCommand, makerOf } from './pip-command.ts';
import type { Packages } from './todo.ts';

/** The environment, or the interpreter outside of any, that the task is about. */
export type Target =
  | { readonly folder: string; readonly key: Key<Venv> }
  | { readonly folder: undefined; readonly key: Key<Python> };

/** `withExtras`: some requirement names extras, so what those require is to be known, too. */
export function targetOf(args: PipArguments, withExtras: boolean): Target {
  if (args.virtualenv !== undefined) {
    const folder = absolute(args, args.virtualenv);
    return { folder, key: withExtras ? venv(folder, 'extras') : venv(folder) };
  }
  return { folder: undefined, key: python(args.executable ?? 'python3', 'packages') };
}

/** What is installed where pip is to work, before it does anything. */
export interface Ground {
  readonly packages: Packages;
  readonly version: Maybe<string>;
  /** What pip is run on: a path, or a name. */
  readonly interpreter: string;
  /** The environment has to be made first. */
  readonly makes: boolean;
  /** It belongs to the system's package manager (PEP 668), and nobody said to break that. */
  readonly closed: Maybe<boolean>;
}

export function groundOf(args: PipArguments, target: Target, seen: Seen): Ground {
  if (target.folder === undefined) {
    const { found, packages = {}, version, externallyManaged } = seen.get(target.key);
    const closed = !args.break_system_packages && externallyManaged;
    return { packages: known(packages), version, interpreter: found, makes: false, closed };
  }
  const interpreter = `${target.folder}/bin/python`;
  const before = seen.get(target.key);
  if (before.state === 'works') {
    const packages = known(before.packages);
    return { packages, version: before.python, interpreter, makes: false, closed: false };
  }
  const maker = makerOf(args);
  const version =
    maker === undefined
      ? Unknown.of(`the version of Python in ${target.folder}`)
      : seen.get(python(maker)).version;
  const pip = Unknown.of(`the version of pip in ${target.folder}`);
  const packages: Packages = args.installer === 'pip' ? { pip: { version: pip } } : {};
  return { packages, version, interpreter, makes: true, closed: false };
}

/** What it takes to make an environment, which may be missing. */
export function makerKeys(args: PipArguments): Key[] {
  const maker = makerOf(args);
  if (maker !== undefined) return [python(maker)];
  return args.installer === 'uv' ? [] : [program(makerCommand(args))];
}

export function cannotMake(args: PipArguments, seen: Seen): Fails | undefined {
  const maker = makerOf(args);
  if (maker === undefined) {
    if (args.installer === 'uv') return undefined;
    const command = makerCommand(args);
    return seen.get(program(command)) === '' ? missingMaker(command) : undefined;
  }
  const found = seen.get(python(maker));
  if (found.found === '') return missingMaker(maker);
  if (known(found.makesVenvs)) return undefined;
  return fails(
    `${found.found} can't make virtual environments with pip in them: on Debian that takes the package python3-venv`,
  );
}

function missingMaker(command: string): Fails {
  return fails(`There is no ${command} on this host to make a virtual environment with`);
}
