import type { Effect } from '../core/effect.ts';
import type { Key, Region } from '../core/key.ts';
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
  /** By the thing's real name, then by identity. */
  private readonly claims = new Map<string, Map<string, Claim>>();
  private found: string[] = [];

  constructor(world: World, probes: Probes) {
    this.world = world;
    this.probes = probes;
  }

  /** A task's effects were read back and are so. */
  add(effects: readonly Effect[], identity: string, by: string): void {
    for (const { key, value } of provable(effects)) {
      if (isUnknown(value)) continue;
      const thing = this.world.real(key);
      const claims = this.claims.get(thing) ?? new Map<string, Claim>();
      this.claims.set(thing, claims.set(identity, { key, value, identity, by }));
    }
  }

  touched(regions: readonly Region[]): void {
    for (const region of regions) {
      if ('everything' in region) this.claims.clear();
      const isWide = !('subject' in region) || region.below === true;
      for (const thing of isWide ? [...this.claims.keys()] : this.world.thingsNear(region)) {
        const [claim] = this.claims.get(thing)?.values() ?? [];
        if (claim && this.world.touches(region, claim.key)) this.claims.delete(thing);
      }
    }
  }

  /** What to read to see whether all of it, as this identity saw it, is still so. */
  keys(identity: string): readonly Key[] {
    return [...this.claims.values()].flatMap((claims) => claims.get(identity)?.key ?? []);
  }

  /** These things were read again. */
  compare(keys: readonly Key[], identity: string): void {
    for (const thing of keys) {
      const claims = this.claims.get(this.world.real(thing));
      const claim = claims?.get(identity);
      if (!claim || this.world.missing(claim.key, identity).length > 0) continue;
      const lines = differencesOf(claim.key, claim.value, this.world, identity, this.probes);
      if (lines.length === 0) continue;
      // Said once.
      claims?.delete(identity);
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
