import type { Key } from '../../core/key.ts';
import type { After, ResultFields } from '../../core/plan.ts';
import type { Run, StepOutput } from '../../core/step.ts';
import { isUnknown, type Maybe } from '../../core/unknown.ts';
import type { PipArguments } from './pip-arguments.ts';
import type { Packages } from './todo.ts';

export function resultOf(args: PipArguments, { argv = [] }: Run, folder?: string): ResultFields {
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

export function said(outputs: readonly StepOutput[]): ResultFields {
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
export function changedPackages(
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
