import type { Deed, DeedAnswer } from '../core/far-end.ts';
import type { Identity } from '../core/identity.ts';
import type { Key, Region } from '../core/key.ts';
import type { Step } from '../core/step.ts';

/** A key with the identity that wants it. */
export interface Wanted {
  readonly key: Key;
  readonly as: Identity;
}

/** A deed, what of it is wanted back, and what may be otherwise after it. */
export interface Act {
  readonly deed: Omit<Deed, 'readings'>;
  readonly wanted: readonly Wanted[];
  readonly touched: readonly Region[];
}

/** An act that was sent. */
export interface Underway {
  /** When it is over: whether it was come to at all. */
  readonly over: Promise<boolean>;
  /**
   * The answer. What was known about what it touches is forgotten with this, whatever happens, and what was read behind
   * it becomes known; not where it comes late, after something else that was done later.
   */
  answered(isLate?: boolean): Promise<Omit<DeedAnswer, 'readings'>>;
}

/** Of a deed without steps nobody can tell, and it touches nothing. */
export function wasComeTo({ outputs }: DeedAnswer): boolean {
  return outputs.length === 0 || outputs.some(({ outcome }) => outcome !== 'not-run');
}

/** Steps that take no time to speak of. */
const QUICK: ReadonlySet<Step['do']> = new Set([
  'write',
  'mkdir',
  'link',
  'attributes',
  'remove',
  'rename',
  'touch',
]);

/** Whether it takes no time to speak of. */
export function isQuick(step: Step): boolean {
  return QUICK.has(step.do);
}

/**
 * Acts in groups that are read behind their last one: reading costs a host more than making a folder does. What a
 * later one touches is read before that; and nobody waits for what takes long to hear of what came before it.
 */
export function readTogether(
  acts: readonly Act[],
  touchedBy: (regions: readonly Region[]) => (key: Key) => boolean,
): readonly (readonly Act[])[] {
  const groups: Act[][] = [];
  let wanted: Wanted[] = [];
  let isOpen = false;
  for (const act of acts) {
    const areQuick = act.deed.steps.every(isQuick);
    const touches = touchedBy(act.touched);
    const isTouched = wanted.some(({ key }) => touches(key));
    if (!isOpen || !areQuick || isTouched) {
      groups.push([]);
      wanted = [];
    }
    groups.at(-1)?.push(act);
    wanted.push(...act.wanted);
    isOpen = areQuick;
  }
  return groups;
}
