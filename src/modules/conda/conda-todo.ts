import { isUnknown, known, type Maybe, Unknown } from '../../core/unknown.ts';
import type { CondaEnv, CondaPackage } from '../../probes/conda-env.ts';
import type { CondaSimulation } from '../../probes/conda-simulation.ts';
import { isInstalled, parseRequirement } from '../pip/requirement.ts';
import { isMet, type MatchSpec, parseMatchSpec, pinnedVersion } from './match-spec.ts';

type Packages = Readonly<Record<string, CondaPackage>>;

/** What of the wanted packages is not as wanted, and what only conda could tell. */
export interface Todo {
  readonly missing: readonly MatchSpec[];
  readonly unsure: readonly MatchSpec[];
  readonly pip: readonly string[];
}

export function todoOf(specs: readonly MatchSpec[], pip: readonly string[], env: CondaEnv): Todo {
  const packages = known(env.packages);
  const missing: MatchSpec[] = [];
  const unsure: MatchSpec[] = [];
  for (const spec of specs) {
    const met: Maybe<boolean> | undefined = isMet(spec, packages);
    if (met === false) missing.push(spec);
    else if (met !== true) unsure.push(spec);
  }
  return { missing, unsure, pip: missingPip(pip, env) };
}

/** Markers are about the environment's Python, which the conda packages of the same file bring: pip settles them. */
function missingPip(wanted: readonly string[], env: CondaEnv): string[] {
  if (wanted.length === 0) return [];
  const there = known(env.pip);
  return wanted.filter((text) => {
    const requirement = parseRequirement(text);
    if (requirement.name === undefined || requirement.marker !== undefined) return false;
    const found = isInstalled(requirement, there, {} as never);
    return found === false;
  });
}

/** What was installed once and nobody needs any more: neither wanted, nor needed by what is. */
export function superfluous(specs: readonly MatchSpec[], packages: Packages): string[] {
  const needed = new Set<string>();
  const visit = (name: string): void => {
    const found = packages[name];
    if (needed.has(name) || !found) return;
    needed.add(name);
    for (const text of known(found.depends)) visit(parseMatchSpec(text).name ?? '');
  };
  for (const { name } of specs) visit(name ?? '');
  return Object.keys(packages).filter((name) => !needed.has(name));
}

/** What goes with those that are removed: all that needs them. */
export function withDependents(names: readonly string[], packages: Packages): Set<string> {
  const gone = new Set(names);
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const [name, { depends }] of Object.entries(packages)) {
      if (isUnknown(depends)) continue;
      if (depends.some((text) => gone.has(parseMatchSpec(text).name ?? ''))) gone.add(name);
    }
  }
  return gone;
}

/** What will be installed: exactly, where conda said so. */
export function expectedPackages(
  before: Packages,
  comes: readonly MatchSpec[],
  goes: ReadonlySet<string>,
  answer: CondaSimulation | undefined,
): Packages {
  const after: Record<string, CondaPackage> = {};
  const left = (name: string): boolean => !goes.has(name);
  if (answer !== undefined) {
    const unlinked = new Set(answer.unlink.map(({ name }) => name));
    for (const [name, found] of Object.entries(before))
      if (!unlinked.has(name) && left(name)) after[name] = found;
    for (const { name, version, build, channel } of answer.link) {
      after[name] = { version, build, channel, depends: Unknown.of(`what ${name} ${version} needs`) };
    }
    return after;
  }
  for (const [name, found] of Object.entries(before)) if (left(name)) after[name] = { ...found, kept: true };
  for (const spec of comes) {
    if (spec.name === undefined) continue;
    const chosen = Unknown.of(`which ${spec.name} conda chooses`);
    after[spec.name] = {
      version: pinnedVersion(spec) ?? chosen,
      ...(spec.version === '' ? {} : { asked: spec.version }),
      build: chosen,
      channel: spec.channel ?? chosen,
      depends: chosen,
    };
  }
  return after;
}
