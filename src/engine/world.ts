import type { Basis } from '../core/decided.ts';
import { type Effect, regionOf } from '../core/effect.ts';
import { covers, type Key, keyText, overlaps, type Region, thingOf } from '../core/key.ts';
import {
  type Assumption,
  type Observation,
  observed,
  ReadFailure,
  unknownObservation,
} from '../core/observation.ts';
import type { Expected, Probe } from '../core/probe.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { Dependents } from './dependents.ts';
import { Overlay } from './overlay.ts';

export type Probes = ReadonlyMap<string, Probe<unknown>>;

/**
 * Thrown where something is looked up that was not read yet; whoever can read does so and asks again. No Error: it is
 * thrown for each thing that a look ahead finds, and a stack trace costs more than all the rest of the look.
 */
export class Unread {
  readonly keys: readonly Key[];
  constructor(keys: readonly Key[]) {
    this.keys = keys;
  }
}

interface Entry {
  readonly key: Key;
  readonly observation: Observation;
}

/**
 * What is known about one machine: what was observed, as each identity sees it, and over that, in order, the
 * effects of what is only planned. A run acts and reads again, so its overlay stays empty; check mode never acts
 * and fills it.
 */
export class World {
  private readonly probes: Probes;
  private readonly seen = new Map<string, Map<string, Entry>>();
  private readonly aliases = new Map<string, string>();
  private readonly planned = new Overlay((region) => this.realSubject(region));
  private readonly dependents = new Dependents();
  private readonly foundations = new Map<string, readonly Region[]>();
  private lookedAt: Map<string, Basis> | undefined;

  constructor(probes: Probes) {
    this.probes = probes;
  }

  /** What is known under the key as `identity` sees it. Throws Unread where it has to be read first. */
  lookup<T>(key: Key<T>, identity: string): Observation<T> {
    return this.lookupWithin(key, identity, []) as Observation<T>;
  }

  /** Does the work, and keeps in `basis` what of all that was read it looked at, directly or by derivation. */
  watched<T>(basis: Map<string, Basis>, work: () => T): T {
    this.lookedAt = basis;
    try {
      return work();
    } finally {
      this.lookedAt = undefined;
    }
  }

  /** The keys that must be read before `lookup` can answer for this one; empty when it can. */
  missing(key: Key, identity: string, asking: readonly string[] = []): readonly Key[] {
    if (this.planned.length === 0) return this.seenBy(key, identity) ? [] : [key];
    try {
      this.lookupWithin(key, identity, asking);
      return [];
    } catch (thrown) {
      if (thrown instanceof Unread) return thrown.keys;
      throw thrown;
    }
  }

  /** Takes in what was read. More aspects of the same thing replace fewer. */
  record(key: Key, identity: string, value: unknown): void {
    const observation: Observation =
      value instanceof ReadFailure ? { is: 'unreadable', failure: value } : observed(value);
    const probe = this.probe(key.kind);
    if (probe.canonical && !(value instanceof ReadFailure)) {
      const real = probe.canonical(key, value);
      if (real !== key.subject && this.aliases.get(thingOf(key)) !== real) {
        this.aliases.set(thingOf(key), real);
        this.planned.namesChanged();
      }
    }
    const thing = this.real(key);
    let byIdentity = this.seen.get(thing);
    if (!byIdentity) {
      byIdentity = new Map();
      this.seen.set(thing, byIdentity);
    }
    byIdentity.set(identity, { key, observation });
    this.dependents.add(thing, this.restsOn(key));
  }

  /** With what aspects the thing was read, so that a wider reading doesn't lose the older ones. */
  aspectsRead(key: Key, identity: string): readonly string[] {
    return this.seen.get(this.real(key))?.get(identity)?.key.aspects ?? [];
  }

  /** Lays the effects of a planned task over what is known (check mode). */
  expect(effects: readonly Effect[]): void {
    this.planned.add(effects);
  }

