import type { Effect } from '../../../src/core/effect.ts';
import { regionOf } from '../../../src/core/effect.ts';
import { covers, EVERYTHING, type Key, key, overlaps } from '../../../src/core/key.ts';
import type { Arguments, TaskModule } from '../../../src/core/module.ts';
import type { Probe } from '../../../src/core/probe.ts';
import { isUnknown } from '../../../src/core/unknown.ts';
import { unitName } from '../../../src/probes/unit.ts';
import type { Registry } from '../../support/run-playbook.ts';
import type { SnapshotChange } from '../support/snapshot-diff.ts';

/**
 * Collects what all plans of a run said they would do. Only in a run without look-ahead is every plan that means to change
 * something carried out; a look ahead also plans with what is not so any more.
 */
export class Declared {
  private readonly effects: Effect[] = [];
  private probes: Registry['probes'] = new Map();

  /** The registry, with modules that tell what they plan. */
  readonly watching = (registry: Registry): Registry => {
    this.probes = registry.probes;
    const modules = [...registry.modules].map(([name, module]) => [name, this.watched(module)] as const);
    return { ...registry, modules: new Map(modules) };
  };

  private watched(module: TaskModule): TaskModule {
    const plan: TaskModule['plan'] = (args, ...more) => {
      const decision = module.plan(args, ...more);
      if (decision.verdict === 'change') {
        this.effects.push(...decision.effects);
        if (isOpaque(module, args)) {
          this.effects.push({ effect: 'unsettles', region: EVERYTHING, why: 'it is a command' });
        }
      }
      return decision;
    };
    return { ...module, plan };
  }

  /** Whether some effect says that this may happen. */
  covers(change: SnapshotChange): boolean {
    const thing = thingOf(change);
    return this.effects.some((effect) => {
      const region = regionOf(effect);
      if (covers(region, thing)) return !isMoreThanSaid(effect, change);
      // What follows from something else that changes is not said again: the probe knows what its things rest on.
      const rests = probeOf(this.probes, thing).restsOn?.(thing) ?? [];
      return rests.some((base) => overlaps(base, region));
    });
  }
}

function isOpaque(module: TaskModule, args: Arguments): boolean {
  return module.kind === 'command' && module.harmless?.(args) !== true;
}

function probeOf(probes: Registry['probes'], thing: Key): Probe<unknown> {
  const probe = probes.get(thing.kind);
  if (probe === undefined) throw new Error(`no probe observes '${thing.kind}'`);
  return probe;
}

/** The thing of the world that a part of a snapshot shows. */
function thingOf(change: SnapshotChange): Key {
  switch (change.part) {
    case 'files':
      return key('path', change.name);
    case 'units':
    case 'unitFiles':
      return key('unit', unitName(change.name));
    case 'packages':
      return key('deb', change.name.replace(/:.*/, ''));
    case 'users':
      return key('user', change.name);
    case 'groups':
      return key('group', change.name);
  }
}

/** A snapshot's fields of a file, and the fields of a path's observation that speak of them. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  mode: ['mode'],
  owner: ['owner', 'uid'],
  group: ['group', 'gid'],
  size: ['size', 'content', 'sha256'],
  mtime: ['mtime', 'size', 'content', 'sha256'],
  content: ['content', 'sha256', 'target'],
};

/** "Its mode becomes 0600" says nothing of its owner. */
function isMoreThanSaid(effect: Effect, change: SnapshotChange): boolean {
  if (effect.effect !== 'becomes' || change.part !== 'files') return false;
  const { value } = effect;
  if (isUnknown(value) || typeof value !== 'object' || value === null) return false;
  const state = value as Readonly<Record<string, unknown>>;
  if (state['type'] === 'absent') return change.what !== 'removed';
  if (change.what === 'removed') return true;
  if (effect.keeps !== true) return false;
  return !change.fields.every((field) => (FIELDS[field] ?? []).some((name) => name in state));
}
