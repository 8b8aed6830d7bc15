import { unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, type Plan, type ResultFields, unchanged } from '../../core/plan.ts';
import type { StepOutput } from '../../core/step.ts';
import { type DnfSimulation, dnfSimulation } from '../../probes/dnf-simulation.ts';
import type { DnfArguments } from './dnf-arguments.ts';
import { didNothing, dnf, dnfOptions } from './dnf-command.ts';
import { operationEffects } from './dnf-effects.ts';
import { listed, listKey } from './listing.ts';
import { type Operation, operationsIfKnown, operationsOf, packageKeys } from './operations.ts';

export function dnfKeys(args: DnfArguments, known: Known, context: TaskContext): readonly Key[] {
  if (args.list !== undefined) return [listKey(args, args.list)];
  const operations = operationsIfKnown(args, known) ?? [];
  return [...packageKeys(args), ...operations.flatMap((one) => simulationKey(one, context) ?? [])];
}

/** dnf's own dry run is asked where only it can tell, and in check mode for versions and what comes along. */
function simulationKey(operation: Operation, context: TaskContext): Key<DnfSimulation> | undefined {
  return context.check || context.diff || operation.askDnf ? dnfSimulation(operation.words) : undefined;
}

export function planDnf(args: DnfArguments, seen: Seen, context: TaskContext): Decision {
  if (args.list !== undefined) return listed(seen.get(listKey(args, args.list)));
  const nothing = unchanged({ msg: 'Nothing to do', results: [], rc: 0 });
  const operations = operationsOf(args, seen);
  const acting: { readonly operation: Operation; readonly simulation: DnfSimulation | undefined }[] = [];
  for (const operation of operations) {
    const key = simulationKey(operation, context);
    const simulation = key && seen.get(key);
    const refusal = simulation && refusalOf(simulation);
    if (refusal) return refusal;
    const idle = simulation !== undefined && isIdle(simulation);
    if (idle && simulation.stale && !operation.askDnf) acting.push({ operation, simulation: undefined });
    else if (!idle) acting.push({ operation, simulation });
  }
  if (acting.length === 0)
    return args.update_cache && operations.length === 0 ? refresh(args, context) : nothing;
  const after = acting.map(({ operation, simulation }) => outcomeOf(operation, simulation));
  const results = after.flatMap((one) => one.results);
  return {
    verdict: 'change',
    changes: after.flatMap((one) => one.changes),
    differences: acting.flatMap(({ simulation }) => (simulation ? [differenceOf(simulation)] : [])),
    steps: acting.map(({ operation }) => dnf(operation.words)),
    effects: acting.flatMap(({ operation, simulation }) =>
      args.download_only
        ? [
            unsettles(
              { kind: 'path', subject: args.download_dir ?? '/var/cache/dnf', below: true },
              'what dnf fetches',
            ),
          ]
        : operationEffects(operation, simulation),
    ),
    result: { msg: '', rc: 0, ...(results.length > 0 ? { results } : {}) },
    finish: finished,
  };
}

function isIdle(simulation: DnfSimulation): boolean {
  return simulation.installs.length + simulation.replaces.length + simulation.removes.length === 0;
}

function refusalOf(simulation: DnfSimulation): Decision | undefined {
  if (simulation.refusal === '') return undefined;
  return refused(simulation.unmatched, simulation.refusal);
}

function refused(unmatched: readonly string[], said: string): Decision {
  const failures = unmatched.length > 0 ? unmatched.map((name) => `No package ${name} available.`) : [said];
  return fails(`Failed to install some of the specified packages: ${failures.join(' ')}`, {
    failures,
    rc: 1,
    results: [],
  });
}

interface Outcome {
  readonly changes: readonly string[];
  /** `Installed: lamp-2.0-3.noarch`, as Ansible tells it. */
  readonly results: readonly string[];
}

function outcomeOf({ verb, specs, words }: Operation, simulation: DnfSimulation | undefined): Outcome {
  const names = specs.map(({ text }) => text).join(', ');
  if (!simulation) return { changes: [names === '' ? `dnf ${words[0]}` : `${verb} ${names}`], results: [] };
  const line = (verb: string, packages: DnfSimulation['installs']): string[] =>
    packages.length === 0
      ? []
      : [`${verb} ${packages.map(({ name, version }) => `${name} ${version}`).join(', ')}`];
  const told = (word: string, packages: DnfSimulation['installs']): string[] =>
    packages.map(({ name, version, architecture }) => `${word}: ${name}-${version}.${architecture}`);
  const { installs, replaces, removes } = simulation;
  return {
    changes: [
      ...line('install', installs),
      ...line(verb === 'install' ? 'replace with' : 'upgrade to', replaces),
      ...line('remove', removes),
    ],
    results: [...told('Installed', [...installs, ...replaces]), ...told('Removed', removes)],
  };
}

function differenceOf({ installs, replaces, removes }: DnfSimulation) {
  const lines = (packages: DnfSimulation['installs']): string =>
    packages
      .map(({ name, version }) => `${name} ${version}\n`)
      .sort()
      .join('');
  return { subject: 'packages', before: lines(removes), after: lines([...installs, ...replaces]) };
}

/** Fresh knowledge of repositories is no change of the host. */
function refresh(args: DnfArguments, { check }: TaskContext): Plan {
  const result = { msg: 'Cache updated', changed: false, results: [], rc: 0 };
  if (check) return unchanged(result);
  return {
    verdict: 'change',
    changes: ['ask the repositories'],
    steps: [dnf(['makecache', ...dnfOptions(args)])],
    effects: [
      unsettles({ kind: 'path', subject: '/var/cache/dnf', below: true }, 'what dnf keeps for itself'),
      unsettles({ kind: 'dnf-simulation' }, 'what dnf finds in its repositories'),
    ],
    result,
    finish: (outputs) => ({ ...finished(outputs), changed: false }),
  };
}

/** `Installed:` and the like, then names in columns. */
const DONE = /^(Installed|Upgraded|Downgraded|Reinstalled|Removed):\n((?: +\S.*\n?)+)/gm;

function finished(outputs: readonly StepOutput[]): ResultFields {
  const ran = outputs.filter((output) => output.outcome !== 'not-run');
  const stdout = ran.map((output) => output.stdout.toString()).join('');
  const broken = ran.find((output) => output.outcome !== 'done');
  if (broken) {
    const said = broken.stderr.trim() || broken.stdout.toString().trim().split('\n').slice(-5).join('\n');
    const unmatched = [...said.matchAll(/^No match for argument: (.+)$/gm)].map(([, name = '']) => name);
    const refusal = refused(unmatched, said);
    return 'message' in refusal
      ? { failed: true, msg: refusal.message, ...('result' in refusal ? refusal.result : {}) }
      : {};
  }
  const results = [...stdout.matchAll(DONE)].flatMap(([, word = '', names = '']) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => `${word === 'Removed' ? 'Removed' : 'Installed'}: ${name}`),
  );
  return { results, rc: 0, changed: !ran.every((output) => didNothing(output.stdout.toString())) };
}