  /** Works something out as if effects were there already; afterwards they are gone again. */
  supposing<T>(work: (suppose: (effects: readonly Effect[]) => void) => T): T {
    const before = this.planned.length;
    try {
      return work((effects) => this.planned.add(effects));
    } finally {
      this.planned.cut(before);
    }
  }

  /** Forgets what the effects touch, and what rests on that: it was acted on, and has to be read again. */
  forget(effects: readonly Effect[]): void {
    for (const effect of effects) this.forgetRegion(regionOf(effect));
  }

  forgetRegion(region: Region): void {
    if ('everything' in region) {
      this.seen.clear();
      return;
    }
    for (const thing of this.thingsNear(region)) {
      const byIdentity = this.seen.get(thing);
      if (!byIdentity) continue;
      for (const [identity, entry] of byIdentity) {
        if (this.touches(region, entry.key)) byIdentity.delete(identity);
      }
      if (byIdentity.size === 0) this.seen.delete(thing);
    }
  }

  /** By their real names, all things that may be touched in the region: for a single thing, it and what rests on it. */
  thingsNear(region: Region): Iterable<string> {
    if (!('subject' in region) || region.below) return [...this.seen.keys()];
    const { kind, subject } = region;
    const real = this.realSubject({ kind, subject });
    return [`${kind}:${subject}`, `${kind}:${real}`, ...this.dependents.of(kind, subject)];
  }

  /** Tells of a key whether something in these regions changes it; for many keys and many regions. */
  touchedBy(regions: readonly Region[]): (key: Key) => boolean {
    const exact = new Map<string, Set<string>>();
    const wide: Region[] = [];
    for (const region of regions) {
      if ('subject' in region && region.below !== true) {
        const subjects = exact.get(region.kind) ?? new Set();
        exact.set(region.kind, subjects.add(region.subject).add(this.realSubject(region)));
      } else wide.push(region);
    }
    return (key) => {
      const same = exact.get(key.kind);
      if (same && (same.has(key.subject) || same.has(this.realSubject(key)))) return true;
      for (const base of this.restsOn(key)) {
        if (!('subject' in base) || base.below === true) {
          if (regions.some((region) => overlaps(base, region))) return true;
        } else if (exact.get(base.kind)?.has(base.subject)) return true;
      }
      return wide.some((region) => this.touches(region, key));
    };
  }

  /** Whether something about the key is changed by what happens in the region. */
  touches(region: Region, key: Key): boolean {
    return this.coversThing(region, key) || this.restsOn(key).some((base) => overlaps(base, region));
  }

  private lookupWithin(key: Key, identity: string, asking: readonly string[]): Observation {
    if (this.planned.length === 0) {
      const seen = this.seenBy(key, identity);
      if (seen) return seen;
      throw new Unread([key]);
    }
    const assumptions: Assumption[] = [];
    let base: Observation | undefined;
    /** Values that only name some fields, the latest first; the rest is what it was. */
    const partial: object[] = [];
    let shaken = false;
    const restsOn = this.restsOn(key);
    for (const effect of this.planned.about(key, this.realSubject(key), restsOn)) {
      if (effect.effect === 'becomes') {
        if (this.coversThing(regionOf(effect), key)) {
          if (effect.keeps && !isUnknown(effect.value) && typeof effect.value === 'object' && effect.value) {
            partial.push(effect.value);
            assumptions.push(...(effect.presumed ?? []));
            continue;
          }
          base = isUnknown(effect.value)
            ? unknownObservation(effect.value)
            : observed(effect.value, effect.presumed ?? []);
          break;
        }
      } else if (this.coversThing(effect.region, key)) {
        if (effect.effect === 'presumes') {
          assumptions.push(effect.assumption);
          continue;
        }
        base = unknownObservation(Unknown.of(effect.why));
        break;
      }
      const region = regionOf(effect);
      if (!restsOn.some((r) => overlaps(r, region))) continue;
      if (effect.effect === 'presumes') assumptions.push(effect.assumption);
      else shaken = true;
    }
    base ??= this.seenBy(key, identity);
    if (shaken) base = this.derive(key, identity, base, asking);
    if (!base) throw new Unread([key]);
    if (partial.length > 0 && base.is === 'known' && typeof base.value === 'object') {
      base = observed(Object.assign({}, base.value, ...partial.reverse()), base.presumed);
    }
    if (base.is !== 'known' || assumptions.length === 0) return base;
    return observed(base.value, distinct([...base.presumed, ...assumptions]));
  }

