import type { Key } from '../../core/key.ts';
import type { Known, Seen } from '../../core/module.ts';
import { NotKnown, Unknown } from '../../core/unknown.ts';
import { rpm } from '../../probes/rpm.ts';
import type { DnfArguments } from './dnf-arguments.ts';
import { dnfOptions } from './dnf-command.ts';
import { isSatisfied, parseSpec, type RpmSpec } from './rpm-spec.ts';

/** One call of dnf. */
export interface Operation {
  readonly verb: 'install' | 'upgrade' | 'downgrade' | 'remove' | 'autoremove';
  /** What follows `dnf`. */
  readonly words: readonly string[];
  readonly specs: readonly RpmSpec[];
  /** Installed state can't tell whether there's anything to do. */
  readonly askDnf: boolean;
}

export function stateOf(args: DnfArguments): 'present' | 'latest' | 'absent' {
  if (args.state === undefined) return args.autoremove && !args.name?.length ? 'absent' : 'present';
  return args.state === 'installed' ? 'present' : args.state === 'removed' ? 'absent' : args.state;
}

export function specsOf(args: DnfArguments): readonly RpmSpec[] {
  return (args.name ?? []).filter((entry) => entry.trim() !== '').map(parseSpec);
}

export function packageKeys(args: DnfArguments): Key[] {
  return specsOf(args)
    .filter(
      ({ kind }) =>
        kind === 'package' || kind === 'file' || (kind === 'pattern' && stateOf(args) === 'absent'),
    )
    .map(({ name }) => rpm(name));
}

/** What dnf has to be told, given what is installed. */
export function operationsOf(args: DnfArguments, seen: Pick<Seen, 'get'>): readonly Operation[] {
  const specs = specsOf(args);
  const state = stateOf(args);
  const operation = (verb: Operation['verb'], chosen: readonly RpmSpec[], askDnf: boolean): Operation[] =>
    chosen.length === 0 && verb !== 'autoremove'
      ? []
      : [{ verb, specs: chosen, askDnf, words: wordsOf(args, verb, chosen) }];
  if (specs.length === 0) return args.autoremove ? operation('autoremove', [], true) : [];
  const asks = (chosen: readonly RpmSpec[]): boolean =>
    chosen.every(({ kind }) => kind === 'pattern' || kind === 'group' || kind === 'everything');
  if (state === 'absent') {
    const there = specs.filter(
      (spec) => spec.kind === 'group' || spec.kind === 'everything' || isThere(spec, seen),
    );
    return operation(
      'remove',
      there,
      there.every(({ kind }) => kind === 'group'),
    );
  }
  const lacking = specs.filter(
    (spec) =>
      spec.kind === 'pattern' ||
      spec.kind === 'group' ||
      (spec.kind !== 'everything' && !isSatisfied(spec, seen.get(rpm(spec.name)), args.allow_downgrade)),
  );
  if (state === 'present') return operation('install', lacking, asks(lacking));
  const newer = specs.filter((spec) => !lacking.includes(spec) || spec.kind === 'pattern');
  return [
    ...(args.update_only ? [] : operation('install', lacking, asks(lacking))),
    ...operation(
      'upgrade',
      newer.filter(({ kind }) => kind !== 'file'),
      true,
    ),
  ];
}

/** A name that packages only provide isn't removed: Ansible removes what has the name. */
function isThere(spec: RpmSpec, seen: Pick<Seen, 'get'>): boolean {
  const now = seen.get(rpm(spec.name));
  if (spec.name.startsWith('/') && spec.kind !== 'file') return now.providers.length > 0;
  return now.installed.length > 0 && (spec.operator === undefined || isSatisfied(spec, now, true));
}

function wordsOf(args: DnfArguments, verb: Operation['verb'], specs: readonly RpmSpec[]): string[] {
  const targets = specs.filter(({ kind }) => kind !== 'everything').map(({ text }) => text);
  return [verb, ...dnfOptions(args), ...(targets.length > 0 ? ['--', ...targets] : [])];
}

/** The operations while it is still being asked what must be known. */
export function operationsIfKnown(args: DnfArguments, known: Known): readonly Operation[] | undefined {
  const get = <T>(k: Key<T>): T => {
    const value = known.get(k);
    if (value === undefined) throw new NotKnown(Unknown.of('what is being read'));
    return value;
  };
  try {
    return operationsOf(args, { get });
  } catch (thrown) {
    if (thrown instanceof NotKnown) return undefined;
    throw thrown;
  }
}
