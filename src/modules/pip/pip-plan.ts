import { becomes, type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type After, type Decision, fails, invalid, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Run, Step } from '../../core/step.ts';
import { isUnknown, known, type Maybe, Unknown } from '../../core/unknown.ts';
import { home } from '../../probes/home.ts';
import { made, path } from '../../probes/path.ts';
import { python } from '../../probes/python.ts';
import { type Venv, venv } from '../../probes/venv.ts';
import { absolute, type PipArguments } from './pip-arguments.ts';
import { ensurePip, makerOf, makeVenv, pipStep } from './pip-command.ts';
import { decide, expectedPackages, type Packages, todoOf, wordsOf } from './todo.ts';
import { requirementFiles, type Wanted, wantedOf } from './wanted.ts';

/** The environment, or the interpreter outside of any, that the task is about. */
type Target =
  | { readonly folder: string; readonly key: Key<Venv> }
  | { readonly folder: undefined; readonly key: ReturnType<typeof python> };

function targetOf(args: PipArguments): Target {
  if (args.virtualenv !== undefined) {
    const folder = absolute(args, args.virtualenv);
    return { folder, key: venv(folder) };
  }
  return { folder: undefined, key: python(args.executable ?? 'python3', 'packages') };
}

export function pipKeys(args: PipArguments, seen: Known): readonly Key[] {
  const target = targetOf(args);
  const keys: Key[] = [home(), target.key, ...requirementFiles(args, (key) => seen.get(key))];
  const maker = makerOf(args);
  if (target.folder !== undefined && maker !== undefined) {
    const now = seen.get(target.key);
    if (now && now.state !== 'works') keys.push(python(maker));
  }
  return keys;
}

export function planPip(args: PipArguments, seen: Seen, context: TaskContext): Decision {
  if (args.virtualenv !== undefined && !absolute(args, args.virtualenv).startsWith('/')) {
    return invalid('virtualenv is an absolute path, or relative to chdir', { argument: 'virtualenv' });
  }
  const wanted = wantedOf(args, (key) => seen.peek(key));
  if (wanted.missing !== undefined)
    return fails(`There is no requirements file ${wanted.missing} on the host`);
  const target = targetOf(args);
  return target.folder === undefined
    ? planInterpreter(args, target.key, wanted, seen, context)
    : planVenv(args, target.folder, target.key, wanted, seen, context);
}

function planVenv(
  args: PipArguments,
  folder: string,
  key: Key<Venv>,
  wanted: Wanted,
  seen: Seen,
  context: TaskContext,
): Decision {
  const before = seen.get(key);
  const interpreter = `${folder}/bin/python`;
  const makes = before.state !== 'works';
  const whole = pipStep(args, interpreter, wordsOf(wanted.requirements));
  if (makes && args.state === 'absent') return unchanged(resultOf(args, whole, folder));
  const steps: Step[] = [];
  const changes: string[] = [];
  let version = before.python;
  let packages: Packages = makes ? {} : known(before.packages);
  if (makes) {
    const refusal = cannotMake(args, seen);
    if (refusal) return refusal;
    const maker = makerOf(args);
    version =
      maker === undefined
        ? Unknown.of(`the version of Python in ${folder}`)
        : seen.get(python(maker)).version;
    steps.push(makeVenv(args, folder, before.state === 'broken'));
    changes.push(`${before.state === 'broken' ? 'repair' : 'make'} the virtual environment ${folder}`);
    const pip = Unknown.of(`the version of pip in ${folder}`);
    if (args.installer === 'pip') packages = { pip: { version: pip } };
  }
  const todo = todoOf(args, wanted, packages, version);
  const found = decide(todo, makes, context);
  if (found === 'nothing') return unchanged(resultOf(args, whole, folder));
  if (todo.targets.length > 0) {
    if (!makes && args.installer === 'pip' && known(before.hasPip) === false)
      steps.push(ensurePip(args, interpreter));
    steps.push(pipStep(args, interpreter, todo.targets));
    changes.push(...todo.changes);
  }
  const after: Venv = {
    state: 'works',
    python: version,
    hasPip: args.installer === 'pip' || before.hasPip,
    systemSitePackages: makes ? args.virtualenv_site_packages : before.systemSitePackages,
    packages: expectedPackages(args, todo, packages),
  };
  return {
    verdict: 'change',
    changes,
    steps,
    effects: venvEffects(folder, key, after, makes, ownFiles(args, seen)),
    result: resultOf(args, steps.at(-1) as Run, folder),
    finish: (outputs, read) => ({
      ...said(outputs),
      ...(found === 'undecided' && !makes ? { changed: changedPackages(packages, read, key) } : {}),
    }),
  };
}

