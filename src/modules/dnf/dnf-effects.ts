import { becomes, type Effect, presumes, unsettles } from '../../core/effect.ts';
import { Unknown } from '../../core/unknown.ts';
import { onlyThese, packagePresumptions } from '../../probes/debian-habits.ts';
import type { DnfSimulation } from '../../probes/dnf-simulation.ts';
import { type Rpms, rpm } from '../../probes/rpm.ts';
import type { Operation } from './operations.ts';

/** What dnf keeps for itself. */
const OWN = [
  '/var/lib/rpm',
  '/usr/lib/sysimage/rpm',
  '/var/lib/dnf',
  '/var/cache/dnf',
  ...['dnf.log', 'dnf.librepo.log', 'dnf.rpm.log', 'hawkey.log'].map((log) => `/var/log/${log}`),
];

/** What the packages become, and what else comes or goes with them. */
export function operationEffects(operation: Operation, simulation: DnfSimulation | undefined): Effect[] {
  const named = operation.specs.map(({ text }) => text);
  const all = simulation
    ? [...simulation.installs, ...simulation.replaces, ...simulation.removes].map(({ name }) => name)
    : named;
  const effects: Effect[] = [
    ...packagePresumptions(all),
    presumes({ kind: 'rpm' }, onlyThese(all)),
    ...OWN.map((subject) => unsettles({ kind: 'path', subject, below: true }, 'what dnf keeps for itself')),
  ];
  for (const { name, version, architecture } of [
    ...(simulation?.installs ?? []),
    ...(simulation?.replaces ?? []),
  ]) {
    effects.push(becomes(rpm(name), there(name, withEpoch(version), architecture)));
  }
  for (const { name } of simulation?.removes ?? []) effects.push(becomes(rpm(name), GONE));
  for (const spec of operation.specs) {
    if (spec.kind === 'group' || spec.kind === 'everything') continue;
    if (operation.verb === 'remove') effects.push(becomes(rpm(spec.name), GONE));
    else if (operation.verb === 'upgrade' || spec.kind === 'pattern' || spec.name.startsWith('/')) {
      // Which of them it is, only reading again tells.
      if (!simulation)
        effects.push(unsettles({ kind: 'rpm', subject: spec.name }, `what is installed of ${spec.name}`));
    } else effects.push(...specEffects(spec.name, simulation));
  }
  return effects;
}

/** A name with a version stands for the package of the name. */
function specEffects(text: string, simulation: DnfSimulation | undefined): Effect[] {
  const come = [...(simulation?.installs ?? []), ...(simulation?.replaces ?? [])];
  const exact = come.find(({ name }) => name === text);
  if (exact) return [];
  const found = come.find(({ name }) => text.startsWith(`${name}-`) || text.startsWith(`${name}.`));
  if (found) return [becomes(rpm(text), there(found.name, withEpoch(found.version), found.architecture))];
  const name = text.includes('://') ? '' : text;
  if (name === '' || /-\d/.test(text) || /\.rpm$/.test(text))
    return [unsettles({ kind: 'rpm', subject: text }, `what is installed of ${text}`)];
  return [becomes(rpm(text), there(name))];
}

const GONE: Rpms = { installed: [], namesakes: [], providers: [] };

function there(name: string, version?: string, architecture?: string): Rpms {
  const installed = {
    name,
    version: version ?? Unknown.of(`the version of ${name} that is installed`),
    architecture: architecture ?? Unknown.of(`the architecture of ${name}`),
  };
  return { installed: [installed], namesakes: [], providers: [] };
}

function withEpoch(version: string): string {
  return version.includes(':') ? version : `0:${version}`;
}
