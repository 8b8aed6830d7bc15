import type { Difference, ResultFields, ResultValue } from '../../core/plan.ts';
import type { StepOutput } from '../../core/step.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import type { CondaEnv, CondaPackage } from '../../probes/conda-env.ts';
import { type CondaSimulation, jsonIn, type SolvedPackage } from '../../probes/conda-simulation.ts';
import type { CondaArguments } from './conda-arguments.ts';

export function resultOf(
  args: CondaArguments,
  prefix: string,
  executable: string,
  cmd: readonly string[] = [],
): ResultFields {
  return {
    name: args.name ?? null,
    version: args.version ?? null,
    state: args.state,
    prefix,
    executable,
    cmd,
    actions: cmd.length === 0 ? [] : Unknown.of('what conda does'),
  };
}

/** What conda printed: its answer is one value of JSON, also where it fails; it is told as `actions`. */
export function said(outputs: readonly StepOutput[]): ResultFields {
  const ran = outputs.filter((output) => output.outcome !== 'not-run');
  const last = ran.at(-1);
  const answer = last && jsonIn(last.stdout.toString('utf8'));
  const printed = answer === undefined ? ran : ran.slice(0, -1);
  const actions = answer?.['actions'];
  const failed = last !== undefined && last.outcome !== 'done';
  const told = answer?.['message'] ?? answer?.['error'];
  const message = String(told ?? '') || last?.stderr.trim() || lastLines(last) || 'conda failed';
  return {
    stdout: printed.map((output) => output.stdout.toString('utf8')).join(''),
    stderr: ran.map((output) => output.stderr).join(''),
    actions: actions === undefined ? [] : (Array.isArray(actions) ? actions : [actions]).map(inOrder),
    ...(failed ? { failed: true, msg: message } : {}),
  };
}

/** conda lists packages as they come in, several at once. */
function inOrder(actions: Readonly<Record<string, ResultValue>>): ResultValue {
  const sorted = Object.entries(actions).map(([verb, value]) => [
    verb,
    verb === 'FETCH' && Array.isArray(value)
      ? [...value].sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1))
      : value,
  ]);
  return Object.fromEntries(sorted);
}

function nameIn(value: ResultValue): string {
  return String((value as Readonly<Record<string, ResultValue>> | null)?.['name']);
}

function lastLines(output: StepOutput | undefined): string | undefined {
  return output?.stdout.toString('utf8').trim().split('\n').slice(-5).join('\n');
}

/** Whether conda did anything: what is installed now is compared with what was. */
export function isChanged(before: CondaEnv, after: CondaEnv | undefined): boolean {
  if (after === undefined || before.exists !== after.exists) return true;
  return listed(before) !== listed(after);
}

function listed({ packages, pip }: CondaEnv): string {
  if (isUnknown(packages) || isUnknown(pip)) return '';
  const conda = Object.entries(packages).map(
    ([name, p]) => `${name} ${String(p.version)} ${String(p.build)}`,
  );
  const others = Object.entries(pip).map(([name, { version }]) => `pip:${name} ${String(version)}`);
  return [...conda, ...others].sort().join('\n');
}

/** The versions that come and go, as conda's dry run says. */
export function versionsDifference(prefix: string, { link, unlink }: CondaSimulation): Difference {
  const lines = (all: readonly SolvedPackage[]): string =>
    all
      .map(({ name, version, build }) => `${name} ${version} ${build}\n`)
      .sort()
      .join('');
  return { subject: prefix, before: lines(unlink), after: lines(link) };
}

/** One line for each package: `install numpy`, `numpy 1.26.4 → 2.0.1`, `remove scipy`. */
export function packageChanges(
  names: readonly { readonly name?: string; readonly text: string }[],
  before: Readonly<Record<string, CondaPackage>>,
  answer: CondaSimulation | undefined,
): string[] {
  return names.map(({ name, text }) => {
    const was = name === undefined ? undefined : before[name]?.version;
    const comes = answer?.link.find((one) => one.name === name)?.version;
    if (typeof was === 'string' && comes !== undefined) return `${name} ${was} → ${comes}`;
    if (typeof was === 'string') return `${name} ${was} → ${text}`;
    return comes === undefined ? `install ${text}` : `install ${name} ${comes}`;
  });
}
