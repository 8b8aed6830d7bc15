import type { TaskContext } from '../../core/module.ts';
import { isUnknown, type Maybe, NotKnown, Unknown } from '../../core/unknown.ts';
import type { PipSimulation } from '../../probes/pip-simulation.ts';
import type { Distribution } from '../../probes/python-distributions.ts';
import { markerEnvironment } from './markers.ts';
import type { PipArguments } from './pip-arguments.ts';
import { AskPip, isInstalled, type Requirement } from './requirement.ts';
import type { Wanted } from './wanted.ts';

export type Packages = Readonly<Record<string, Distribution>>;

/** What pip has to be told. */
export interface Todo {
  readonly targets: readonly string[];
  readonly requirements: readonly Requirement[];
  readonly changes: readonly string[];
  /** Why it isn't certain that there is anything to do; empty where it is. */
  readonly unsure: readonly (Unknown | AskPip)[];
}

export function todoOf(args: PipArguments, wanted: Wanted, packages: Packages, version: Maybe<string>): Todo {
  const environment = markerEnvironment(version);
  const states = wanted.requirements.map((requirement) => {
    return { requirement, state: isInstalled(requirement, packages, environment) };
  });
  const named = (list: typeof states): Requirement[] => list.map((s) => s.requirement);
  const open = states.map((s) => s.state).filter((state) => typeof state !== 'boolean');
  switch (args.state) {
    case 'absent': {
      const there = states.filter((s) => s.requirement.name !== undefined && s.requirement.name in packages);
      const names = there.map((s) => s.requirement.name ?? '');
      return {
        targets: names,
        requirements: named(there),
        changes: names.map((n) => `uninstall ${n}`),
        unsure: [],
      };
    }
    case 'forcereinstall':
      return all(named(states), [], 'reinstall');
    case 'latest': {
      const lacking = states.some((s) => s.state === false);
      return all(
        named(states),
        lacking ? [] : [new AskPip('what the package index has by now')],
        'install the latest',
      );
    }
    default: {
      const lacking = states.filter((s) => s.state !== true);
      const certain = lacking.some((s) => s.state === false);
      const unsure = certain ? [] : [...open, ...wanted.unsure];
      // A requirements file is handed to pip as a whole.
      return all(
        unsure.length > 0 && args.requirements !== undefined ? named(states) : named(lacking),
        unsure,
        'install',
      );
    }
  }

  function all(requirements: Requirement[], unsure: Todo['unsure'], verb: string): Todo {
    const targets = wordsOf(requirements);
    const file = args.requirements;
    return {
      targets: targets.length === 0 && unsure.length > 0 && file !== undefined ? ['-r', file] : targets,
      requirements,
      changes: [`${verb} ${requirements.map((r) => r.text).join(', ') || `what ${file} requires`}`],
      unsure,
    };
  }
}

/**
 * What only pip can tell its dry run says; without one it is unknown in check mode, and in a real run pip is asked by
 * having it do its work.
 */
export function decide(
  todo: Todo,
  makes: boolean,
  context: TaskContext,
  simulated: PipSimulation | undefined,
): 'nothing' | 'certain' | 'undecided' {
  if (makes) return 'certain';
  if (todo.targets.length === 0) return 'nothing';
  if (todo.unsure.length === 0 || simulated) return 'certain';
  const unknowns = todo.unsure.filter(isUnknown);
  const asks = todo.unsure.filter((one) => one instanceof AskPip).map((ask) => Unknown.of(ask.what));
  if (unknowns.length > 0 || context.check) throw new NotKnown(Unknown.join([...unknowns, ...asks]));
  return 'undecided';
}

/** What will be installed then, as far as it can be told; `come` is what pip's dry run says. */
export function expectedPackages(
  args: PipArguments,
  todo: Todo,
  before: Packages,
  come?: PipSimulation['installs'],
): Packages {
  const expected: Record<string, Distribution> = {};
  const installs = todo.targets.length > 0 && args.state !== 'absent';
  for (const [name, found] of Object.entries(before))
    expected[name] = installs && !come ? { ...found, kept: true } : found;
  for (const { name, specifiers } of come ? [] : todo.requirements) {
    if (name === undefined) continue;
    const exact = /^===?([^*,]+)$/.exec(specifiers)?.[1];
    if (args.state === 'absent') delete expected[name];
    else expected[name] = { version: exact ?? Unknown.of(`the version of ${name} that is installed`) };
  }
  for (const { name, version } of come ?? []) expected[name] = { version };
  return expected;
}

/** Requirements as words of a command line. */
export function wordsOf(requirements: readonly Requirement[]): string[] {
  return requirements.flatMap((r) => (r.editable ? ['-e', r.text] : [r.text]));
}