  private derive(
    key: Key,
    identity: string,
    base: Observation | undefined,
    asking: readonly string[],
  ): Observation | undefined {
    const thing = this.real(key);
    // A thing that is derived from itself in a circle stays what it was.
    if (asking.includes(thing)) return base;
    const probe = this.probe(key.kind);
    if (!probe.derive) return unknownObservation(Unknown.of(`what ${thing} will be`));
    if (!base) return undefined;
    const before: Maybe<unknown> =
      base.is === 'known'
        ? base.value
        : base.is === 'unknown'
          ? base.unknown
          : Unknown.of(`${thing}, which could not be read`);
    const presumed: Assumption[] = base.is === 'known' ? [...base.presumed] : [];
    const within = [...asking, thing];
    const unread = (probe.derivesFrom?.(key, before) ?? []).flatMap((k) => this.missing(k, identity, within));
    if (unread.length > 0) throw new Unread(unread);
    const expected: Expected = {
      get: <U>(other: Key<U>): Maybe<U> => {
        const found = this.lookupWithin(other, identity, within);
        if (found.is === 'unknown') return found.unknown;
        if (found.is === 'unreadable') return Unknown.of(`${keyText(other)}, which could not be read`);
        presumed.push(...found.presumed);
        return found.value as U;
      },
    };
    const derived = probe.derive(key, before, expected);
    if (isUnknown(derived.value)) return unknownObservation(derived.value);
    return observed(derived.value, distinct([...presumed, ...(derived.presumed ?? [])]));
  }

  private seenBy(key: Key, identity: string): Observation | undefined {
    const entry = this.seen.get(this.real(key))?.get(identity);
    if (!entry || !key.aspects.every((aspect) => entry.key.aspects.includes(aspect))) return undefined;
    if (entry.observation.is === 'known')
      this.lookedAt?.set(keyText(key), { key, value: entry.observation.value });
    return entry.observation;
  }

  private restsOn(key: Key): readonly Region[] {
    const name = keyText(key);
    let regions = this.foundations.get(name);
    if (!regions) {
      regions = this.probe(key.kind).restsOn?.(key) ?? [];
      this.foundations.set(name, regions);
    }
    return regions;
  }

  private coversThing(region: Region, key: Key): boolean {
    if (covers(region, key)) return true;
    const real = this.realSubject(key);
    if (real !== key.subject && covers(region, { kind: key.kind, subject: real })) return true;
    if (!('subject' in region)) return false;
    const realRegion = this.realSubject({ kind: region.kind, subject: region.subject });
    return (
      realRegion !== region.subject &&
      covers({ ...region, subject: realRegion }, { kind: key.kind, subject: real })
    );
  }

  /** What the key's thing is called on the host. */
  real(key: Key): string {
    return `${key.kind}:${this.realSubject(key)}`;
  }

  private realSubject(key: { readonly kind: string; readonly subject: string }): string {
    return this.aliases.get(`${key.kind}:${key.subject}`) ?? key.subject;
  }

  private probe(kind: string): Probe<unknown> {
    const probe = this.probes.get(kind);
    if (!probe) throw new Error(`no probe observes '${kind}'`);
    return probe;
  }
}

function distinct(assumptions: readonly Assumption[]): readonly Assumption[] {
  return [...new Map(assumptions.map((a) => [a.text, a])).values()];
}
