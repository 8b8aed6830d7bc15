import type { Key } from '../../core/key.ts';
import { type Decision, unchanged } from '../../core/plan.ts';
import { dnfList, type ListedRpm } from '../../probes/dnf-list.ts';
import type { DnfArguments } from './dnf-arguments.ts';
import { dnfOptions } from './dnf-command.ts';

const WHAT: Readonly<Record<string, readonly string[]>> = {
  installed: ['--installed'],
  available: ['--available'],
  updates: ['--upgrades'],
  upgrades: ['--upgrades'],
};

/** `list: installed` and the like, or packages of a name. */
export function listKey(args: DnfArguments, list: string): Key<readonly ListedRpm[] | readonly string[]> {
  const options = dnfOptions(args).filter((option) => !option.startsWith('--setopt=clean_requirements'));
  if (list === 'repos' || list === 'repositories') return dnfList(['repolist', '--enabled', ...options]);
  return dnfList([...options, ...(WHAT[list] ?? [list])]);
}

export function listed(found: readonly ListedRpm[] | readonly string[]): Decision {
  const results = found.map((one) =>
    typeof one === 'string'
      ? { repoid: one, state: 'enabled' }
      : { ...one, nevra: `${one.epoch}:${one.name}-${one.version}-${one.release}.${one.arch}` },
  );
  return unchanged({ msg: '', results });
}