function planInterpreter(
  args: PipArguments,
  key: ReturnType<typeof python>,
  wanted: Wanted,
  seen: Seen,
  context: TaskContext,
): Decision {
  const before = seen.get(key);
  if (before.found === '') return fails(`There is no ${key.subject} on this host`);
  if (args.installer === 'pip' && known(before.hasPip) === false) {
    return fails(`${before.found} has no pip; on Debian it takes the package python3-pip`);
  }
  const packages = known(before.packages ?? {});
  const todo = todoOf(args, wanted, packages, before.version);
  const found = decide(todo, false, context);
  if (found === 'nothing')
    return unchanged(resultOf(args, pipStep(args, before.found, wordsOf(wanted.requirements))));
  if (known(before.externallyManaged) && !args.break_system_packages) {
    return fails(
      `${before.found} belongs to the system's package manager (PEP 668): install into a virtualenv, or set break_system_packages: true`,
    );
  }
  const step = pipStep(args, before.found, todo.targets);
  return {
    verdict: 'change',
    changes: todo.changes,
    steps: [step],
    effects: [
      becomes(key, { ...before, packages: expectedPackages(args, todo, packages) }),
      ...ownFiles(args, seen),
      ...['/usr/local', '/usr/lib/python3'].map((subject) =>
        unsettles({ kind: 'path', subject, below: true }, 'what the Python packages bring'),
      ),
    ],
    result: resultOf(args, step),
    finish: (outputs, read) => ({
      ...said(outputs),
      ...(found === 'undecided' ? { changed: changedPackages(packages, read, key) } : {}),
    }),
  };
}

function cannotMake(args: PipArguments, seen: Seen): Decision | undefined {
  const maker = makerOf(args);
  if (maker === undefined) return undefined;
  const found = seen.get(python(maker));
  if (found.found === '')
    return fails(`There is no ${maker} on this host to make a virtual environment with`);
  if (known(found.makesVenvs)) return undefined;
  return fails(
    `${found.found} can't make virtual environments with pip in them: on Debian that takes the package python3-venv`,
  );
}

function venvEffects(folder: string, key: Key<Venv>, after: Venv, makes: boolean, kept: Effect[]): Effect[] {
  const why = `what the packages in ${folder} bring`;
  const effects: Effect[] = [];
  if (makes) effects.push(becomes(path(folder), made(folder, { type: 'directory' })));
  for (const part of ['bin', 'lib', 'lib64', 'include', 'pyvenv.cfg', '.gitignore']) {
    effects.push(unsettles({ kind: 'path', subject: `${folder}/${part}`, below: true }, why));
  }
  for (const part of ['share', 'etc']) {
    effects.push(
      presumes(
        { kind: 'path', subject: `${folder}/${part}`, below: true },
        `no Python package brings this file to ${folder}/${part}`,
      ),
    );
  }
  effects.push(...kept, becomes(key, after));
  // What comes along with a package, and what it moves, only its installation tells.
  const moved = makes || Object.values(known(after.packages)).some((found) => found.kept);
  const others = `nothing else comes or goes in ${folder} with what is installed there`;
  if (moved) effects.push(presumes({ kind: 'venv', subject: key.subject }, others));
  return effects;
}

/** What the installer keeps in the home of whoever runs it. */
function ownFiles(args: PipArguments, seen: Seen): Effect[] {
  const folder = seen.peek(home());
  if (isUnknown(folder) || folder === null) return [];
  return [
    unsettles(
      { kind: 'path', subject: `${folder}/.cache`, below: true },
      `what ${args.installer} keeps for later`,
    ),
  ];
}

function resultOf(args: PipArguments, { argv = [] }: Run, folder?: string): ResultFields {
  return {
    name: args.name ?? null,
    version: args.version ?? null,
    requirements: args.requirements ?? null,
    virtualenv: folder ?? null,
    state: args.state,
    // Without the words that put the environment's tools first.
    cmd: argv[0] === 'sh' ? argv.slice(4) : argv,
  };
}

function said(
  outputs: readonly { readonly outcome: string; readonly stdout: Buffer; readonly stderr: string }[],
): ResultFields {
  const ran = outputs.filter((output) => output.outcome !== 'not-run');
  const stdout = ran.map((output) => output.stdout.toString()).join('');
  const stderr = ran.map((output) => output.stderr).join('');
  const last = ran.at(-1);
  const failed = last !== undefined && last.outcome !== 'done';
  const message =
    last?.stderr.trim() || last?.stdout.toString().trim().split('\n').slice(-5).join('\n') || 'pip failed';
  return { stdout, stderr, ...(failed ? { failed: true, msg: message } : {}) };
}

/** Whether pip did anything: what is installed now is compared with what was. */
function changedPackages(
  before: Packages,
  read: After,
  key: Key<{ readonly packages?: Maybe<Packages> }>,
): boolean {
  const packages = read.get(key)?.packages;
  if (packages === undefined || isUnknown(packages)) return true;
  const listed = (all: Packages): string =>
    Object.entries(all)
      .map(([name, { version }]) => `${name} ${String(version)}`)
      .sort()
      .join('\n');
  return listed(before) !== listed(packages);
}
