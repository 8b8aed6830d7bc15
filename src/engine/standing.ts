import type { Effect } from '../core/effect.ts';
import { type Key, type Region, thingOf } from '../core/key.ts';
import { isUnknown } from '../core/unknown.ts';
import { differencesOf, provable } from './proof.ts';
import type { Probes, World } from './world.ts';

interface Claim {
  readonly key: Key;
  readonly value: unknown;
  readonly identity: string;
  /** The task that made it so. */
  readonly by: string;
}

/**
 * What tasks of this run made of a machine and nobody has changed since on purpose: whenever it is read again, it must
 * still be so. What a later task touches is that task's to answer for.
 */
export class Standing {
  private readonly world: World;
  private readonly probes: Probes;
  private readonly claims = new Map<string, Claim>();
  private found: string[] = [];

  constructor(world: World, probes: Probes) {
    this.world = world;
    this.probes = probes;
  }

  /** A task's effects were read back and are so. */
  add(effects: readonly Effect[], identity: string, by: string): void {
    for (const { key, value } of provable(effects)) {
      if (!isUnknown(value)) this.claims.set(`${identity} ${thingOf(key)}`, { key, value, identity, by });
    }
  }

  touched(regions: readonly Region[]): void {
    if (regions.some((region) => 'everything' in region)) this.claims.clear();
    for (const [name, { key }] of this.claims) {
      if (regions.some((region) => this.world.touches(region, key))) this.claims.delete(name);
    }
  }

  /** What to read to see whether all of it, as this identity saw it, is still so. */
  keys(identity: string): readonly Key[] {
    return [...this.claims.values()].filter((claim) => claim.identity === identity).map(({ key }) => key);
  }

  /** These things were read again. */
  compare(keys: readonly Key[], identity: string): void {
    for (const thing of keys) {
      const name = `${identity} ${thingOf(thing)}`;
      const claim = this.claims.get(name);
      if (!claim || this.world.missing(claim.key, identity).length > 0) continue;
      const lines = differencesOf(claim.key, claim.value, this.world, identity, this.probes);
      if (lines.length === 0) continue;
      // Said once.
      this.claims.delete(name);
      this.found.push(...lines.map((line) => `what ${claim.by} made did not last: ${line}`));
    }
  }

  /** What did not last, since this was last asked. */
  take(): readonly string[] {
    const { found } = this;
    this.found = [];
    return found;
  }
}
