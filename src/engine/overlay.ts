import { type Effect, regionOf } from '../core/effect.ts';
import type { Key, Region } from '../core/key.ts';

type Named = { readonly kind: string; readonly subject: string };

/**
 * The effects of what is only planned, in order. Most are about one thing, and are found by its name: with a thousand of
 * them, asking each for every question would cost a million answers.
 */
export class Overlay {
  private readonly effects: Effect[] = [];
  private readonly realSubject: (named: Named) => string;
  /** Where the effects stand that are about one thing, by its names. */
  private exact = new Map<string, number[]>();
  /** Those about more than one. */
  private wide: number[] = [];
  private isIndexed = true;

  constructor(realSubject: (named: Named) => string) {
    this.realSubject = realSubject;
  }

  get length(): number {
    return this.effects.length;
  }

  add(effects: readonly Effect[]): void {
    for (const effect of effects) {
      this.effects.push(effect);
      if (this.isIndexed) this.index(effect, this.effects.length - 1);
    }
  }

  /** Takes away all behind the first `length`. */
  cut(length: number): void {
    if (length === this.effects.length) return;
    this.effects.length = length;
    this.isIndexed = false;
  }

  /** Another name of some thing became known. */
  namesChanged(): void {
    this.isIndexed = this.effects.length === 0;
  }

  /** Those that may have to do with the key, the latest first; whether they have is for the caller to see. */
  *about(key: Key, realSubject: string, restsOn: readonly Region[]): Iterable<Effect> {
    if (this.effects.length === 0) return;
    if (!this.isIndexed) this.indexAll();
    const names = new Set([`${key.kind}:${key.subject}`, `${key.kind}:${realSubject}`]);
    for (const base of restsOn) {
      if (!('subject' in base) || base.below === true) {
        yield* this.effects.toReversed();
        return;
      }
      names.add(`${base.kind}:${base.subject}`);
    }
    const places = new Set(this.wide);
    for (const name of names) for (const place of this.exact.get(name) ?? []) places.add(place);
    for (const place of [...places].sort((a, b) => b - a)) {
      const effect = this.effects[place];
      if (effect) yield effect;
    }
  }

  private indexAll(): void {
    this.exact = new Map();
    this.wide = [];
    this.isIndexed = true;
    for (const [place, effect] of this.effects.entries()) this.index(effect, place);
  }

  private index(effect: Effect, place: number): void {
    const region = regionOf(effect);
    if (!('subject' in region) || region.below === true) {
      this.wide.push(place);
      return;
    }
    for (const subject of new Set([region.subject, this.realSubject(region)])) {
      const name = `${region.kind}:${subject}`;
      const places = this.exact.get(name);
      if (places) places.push(place);
      else this.exact.set(name, [place]);
    }
  }
}
