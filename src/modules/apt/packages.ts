import type { Key } from '../../core/key.ts';
import type { Known, Seen } from '../../core/module.ts';
import { known } from '../../core/unknown.ts';
import { type Deb, deb } from '../../probes/deb.ts';
import { debNames } from '../../probes/deb-names.ts';
import type { AptArguments } from './apt-arguments.ts';
import { accepts, isGlob, type PackageSpec, parseSpec } from './package-spec.ts';

/** What has to be done to the packages that a task names. */
export interface Todo {
  readonly operation: 'install' | 'remove' | 'build-dep';
  /** As apt-get wants them: `nginx=1.22*`. */
  readonly targets: readonly string[];
  /** Names of the targets. */
  readonly names: readonly string[];
  /** Installed, but only because others needed them. */
  readonly mark: readonly string[];
  /** Only apt can tell whether there's anything to do: newer versions, dependencies of a source package. */
  readonly askApt: boolean;
  /** Patterns that fit no package. */
  readonly unmatched: readonly string[];
}

/** The entries of `name`, without `*` for everything. */
export function specsOf(args: AptArguments): readonly PackageSpec[] {
  return (args.name ?? []).filter((text) => text.trim() !== '*').map(parseSpec);
}

/** The packages' own keys; patterns first have to be known. */
export function packageKeys(args: AptArguments, seen: Known): Key[] {
  if (args.state === 'build-dep') return [];
  const specs = specsOf(args);
  const keys: Key[] = specs.filter((s) => isGlob(s.name)).map((s) => debNames(s.name));
  for (const spec of specs) {
    const names = isGlob(spec.name) ? matched(args, seen.get(debNames(spec.name))) : [spec.name];
    keys.push(...names.map((name) => deb(name)));
  }
  return keys;
}

function matched(
  args: AptArguments,
  names: { installed: readonly string[]; available: readonly string[] } | undefined,
) {
  if (!names) return [];
  return args.state === 'absent' ? names.installed : [...new Set([...names.installed, ...names.available])];
}

export function todoOf(args: AptArguments, seen: Seen): Todo {
  const unmatched: string[] = [];
  const specs = specsOf(args).flatMap((spec) => {
    if (args.state === 'build-dep' || !isGlob(spec.name)) return [spec];
    const names = matched(args, seen.get(debNames(spec.name)));
    if (names.length === 0) unmatched.push(spec.name);
    return names.map((name) => ({ ...spec, name, text: spec.text.replace(spec.name, name) }));
  });
  if (args.state === 'build-dep') {
    const targets = specs.map((s) => s.text);
    return { operation: 'build-dep', targets, names: [], mark: [], askApt: true, unmatched };
  }
  const states = specs.map((spec) => [spec, seen.get(deb(spec.name))] as const);
  return args.state === 'absent' ? removal(args, states) : installation(args, states, unmatched);
}

type States = readonly (readonly [PackageSpec, Deb])[];

function removal(args: AptArguments, states: States): Todo {
  const goes = states.filter(([, now]) =>
    args.purge ? now.state !== 'absent' : now.state === 'installed' || now.state === 'broken',
  );
  const names = goes.map(([spec]) => spec.name);
  return { operation: 'remove', targets: names, names, mark: [], askApt: false, unmatched: [] };
}

function installation(args: AptArguments, states: States, unmatched: readonly string[]): Todo {
  const wanted = states.filter(([, now]) => !args.only_upgrade || now.state === 'installed');
  const lacking = wanted.filter(([spec, now]) => !isSatisfied(spec, now));
  const newer = args.state === 'latest' ? wanted : args.state === 'fixed' ? states : lacking;
  const names = newer.map(([spec]) => spec.name);
  const mark = wanted
    .filter(([, now]) => now.state === 'installed' && known(now.automatic))
    .map(([spec]) => spec.name)
    .filter((name) => !lacking.some(([spec]) => spec.name === name));
  return {
    operation: 'install',
    targets: newer.map(([spec]) => target(spec)),
    names,
    mark,
    askApt: lacking.length === 0 && newer.length > 0,
    unmatched,
  };
}

function isSatisfied(spec: PackageSpec, now: Deb): boolean {
  // Which version it is decides only where one is asked for.
  if (now.state === 'installed') return spec.version === undefined || accepts(spec, known(now.version));
  return spec.version === undefined && now.providedBy.length > 0;
}

/** apt-get knows `=`; for `>=` it takes what is newest. */
function target(spec: PackageSpec): string {
  return spec.operator === '>=' ? spec.name : spec.text.replace(/\s+/g, '');
}
