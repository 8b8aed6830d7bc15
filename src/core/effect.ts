import type { Key, Region } from './key.ts';
import type { Assumption } from './observation.ts';

/** What a plan's steps make of what is known about a machine. */
export type Effect =
  /** This thing will be so. Read back after acting, and compared: fields that are unknown match anything. */
  | {
      readonly effect: 'becomes';
      readonly key: Key;
      readonly value: unknown;
      readonly presumed?: readonly Assumption[];
      /** The nature of the step excludes proof (a restart leaves the unit as it was). Says why. */
      readonly unproven?: string;
      /** Fields that the value doesn't name stay what they were: a chmod leaves the content alone. */
      readonly keeps?: true;
      /** So is everything below it: what was removed is absent with all that was in it. Only the thing itself is proven. */
      readonly below?: true;
    }
  /** Nobody can say what will be there. */
  | { readonly effect: 'unsettles'; readonly region: Region; readonly why: string }
  /** What is known there probably stays; whoever relies on it relies on the assumption. */
  | { readonly effect: 'presumes'; readonly region: Region; readonly assumption: Assumption };

/** The thing will be as `value` says. */
export function becomes<T>(
  key: Key<T>,
  value: T,
  more: Pick<Extract<Effect, { effect: 'becomes' }>, 'presumed' | 'unproven' | 'keeps' | 'below'> = {},
): Effect {
  return { effect: 'becomes', key, value, ...more };
}

/** Nobody can say what will be in the region. */
export function unsettles(region: Region, why: string): Effect {
  return { effect: 'unsettles', region, why };
}

/** What is known in the region stays, on an assumption. */
export function presumes(region: Region, assumption: string): Effect {
  return { effect: 'presumes', region, assumption: { text: assumption } };
}

/** What the effect touches. */
export function regionOf(effect: Effect): Region {
  if (effect.effect !== 'becomes') return effect.region;
  const { kind, subject } = effect.key;
  return effect.below ? { kind, subject, below: true } : { kind, subject };
}
